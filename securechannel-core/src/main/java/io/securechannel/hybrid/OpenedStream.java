package io.securechannel.hybrid;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Verified plaintext from a stream that is closed with it. */
class OpenedStream extends InputStream {

    private final InputStream plaintext;
    private final InputStream inner;
    private final InputStream source;

    /** The plaintext, and what it was read from: both hold what has been decrypted. */
    OpenedStream(InputStream plaintext, InputStream inner, InputStream source) {
        this.plaintext = plaintext;
        this.inner = inner;
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

    /** Wipes what has been decrypted and not read, and closes the stream beneath. Reading fails from then on. */
    @Override
    public void close() throws IOException {
        try (source;
                inner;
                plaintext) {
            // All of them, whichever fails.
        }
    }
}
