package io.securechannel.hybrid;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Verified plaintext from a stream that is closed with it. */
class OpenedStream extends InputStream {

    private final InputStream plaintext;
    private final InputStream source;

    OpenedStream(InputStream plaintext, InputStream source) {
        this.plaintext = plaintext;
        this.source = source;
    }

    @Override
    public int read() throws IOException {
        return plaintext.read();
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        return plaintext.read(target, offset, length);
    }

    @Override
    public long transferTo(OutputStream target) throws IOException {
        return plaintext.transferTo(target);
    }

    @Override
    public int available() throws IOException {
        return plaintext.available();
    }

    /** Wipes what has been decrypted and not read, and closes the stream beneath. */
    @Override
    public void close() throws IOException {
        try (source) {
            plaintext.close();
        }
    }
}
