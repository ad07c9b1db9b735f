package io.securechannel.examples.inspect;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;

/** A socket that remembers the first bytes of the server, from which {@link ServerFlight} reads what JSSE does not tell. */
final class RecordingSocket extends Socket {

    private static final int KEPT = 32 << 10;

    private final ByteArrayOutputStream first = new ByteArrayOutputStream();

    @Override
    public InputStream getInputStream() throws IOException {
        return new FilterInputStream(super.getInputStream()) {
            @Override
            public int read() throws IOException {
                var one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                int count = super.read(buffer, offset, length);
                keep(buffer, offset, count);
                return count;
            }
        };
    }

    byte[] firstBytes() {
        synchronized (first) {
            return first.toByteArray();
        }
    }

    private void keep(byte[] buffer, int offset, int count) {
        synchronized (first) {
            first.write(buffer, offset, Math.max(0, Math.min(count, KEPT - first.size())));
        }
    }
}
