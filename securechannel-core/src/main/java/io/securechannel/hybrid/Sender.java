package io.securechannel.hybrid;

import io.securechannel.keys.SigningKeyType;
import io.securechannel.keys.SigningPublicKey;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who signs: the holder of one key, or of two that always sign together, a classical one and one of ML-DSA-65. What the two
 * sign holds as long as one of the algorithms does. Who expects both is not content with one: a sender with two keys and
 * senders with either of them are three different senders. Immutable.
 */
public final class Sender {

    private final List<SigningPublicKey> keys;

    private Sender(List<SigningPublicKey> keys) {
        this.keys = List.copyOf(keys);
    }

    /**
     * A sender with one key.
     *
     * @param key the key, of any kind that signs
     * @return the sender
     */
    public static Sender of(SigningPublicKey key) {
        return new Sender(List.of(key));
    }

    /**
     * A sender with two keys that always sign together.
     *
     * @param classical Ed25519 or RSA
     * @param postQuantum ML-DSA-65
     * @return the sender
     * @throws IllegalArgumentException if a key is of the other's kind
     */
    public static Sender both(SigningPublicKey classical, SigningPublicKey postQuantum) {
        if (classical.type() == SigningKeyType.ML_DSA_65 || postQuantum.type() != SigningKeyType.ML_DSA_65) {
            throw new IllegalArgumentException(
                    "the first key has to be classical and the second one ML-DSA-65: they are " + classical.type()
                            + " and " + postQuantum.type());
        }
        return new Sender(List.of(classical, postQuantum));
    }

    /** {@return the keys, one or two; of two the classical one is the first} */
    public List<SigningPublicKey> keys() {
        return keys;
    }

    /** {@return what people compare, one for each key and in the same order: {@link SigningPublicKey#fingerprint()}} */
    public List<String> fingerprints() {
        return keys.stream().map(SigningPublicKey::fingerprint).toList();
    }

    /** Two senders are equal if their keys are. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Sender that && keys.equals(that.keys);
    }

    @Override
    public int hashCode() {
        return keys.hashCode();
    }

    /** {@return the kinds and fingerprints of the keys} */
    @Override
    public String toString() {
        return keys.stream().map(SigningPublicKey::toString).collect(Collectors.joining(" and "));
    }
}
