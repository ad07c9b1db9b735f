package io.securechannel.internal.envelope;

import com.google.crypto.tink.subtle.AesGcmHkdfStreaming;
import com.google.crypto.tink.subtle.StreamSegmentDecrypter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;

/** Decrypts segments. Whatever is wrong with one, the error is the same. */
final class SegmentOpener implements BlockOpener {

    private final AesGcmHkdfStreaming aead;
    private final byte[] associated;
    private final StreamSegmentDecrypter decrypter;
    private final byte[] plain;

    SegmentOpener(AesGcmHkdfStreaming aead, byte[] associated) throws GeneralSecurityException {
        this.aead = aead;
        this.associated = associated.clone();
        this.decrypter = aead.newStreamSegmentDecrypter();
        // Room for a tag: some providers ask for it although they write none.
        this.plain = new byte[aead.getCiphertextSegmentSize()];
    }

    @Override
    public int blockLength() {
        return aead.getCiphertextSegmentSize();
    }

    @Override
    public int overhead() {
        return aead.getCiphertextOverhead();
    }

    @Override
    public int headLength() {
        return aead.getHeaderLength();
    }

    @Override
    public void head(ByteBuffer head) throws IOException {
        try {
            decrypter.init(head, associated);
        } catch (GeneralSecurityException e) {
            throw unopened();
        }
    }

    @Override
    public ByteBuffer open(long index, boolean last, ByteBuffer block) throws IOException {
        if (index > Integer.MAX_VALUE) {
            throw unopened();
        }
        var data = ByteBuffer.wrap(plain);
        try {
            decrypter.decryptSegment(block, (int) index, last, data);
        } catch (GeneralSecurityException e) {
            wipe();
            throw unopened();
        }
        return data.flip();
    }

    @Override
    public IOException cut() {
        return unopened();
    }

    @Override
    public void wipe() {
        Arrays.fill(plain, (byte) 0);
    }

    private static IOException unopened() {
        return new RefusedContentException(Unopened.error());
    }
}
