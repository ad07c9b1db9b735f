package io.securechannel.examples.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What is sent. It is read several times, from a file: standard input is copied to one.
 *
 * @param file where the bytes are
 * @param name what to call it
 * @param size how many bytes
 */
record Source(Path file, String name, long size) {

    private static final String BUILT_IN = """
            This text is part of the demo, because there is no README.md in the current directory.
            Give a file of your own by --file FILE, or standard input by --file -
            Nobody between the two ends of the channel can read this, or change it unseen.
            """;

    static Source of(@Nullable Path given, Path directory) throws IOException {
        var readme = Path.of("README.md");
        if (given == null && Files.isRegularFile(readme)) {
            return existing(readme);
        }
        if (given == null) {
            var text = Files.writeString(directory.resolve("built-in.txt"), BUILT_IN, StandardCharsets.UTF_8);
            return new Source(text, "a built-in text (no README.md here; --file FILE sends yours)", Files.size(text));
        }
        if (given.toString().equals("-")) {
            var copy = directory.resolve("standard-input");
            Files.copy(System.in, copy);
            return new Source(copy, "standard input", Files.size(copy));
        }
        return existing(given);
    }

    InputStream open() throws IOException {
        return Files.newInputStream(file);
    }

    /** {@return its beginning} */
    byte[] sample(int most) throws IOException {
        try (var in = open()) {
            return in.readNBytes(most);
        }
    }

    private static Source existing(Path file) throws IOException {
        if (Files.notExists(file)) {
            throw new NoSuchFileException(file.toString(), null, "there is no such file");
        }
        if (!Files.isRegularFile(file)) {
            throw new IOException(file + " is not a regular file; by --file - standard input is read");
        }
        return new Source(file, file.toString(), Files.size(file));
    }
}
