package io.securechannel.hybrid;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.internal.crypto.Sha256;
import io.securechannel.internal.envelope.Chunks;
import io.securechannel.internal.envelope.ContentKey;
import io.securechannel.internal.envelope.ContentSignature;
import io.securechannel.internal.envelope.MessageContent;
import io.securechannel.internal.envelope.Preheader;
import io.securechannel.internal.envelope.Segments;
import io.securechannel.internal.envelope.Suite;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.util.Arrays;

/** The encrypted content of an envelope whose key has been found, of either suite. What comes out is wiped when it is closed. */
record Content(Preheader preheader, ContentKey key) {

    /** Decrypts. What comes out has been verified as far as it has been read; closing it leaves {@code in} open. */
    InputStream decrypt(InputStream in) throws IOException, KeyMaterialException {
        if (preheader.suite() == Suite.MESSAGE) {
            return new BytesInput(MessageContent.open(key, preheader, in));
        }
        try (var content = key.content(preheader)) {
            return Segments.open(content, preheader.bytes(), in);
        }
    }

    /** Decrypts at any position. Closing it closes {@code in}. */
    SeekableByteChannel decrypt(SeekableByteChannel in) throws IOException, KeyMaterialException {
        if (preheader.suite() == Suite.MESSAGE) {
            return new BytesChannel(MessageContent.open(key, preheader, Channels.newInputStream(in)), in);
        }
        try (var content = key.content(preheader)) {
            return Segments.open(content, preheader.bytes(), in);
        }
    }

    /**
     * Verifies what stands behind the signed header. What comes out has been verified as far as it has been read, and is closed
     * beside {@code inner}.
     */
    InputStream verify(Opening.Signed signed, InputStream inner) throws IOException, KeyMaterialException {
        var verifier = SignedChunks.verifier(signed.signature(), signed.known().keys());
        if (preheader.suite() == Suite.SEGMENTS) {
            return Chunks.verify(verifier, inner);
        }
        byte[] signatures = inner.readNBytes(verifier.signatureLength());
        byte[] plaintext = inner.readAllBytes();
        try {
            verifier.verify(0, true, signatures, plaintext, 0, plaintext.length);
        } catch (KeyMaterialException e) {
            Arrays.fill(plaintext, (byte) 0);
            throw e;
        }
        return new BytesInput(plaintext);
    }

    /** Verifies at any position what stands behind the signed header. Closing it closes {@code inner}. */
    SeekableByteChannel verify(Opening.Signed signed, SeekableByteChannel inner)
            throws IOException, KeyMaterialException {
        if (preheader.suite() == Suite.SEGMENTS) {
            return Chunks.verify(
                    SignedChunks.verifier(signed.signature(), signed.known().keys()), inner);
        }
        // Not read into memory a second time: 16 MiB count where the heap is small.
        var keys = signed.known().keys();
        var stream = Channels.newInputStream(inner);
        byte[] signatures = stream.readNBytes(ContentSignature.length(keys));
        long start = inner.position();
        ContentSignature.verify(keys, signatures, signed.signature().input(0, true, Sha256.of(stream)));
        return new TailChannel(inner.position(start));
    }
}
