package io.securechannel.hybrid;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.EnvelopeKeyType;
import io.securechannel.keys.SigningKeyPair;
import io.securechannel.keys.SigningKeyType;
import java.util.List;

/** Recipients with keys of every kind, and senders: made once, since keys for RSA take long. */
final class People {

    static final EnvelopeKeyPair BOB = EnvelopeKeyPair.generate(EnvelopeKeyType.X25519);
    static final EnvelopeKeyPair CAROL = EnvelopeKeyPair.generate(EnvelopeKeyType.X_WING);
    static final EnvelopeKeyPair DAVE = EnvelopeKeyPair.generate(EnvelopeKeyType.P256);
    static final EnvelopeKeyPair ERIN = EnvelopeKeyPair.generate(EnvelopeKeyType.RSA_2048);

    /** Another one with an X25519 key, who gets nothing unless a test says so. */
    static final EnvelopeKeyPair FRANK = EnvelopeKeyPair.generate(EnvelopeKeyType.X25519);

    static final List<EnvelopeKeyPair> ALL = List.of(BOB, CAROL, DAVE, ERIN);

    static final SigningKeyPair ADA = SigningKeyPair.generate(SigningKeyType.ED25519);
    static final SigningKeyPair ADA_PQ = SigningKeyPair.generate(SigningKeyType.ML_DSA_65);
    static final SigningKeyPair MALLORY = SigningKeyPair.generate(SigningKeyType.ED25519);
    static final SigningKeyPair MALLORY_PQ = SigningKeyPair.generate(SigningKeyType.ML_DSA_65);

    private static final byte[] TO_ALL = seal();
    private static final byte[] OTHER_TO_ALL = seal();

    private People() {}

    static byte[] text() {
        return "meet me at noon".getBytes(UTF_8);
    }

    static byte[] context() {
        return "conversation 7".getBytes(UTF_8);
    }

    /** {@return an envelope to all four, unsigned} */
    static byte[] toAll() {
        return TO_ALL.clone();
    }

    /** {@return another one with the same content} */
    static byte[] otherToAll() {
        return OTHER_TO_ALL.clone();
    }

    private static byte[] seal() {
        return HybridCipher.to(ALL.stream().map(EnvelopeKeyPair::publicKey).toList())
                .allowClassical()
                .unsigned()
                .seal(text(), context());
    }

    static byte[] open(EnvelopeKeyPair keys, byte[] envelope) throws KeyMaterialException {
        return HybridCipher.opener(keys).unsigned().open(envelope, context());
    }
}
