package io.securechannel.examples.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;
import org.jspecify.annotations.Nullable;

/**
 * What cannot be done without: plain TCP, and beside it raw AES-256-GCM at both ends, one call and one write for each 32 KiB, which is what
 * a record over Noise has; from one array that is there into another. No records, no lengths, no types, no tags.
 */
record FloorContender(String name) implements Contender {

    private static final int PIECE = 32 << 10;

    @Override
    public boolean secure() {
        return false;
    }

    @Override
    public boolean takesPartIn(String workload) {
        return workload.equals(Bulk.stream().name());
    }

    @Override
    public ServerSocket listen() throws IOException {
        return new ServerSocket(0, Link.BACKLOG, InetAddress.getLoopbackAddress());
    }

    @Override
    public End accept(ServerSocket listening, Mode mode) throws IOException {
        return end(listening.accept());
    }

    @Override
    public End connect(int port, Mode mode) throws IOException {
        return end(new Socket("localhost", port));
    }

    private static End end(Socket socket) throws IOException {
        socket.setTcpNoDelay(true);
        try {
            return new CipherBeside(socket, new RawAesGcm());
        } catch (GeneralSecurityException e) {
            throw new IOException("the JDK has no AES-256-GCM", e);
        }
    }

    /** A plain end that encrypts what it sends, and decrypts as many bytes as it receives. */
    private static final class CipherBeside implements End {

        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;
        private final RawAesGcm cipher;
        private final byte[] scratch = new byte[PIECE + RawAesGcm.TAG];
        private byte @Nullable [] sealed;
        private int pending;

        CipherBeside(Socket socket, RawAesGcm cipher) throws IOException {
            this.socket = socket;
            this.in = socket.getInputStream();
            this.out = socket.getOutputStream();
            this.cipher = cipher;
        }

        @Override
        public void write(byte[] block) throws IOException {
            for (int start = 0; start < block.length; start += PIECE) {
                int length = Math.min(PIECE, block.length - start);
                try {
                    cipher.seal(block, start, length, scratch);
                } catch (GeneralSecurityException e) {
                    throw new IOException(e);
                }
                out.write(scratch, 0, length);
            }
        }

        @Override
        public int read(byte[] buffer) throws IOException {
            int count = in.read(buffer);
            pending += Math.max(0, count);
            try {
                if (sealed == null) {
                    sealed = new byte[PIECE + RawAesGcm.TAG];
                    cipher.seal(new byte[PIECE], 0, PIECE, sealed);
                }
                while (pending >= PIECE) {
                    pending -= PIECE;
                    cipher.open(0, sealed, sealed.length, scratch);
                }
            } catch (GeneralSecurityException e) {
                throw new IOException(e);
            }
            return count;
        }

        @Override
        public void send(byte[] message) {
            throw new UnsupportedOperationException("the floor is of streams");
        }

        @Override
        public void queue(byte[] message) {
            throw new UnsupportedOperationException("the floor is of streams");
        }

        @Override
        public void flush() {
            throw new UnsupportedOperationException("the floor is of streams");
        }

        @Override
        public byte[] receive() {
            throw new UnsupportedOperationException("the floor is of streams");
        }

        @Override
        public String protocol() {
            return "unprotected, with AES-256-GCM beside it";
        }

        @Override
        public boolean resumed() {
            return false;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
