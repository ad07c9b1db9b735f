package io.securechannel.noise;

import org.jspecify.annotations.Nullable;

/**
 * A pattern and its functions: what a name such as {@code Noise_XX_25519_AESGCM_SHA256} says (rev 34, section 8). Immutable.
 *
 * <pre>{@code
 * var protocol = HandshakePatterns.IK.hfs().with(NoiseSuite.DEFAULT);
 * var handshake = protocol.initiator(NoiseKeys.ownAndPeers(mine, server)).begin();
 * }</pre>
 *
 * @param <I> the static keys that the initiator has beforehand
 * @param <R> the static keys that the responder has beforehand
 */
public final class NoiseProtocol<I extends NoiseKeys, R extends NoiseKeys> {

    private final Tokens tokens;
    private final NoiseSuite suite;

    NoiseProtocol(Tokens tokens, NoiseSuite suite) {
        this.tokens = tokens;
        this.suite = suite;
    }

    /**
     * Sets up the initiator's end.
     *
     * @param keys what it has beforehand
     * @return for further settings, and to begin
     */
    public HandshakeBuilder initiator(I keys) {
        return builder(true, keys);
    }

    /**
     * Sets up the responder's end.
     *
     * @param keys what it has beforehand
     * @return for further settings, and to begin
     */
    public HandshakeBuilder responder(R keys) {
        return builder(false, keys);
    }

    /**
     * Reads the name of a protocol, for programs that learn it when they run.
     *
     * @param name for instance {@code Noise_NNpsk0_25519_ChaChaPoly_BLAKE2s}
     * @return the protocol, whose keys are checked when it begins
     * @throws IllegalArgumentException if there is no such protocol here; the message says what of it is unknown
     */
    public static NamedProtocol named(String name) {
        return NamedProtocol.read(name);
    }

    /** {@return the name (section 8), without the modifiers that a builder adds} */
    public String name() {
        return name(tokens, suite);
    }

    /** {@return the name} */
    @Override
    public String toString() {
        return name();
    }

    static String name(Tokens tokens, NoiseSuite suite) {
        var agreement = tokens.has(Token.E1) ? "25519+MLKEM768" : "25519";
        return "Noise_" + tokens.name() + "_" + agreement + "_" + suite;
    }

    private HandshakeBuilder builder(boolean initiator, @Nullable NoiseKeys keys) {
        var builder = new HandshakeBuilder(tokens, suite, initiator);
        if (keys instanceof NoiseKeys.Own own) {
            builder.own(own.keys());
        } else if (keys instanceof NoiseKeys.Peers peers) {
            builder.peers(peers.key());
        } else if (keys instanceof NoiseKeys.OwnAndPeers both) {
            builder.own(both.keys());
            builder.peers(both.key());
        }
        return builder;
    }
}
