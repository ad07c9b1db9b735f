package io.securechannel.examples.secret;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Options that say what the secret is. It never comes as an argument: everybody on the machine can read those. */
final class MessageOptions {

    private static final String DEFAULT = "The treasure is under the old oak.\n";
    private static final int LARGEST = 64 << 10;

    @ArgGroup
    private @Nullable From from;

    MessageOptions() {}

    byte[] read() throws IOException {
        if (from == null) {
            return DEFAULT.getBytes(StandardCharsets.UTF_8);
        }
        return from.file != null ? read(from.file) : readVariable(String.valueOf(from.variable));
    }

    private static byte[] read(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LARGEST + 1);
            if (bytes.length == 0 || bytes.length > LARGEST) {
                throw new IOException(file + " is " + (bytes.length == 0 ? "empty" : "larger than 64 KiB")
                        + ": the secret is a message of 1 byte to 64 KiB");
            }
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return bytes;
        } catch (CharacterCodingException e) {
            throw new IOException(file + " is not UTF-8: save the message as that", e);
        }
    }

    private static byte[] readVariable(String name) throws IOException {
        var value = System.getenv(name);
        if (value == null || value.isEmpty()) {
            throw new IOException("the environment variable " + name + " is " + (value == null ? "not set" : "empty")
                    + ": it is to hold the secret");
        }
        return (value + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** One of the two. */
    private static final class From {

        @Option(
                names = "--message-file",
                paramLabel = "FILE",
                required = true,
                description = "The secret is in a file, UTF-8, 64 KiB at most.")
        private @Nullable Path file;

        @Option(
                names = "--message-env",
                paramLabel = "NAME",
                required = true,
                description = "The secret is in an environment variable.")
        private @Nullable String variable;

        From() {}
    }
}
