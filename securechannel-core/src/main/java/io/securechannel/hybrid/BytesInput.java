package io.securechannel.hybrid;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Objects;

/** Bytes in memory that are wiped when they have been closed, and cannot be read any more then. */
final class BytesInput extends InputStream {

    private final byte[] bytes;
    private int position;
    private boolean closed;

    /** Takes the bytes themselves. */
    BytesInput(byte[] bytes) {
        this.bytes = bytes;
    }

    @Override
    public int read() throws IOException {
        return available() > 0 ? bytes[position++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        int part = Math.min(length, available());
        if (part == 0) {
            return length == 0 ? 0 : -1;
        }
        System.arraycopy(bytes, position, target, offset, part);
        position += part;
        return part;
    }

    /** Without the buffers that the inherited method leaves behind. */
    @Override
    public byte[] readNBytes(int length) throws IOException {
        if (length < 0) {
            throw new IllegalArgumentException("a length is not negative, as " + length + " is");
        }
        int part = Math.min(length, available());
        position += part;
        return Arrays.copyOfRange(bytes, position - part, position);
    }

    @Override
    public long transferTo(OutputStream target) throws IOException {
        int part = available();
        target.write(bytes, position, part);
        position += part;
        return part;
    }

    @Override
    public int available() throws IOException {
        if (closed) {
            throw new IOException("the stream is closed");
        }
        return bytes.length - position;
    }

    @Override
    public void close() {
        closed = true;
        Arrays.fill(bytes, (byte) 0);
    }
}
