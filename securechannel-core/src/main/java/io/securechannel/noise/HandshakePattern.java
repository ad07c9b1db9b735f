package io.securechannel.noise;

/**
 * A pattern of a handshake (rev 34, section 7). Its types say which static keys each end has beforehand. Immutable.
 *
 * @param <I> what the initiator has
 * @param <R> what the responder has
 */
public final class HandshakePattern<I extends NoiseKeys, R extends NoiseKeys> {

    private final Tokens tokens;

    HandshakePattern(Tokens tokens) {
        this.tokens = tokens;
    }

    /**
     * {@return this pattern with the modifier hfs, hybrid forward secrecy: an ephemeral ML-KEM-768 key beside the ephemeral Diffie-Hellman
     * keys, so that what is recorded today cannot be read with a quantum computer} Where its two tokens stand: docs/spec/noise.md,
     * section 2.
     *
     * @throws IllegalArgumentException if the pattern is one-way, or has the modifier already
     */
    public HandshakePattern<I, R> hfs() {
        return new HandshakePattern<>(tokens.hfs());
    }

    /**
     * {@return the protocol of this pattern with given functions}
     *
     * @param suite what encrypts and what hashes
     */
    public NoiseProtocol<I, R> with(NoiseSuite suite) {
        return new NoiseProtocol<>(tokens, suite);
    }

    /** {@return the name with its modifiers, for instance {@code XXhfs}} */
    public String name() {
        return tokens.name();
    }

    Tokens tokens() {
        return tokens;
    }

    /** {@return the name} */
    @Override
    public String toString() {
        return name();
    }
}
