package io.securechannel.examples.bench;

import java.security.SecureRandom;
import org.bouncycastle.crypto.generators.MLDSAKeyPairGenerator;
import org.bouncycastle.crypto.params.MLDSAKeyGenerationParameters;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.MLDSASigner;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * Signatures of Bouncy Castle alone, over as many bytes as one of an envelope is over.
 *
 * @param sign signs
 * @param verify verifies what was signed once before
 */
record RawSignature(Turns.Work sign, Turns.Work verify) {

    private static final int INPUT = 229;

    static RawSignature ed25519() {
        var seed = RawSlot.random(Ed25519.SECRET_KEY_SIZE);
        var publicKey = new byte[Ed25519.PUBLIC_KEY_SIZE];
        Ed25519.generatePublicKey(seed, 0, publicKey, 0);
        var input = RawSlot.random(INPUT);
        var signature = new byte[Ed25519.SIGNATURE_SIZE];
        Turns.Work sign = () -> Ed25519.sign(seed, 0, publicKey, 0, input, 0, INPUT, signature, 0);
        Ed25519.sign(seed, 0, publicKey, 0, input, 0, INPUT, signature, 0);
        return new RawSignature(
                sign, () -> RawSlot.require(Ed25519.verify(signature, 0, publicKey, 0, input, 0, INPUT)));
    }

    /** {@return ML-DSA-65 with a private key that is expanded} */
    static RawSignature mlDsa65() throws Exception {
        var random = new SecureRandom();
        var generator = new MLDSAKeyPairGenerator();
        generator.init(new MLDSAKeyGenerationParameters(random, MLDSAParameters.ml_dsa_65));
        var keys = generator.generateKeyPair();
        var input = RawSlot.random(INPUT);
        var signer = new MLDSASigner();
        var verifier = new MLDSASigner();
        Turns.Work sign = () -> {
            signer.init(true, new ParametersWithRandom(keys.getPrivate(), random));
            signer.update(input, 0, INPUT);
            RawSlot.require(signer.generateSignature().length > 0);
        };
        signer.init(true, new ParametersWithRandom(keys.getPrivate(), random));
        signer.update(input, 0, INPUT);
        byte[] signature = signer.generateSignature();
        return new RawSignature(sign, () -> {
            verifier.init(false, keys.getPublic());
            verifier.update(input, 0, INPUT);
            RawSlot.require(verifier.verifySignature(signature));
        });
    }
}
