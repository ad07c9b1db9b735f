package io.securechannel.examples.bench;

import com.southernstorm.noise.protocol.CipherState;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.GeneralSecurityException;

/** Streams over noise-java's ciphers: records of up to 65,535 bytes, one write for each. */
final class NoiseJavaStreams {

    private static final int TAG = 16;
    private static final int MOST = 65_535;
    private static final int READ = 128 << 10;

    private NoiseJavaStreams() {}

    /** Encrypts. */
    static final class Output extends OutputStream {

        private final OutputStream out;
        private final CipherState cipher;
        private final byte[] record = new byte[2 + MOST];

        Output(OutputStream out, CipherState cipher) {
            this.out = out;
            this.cipher = cipher;
        }

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            for (int at = 0; at < length; ) {
                int count = Math.min(length - at, MOST - TAG);
                int sealed;
                try {
                    sealed = cipher.encryptWithAd(null, bytes, offset + at, record, 2, count);
                } catch (GeneralSecurityException e) {
                    throw new IOException(e);
                }
                record[0] = (byte) (sealed >>> Byte.SIZE);
                record[1] = (byte) sealed;
                out.write(record, 0, 2 + sealed);
                at += count;
            }
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }

    /** Decrypts. */
    static final class Input extends InputStream {

        private final DataInputStream in;
        private final CipherState cipher;
        private final byte[] record = new byte[MOST];
        private final byte[] plaintext = new byte[MOST];
        private int at;
        private int end;

        Input(InputStream in, CipherState cipher) {
            this.in = new DataInputStream(new BufferedInputStream(in, READ));
            this.cipher = cipher;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (at == end) {
                int first = in.read();
                if (first < 0) {
                    return -1;
                }
                int sealed = first << Byte.SIZE | in.readUnsignedByte();
                in.readFully(record, 0, sealed);
                try {
                    end = cipher.decryptWithAd(null, record, 0, plaintext, 0, sealed);
                } catch (GeneralSecurityException e) {
                    throw new IOException(e);
                }
                at = 0;
            }
            int count = Math.min(length, end - at);
            System.arraycopy(plaintext, at, bytes, offset, count);
            at += count;
            return count;
        }
    }
}
