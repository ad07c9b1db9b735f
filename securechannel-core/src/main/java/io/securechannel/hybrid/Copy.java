package io.securechannel.hybrid;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;

/** Copies a stream, says how far it has come, and leaves both ends open. */
final class Copy {

    private static final int PART = 1 << 18;

    private Copy() {}

    static void all(InputStream in, OutputStream out, Progress progress) throws IOException {
        var part = new byte[PART];
        try {
            long done = 0;
            for (int read = in.read(part); read >= 0; read = in.read(part)) {
                out.write(part, 0, read);
                done += read;
                progress.at(done);
            }
        } finally {
            Arrays.fill(part, (byte) 0);
        }
    }

    /** The same stream, which stays open when what reads it is closed. */
    static InputStream keptOpen(InputStream in) {
        return new FilterInputStream(in) {
            @Override
            public void close() {
                // It belongs to somebody else.
            }
        };
    }
}
