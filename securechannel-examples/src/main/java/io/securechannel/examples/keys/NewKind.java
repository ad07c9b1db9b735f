package io.securechannel.examples.keys;

import io.securechannel.examples.console.Words;
import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.EnvelopeKeyType;
import io.securechannel.keys.KeyMaterial;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.keys.SharedSecret;
import io.securechannel.keys.SigningKeyPair;
import io.securechannel.keys.SigningKeyType;
import org.jspecify.annotations.Nullable;

/** What can be made of nothing but randomness. */
enum NewKind {
    NOISE,
    ENVELOPE,
    SIGNING,
    SECRET;

    /** {@return a new one} The type is a kind of key in the words of the command line; null is the recommended one. */
    KeyMaterial generate(@Nullable String type) {
        return switch (this) {
            case NOISE -> {
                requireNoType(type);
                yield NoiseKeyPair.generate();
            }
            case SECRET -> {
                requireNoType(type);
                yield SharedSecret.random();
            }
            case ENVELOPE ->
                EnvelopeKeyPair.generate(
                        type == null ? EnvelopeKeyType.X_WING : Words.find("--type", EnvelopeKeyType.values(), type));
            case SIGNING ->
                SigningKeyPair.generate(
                        type == null ? SigningKeyType.ED25519 : Words.find("--type", SigningKeyType.values(), type));
        };
    }

    /** {@return another one of the same kind and type} */
    static KeyMaterial another(KeyMaterial old) {
        if (old instanceof NoiseKeyPair) {
            return NoiseKeyPair.generate();
        }
        if (old instanceof EnvelopeKeyPair keys) {
            return EnvelopeKeyPair.generate(keys.type());
        }
        if (old instanceof SigningKeyPair keys) {
            return SigningKeyPair.generate(keys.type());
        }
        if (old instanceof SharedSecret) {
            return SharedSecret.random();
        }
        throw new IllegalArgumentException(
                "what is not made of randomness alone is rotated by files: its new certificate,"
                        + " and a key if it has one; \"ca issue --renew NAME\" renews what the authority here has issued");
    }

    private void requireNoType(@Nullable String type) {
        if (type != null) {
            throw new IllegalArgumentException(
                    "--type is for --kind envelope and signing; of " + this + " there is one type alone");
        }
    }

    @Override
    public String toString() {
        return Words.of(this);
    }
}
