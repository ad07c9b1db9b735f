package io.securechannel.hybrid;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;

/** Copies a stream, says how far it has come, and leaves both ends open. */
final class Copy {

    /** What is sealed takes whole segments best: they are encrypted where they are. */
    private static final int PART = 1 << 20;

    private Copy() {}

    /** What is read from somewhere, into what seals it. */
    static void sealing(InputStream in, OutputStream out, Progress progress) throws IOException {
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

    /** What has been opened, block by block as it was verified and from where it lies then. */
    static void opened(InputStream in, OutputStream out, Progress progress) throws IOException {
        in.transferTo(new Counted(out, progress));
    }

    /** Says how much has been written. */
    private static final class Counted extends OutputStream {

        private final OutputStream out;
        private final Progress progress;
        private long done;

        Counted(OutputStream out, Progress progress) {
            this.out = out;
            this.progress = progress;
        }

        @Override
        public void write(int octet) throws IOException {
            out.write(octet);
            progress.at(++done);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            done += length;
            progress.at(done);
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
