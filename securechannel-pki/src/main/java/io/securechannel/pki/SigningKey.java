package io.securechannel.pki;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.crypto.MlDsa;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.function.Function;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.RuntimeOperatorException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A private key, and how it signs what is made of ASN.1. */
final class SigningKey {

    private final PrivateKey key;
    private final SigningAlgorithm algorithm;
    private final String holder;

    private SigningKey(PrivateKey key, SigningAlgorithm algorithm, String holder) {
        this.key = key;
        this.algorithm = algorithm;
        this.holder = holder;
    }

    /**
     * @param holder whose key errors call it
     * @throws KeyMaterialException with {@link Reason#UNSUPPORTED} for a key that is too short or of another kind
     */
    static SigningKey of(PrivateKey key, PublicKey publicKey, String holder) throws KeyMaterialException {
        var algorithm = SigningAlgorithm.of(publicKey)
                .orElseThrow(() -> new KeyMaterialException(
                        Reason.UNSUPPORTED,
                        holder
                                + " has a key that cannot sign here; EC on P-256, P-384 or P-521, Ed25519, ML-DSA-65 and RSA"
                                + " from 2048 bits can"));
        return new SigningKey(key, algorithm, holder);
    }

    /** Lets Bouncy Castle put together what it signs. */
    <T> T sign(Function<ContentSigner, T> form) throws KeyMaterialException {
        var signer = new JcaContentSignerBuilder(algorithm.jcaName());
        // A key without an encoding lives in hardware, and only its own provider, which the JDK finds, can sign.
        if (key.getFormat() != null) {
            signer = algorithm.isMlDsa()
                    ? signer.setProvider(MlDsa.provider())
                    : signer.setProvider(algorithm.provider());
        }
        try {
            return form.apply(signer.build(key));
        } catch (OperatorCreationException | RuntimeOperatorException e) {
            throw new KeyMaterialException(
                    Reason.UNSUPPORTED, "the key of " + holder + " did not sign with " + algorithm.jcaName(), e);
        }
    }
}
