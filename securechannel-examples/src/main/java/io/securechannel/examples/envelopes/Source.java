package io.securechannel.examples.envelopes;

import io.securechannel.hybrid.EnvelopeText;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * What a command reads: a file, or standard input.
 *
 * @param name as it was given: a path, or {@code -}
 */
record Source(String name) {

    static final String STANDARD = "-";

    private static final int PEEK = 64;
    private static final int BUFFER = 1 << 16;

    boolean standard() {
        return name.equals(STANDARD);
    }

    /** {@return the file} Only if it is not standard input. */
    Path file() {
        return Path.of(name);
    }

    /** Refuses what cannot be read, before anything else happens. */
    void check() throws IOException {
        if (standard()) {
            return;
        }
        if (Files.isDirectory(file())) {
            throw new IOException(name + " is a directory: name a file, for instance an archive of it");
        }
        if (Files.notExists(file())) {
            throw new NoSuchFileException(name);
        }
    }

    /** {@return whether it is a file that can be read more than once} */
    boolean regular() {
        return !standard() && Files.isRegularFile(file());
    }

    /** {@return how long it is, if that can be told beforehand} */
    OptionalLong size() throws IOException {
        return regular() ? OptionalLong.of(Files.size(file())) : OptionalLong.empty();
    }

    InputStream open() throws IOException {
        return standard()
                ? new FilterInputStream(System.in) {
                    @Override
                    public void close() {
                        // It is the process's.
                    }
                }
                : Files.newInputStream(file());
    }

    /** {@return whether it is a file with an armored envelope} */
    boolean armored() throws IOException {
        if (!regular()) {
            return false;
        }
        try (var in = open()) {
            return EnvelopeText.isArmor(in.readNBytes(PEEK));
        }
    }

    /** {@return whether the envelope's beginning, as it was, lies beside it: re-wrapping has not come to its end} */
    boolean rewrapping() throws IOException {
        var real = file().toRealPath();
        return Files.exists(real.resolveSibling(real.getFileName() + ".rewrap"), LinkOption.NOFOLLOW_LINKS);
    }

    /** {@return an envelope in binary, whether it is armored or not} */
    InputStream openEnvelope() throws IOException {
        var buffered = new BufferedInputStream(open(), BUFFER);
        buffered.mark(PEEK);
        var beginning = buffered.readNBytes(PEEK);
        buffered.reset();
        return EnvelopeText.isArmor(beginning) ? EnvelopeText.dearmoring(buffered) : buffered;
    }

    @Override
    public String toString() {
        return standard() ? "standard input" : name;
    }
}
