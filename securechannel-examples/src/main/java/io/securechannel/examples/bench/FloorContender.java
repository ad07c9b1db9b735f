package io.securechannel.examples.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;
import org.jspecify.annotations.Nullable;

/**
 * What cannot be done without: plain TCP, and beside it raw AES-256-GCM at both ends, one call for each 64 KiB, from one array that is there
 * into another. No records, no lengths, no types.
 */
record FloorContender(String name) implements Contender {

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
            return new CipherBeside(
                    new SocketEnd(socket, TlsSocketContender.DEFAULT_BUFFER, "unprotected", false), new RawAesGcm());
        } catch (GeneralSecurityException e) {
            throw new IOException("the JDK has no AES-256-GCM", e);
        }
    }

    /** A plain end that encrypts, and decrypts, as many bytes as it sends and receives. */
    private static final class CipherBeside implements End {

        private final SocketEnd plain;
        private final RawAesGcm cipher;
        private final byte[] scratch = new byte[Bulk.BLOCK + RawAesGcm.TAG];
        private byte @Nullable [] sealed;
        private int pending;

        CipherBeside(SocketEnd plain, RawAesGcm cipher) {
            this.plain = plain;
            this.cipher = cipher;
        }

        @Override
        public void write(byte[] block) throws IOException {
            try {
                cipher.seal(block, block.length, scratch);
            } catch (GeneralSecurityException e) {
                throw new IOException(e);
            }
            plain.write(block);
        }

        @Override
        public int read(byte[] buffer) throws IOException {
            int count = plain.read(buffer);
            pending += Math.max(0, count);
            try {
                if (sealed == null) {
                    sealed = new byte[Bulk.BLOCK + RawAesGcm.TAG];
                    cipher.seal(new byte[Bulk.BLOCK], Bulk.BLOCK, sealed);
                }
                while (pending >= Bulk.BLOCK) {
                    pending -= Bulk.BLOCK;
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
            plain.close();
        }
    }
}
