package io.securechannel.hybrid;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.internal.crypto.EncodedPublicKey;
import io.securechannel.internal.crypto.Sha256;
import io.securechannel.internal.envelope.ChunkSigner;
import io.securechannel.internal.envelope.ChunkVerifier;
import io.securechannel.internal.envelope.ContentSignature;
import java.io.ByteArrayOutputStream;
import java.util.List;

/** Signs, and verifies, the chunks of one envelope. */
final class SignedChunks {

    private SignedChunks() {}

    static ChunkSigner signer(ContentSignature signature, Signers signers) {
        return new ChunkSigner() {
            @Override
            public int signatureLength() {
                return ContentSignature.length(signers.publicKeys());
            }

            @Override
            public byte[] sign(long index, boolean last, byte[] data, int offset, int length) {
                var all = new ByteArrayOutputStream();
                signers.sign(signature.input(index, last, Sha256.of(data, offset, length)))
                        .forEach(all::writeBytes);
                return all.toByteArray();
            }
        };
    }

    static ChunkVerifier verifier(ContentSignature signature, List<EncodedPublicKey> keys) {
        return new ChunkVerifier() {
            @Override
            public int signatureLength() {
                return ContentSignature.length(keys);
            }

            @Override
            public void verify(long index, boolean last, byte[] signatures, byte[] data, int offset, int length)
                    throws KeyMaterialException {
                ContentSignature.verify(
                        keys, signatures, signature.input(index, last, Sha256.of(data, offset, length)));
            }
        };
    }
}
