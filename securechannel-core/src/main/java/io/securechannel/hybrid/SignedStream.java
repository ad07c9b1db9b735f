package io.securechannel.hybrid;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;

/**
 * The content of a signed envelope. Whatever is read has been verified, the end of the stream too: where a part was changed or
 * cut, reading throws an {@link IOException} whose cause is a {@link io.securechannel.error.KeyMaterialException}. What was read
 * before is genuine, and not all. Not for use by several threads at once.
 */
public final class SignedStream extends InputStream {

    private final InputStream plaintext;
    private final Provenance provenance;
    private int first;

    /** The first byte has been read, so that the first chunk has been verified, and with it what the sender says. */
    SignedStream(InputStream plaintext, int first, Provenance provenance) {
        this.plaintext = plaintext;
        this.first = first;
        this.provenance = provenance;
    }

    /** {@return who has sent it, and when} */
    public Provenance provenance() {
        return provenance;
    }

    @Override
    public int read() throws IOException {
        return first >= 0 ? takeFirst() : plaintext.read();
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (first >= 0 && length > 0) {
            target[offset] = (byte) takeFirst();
            int more = Math.min(length - 1, plaintext.available());
            return 1 + (more > 0 ? plaintext.read(target, offset + 1, more) : 0);
        }
        return plaintext.read(target, offset, length);
    }

    @Override
    public long transferTo(OutputStream target) throws IOException {
        int before = first >= 0 ? 1 : 0;
        if (before > 0) {
            target.write(takeFirst());
        }
        return before + plaintext.transferTo(target);
    }

    @Override
    public int available() throws IOException {
        return (first >= 0 ? 1 : 0) + plaintext.available();
    }

    private int takeFirst() {
        int taken = first;
        first = -1;
        return taken;
    }

    /** Wipes what has been decrypted and not read, and closes the stream beneath. Reading fails from then on. */
    @Override
    public void close() throws IOException {
        first = -1;
        plaintext.close();
    }
}
