package io.securechannel.hybrid;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;

/**
 * The content of a signed envelope in a file, to be read at any position. Whatever is read has been verified, the size too: where
 * a part was changed, reading throws an {@link IOException} whose cause is a {@link io.securechannel.error.KeyMaterialException}.
 * Not for use by several threads at once.
 */
public final class SignedFile implements SeekableByteChannel {

    private final SeekableByteChannel plaintext;
    private final Provenance provenance;

    SignedFile(SeekableByteChannel plaintext, Provenance provenance) {
        this.plaintext = plaintext;
        this.provenance = provenance;
    }

    /** {@return who has sent it, and when} */
    public Provenance provenance() {
        return provenance;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        return plaintext.read(target);
    }

    @Override
    public long position() throws IOException {
        return plaintext.position();
    }

    @Override
    public SeekableByteChannel position(long position) throws IOException {
        plaintext.position(position);
        return this;
    }

    @Override
    public long size() throws IOException {
        return plaintext.size();
    }

    /** Throws: an envelope is read only. */
    @Override
    public int write(ByteBuffer source) throws IOException {
        return plaintext.write(source);
    }

    /** Throws: an envelope is read only. */
    @Override
    public SeekableByteChannel truncate(long size) throws IOException {
        return plaintext.truncate(size);
    }

    @Override
    public boolean isOpen() {
        return plaintext.isOpen();
    }

    /** Wipes what has been decrypted, and closes the file. */
    @Override
    public void close() throws IOException {
        plaintext.close();
    }
}
