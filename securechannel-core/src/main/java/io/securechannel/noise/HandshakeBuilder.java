package io.securechannel.noise;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.keys.NoisePublicKey;
import io.securechannel.keys.SharedSecret;
import io.securechannel.secret.SecretBytes;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One end of a handshake before it begins. Not for use by several threads. */
public final class HandshakeBuilder {

    private final Tokens base;
    private final NoiseSuite suite;
    private final boolean initiator;
    private final SortedMap<Integer, SharedSecret> psks = new TreeMap<>();
    private byte[] prologue = {};
    private NoiseProvider provider = NoiseProvider.PURE_JAVA;
    private @Nullable NoiseKeyPair own;
    private @Nullable NoisePublicKey peers;
    private @Nullable NoiseHandshake earlier;
    private @Nullable NoiseKeyPair ephemeral;
    private @Nullable SecretBytes kemRandom;
    private boolean named;

    HandshakeBuilder(Tokens base, NoiseSuite suite, boolean initiator) {
        this.base = base;
        this.suite = suite;
        this.initiator = initiator;
    }

    /**
     * Sets what both ends must have said, seen or agreed on before (rev 34, section 6): where theirs differ, the handshake fails.
     *
     * @param bytes which are copied; empty by default
     * @return this
     */
    @CanIgnoreReturnValue
    public HandshakeBuilder prologue(byte[] bytes) {
        this.prologue = bytes.clone();
        return this;
    }

    /**
     * Adds a modifier psk and its secret (section 9).
     *
     * @param number 0 for the beginning of the first message, else the number of the message that it ends
     * @param secret 32 bytes; the caller still owns it
     * @return this
     * @throws IllegalArgumentException if the secret has another length, or the number is taken
     * @throws IllegalStateException if the protocol was given by its name, which says all of its modifiers
     */
    @CanIgnoreReturnValue
    public HandshakeBuilder psk(int number, SharedSecret secret) {
        if (named) {
            throw new IllegalStateException("the protocol's name says all of its modifiers: name it with psk" + number
                    + ", if it is to have that");
        }
        if (psks.putIfAbsent(number, Psk.checked(secret)) != null) {
            throw new IllegalArgumentException("psk" + number + " is there already");
        }
        return this;
    }

    /**
     * Goes on from a handshake that the responder could not read, with the modifier fallback (section 10.2): the initiator's first message of
     * it counts as known beforehand. Both ends do this, and the responder writes the first message. With a modifier psk the ephemeral key is mixed in
     * as section 9.2 says; no other implementation is known that this could be compared with.
     *
     * @param other of the same role: at the initiator's end it has written its first message and nothing else, at the responder's it has
     *     been given that message; it is spent by {@link #begin()}
     * @return this
     * @throws IllegalStateException if the protocol was given by its name, and that has no fallback
     */
    @CanIgnoreReturnValue
    public HandshakeBuilder fallback(NoiseHandshake other) {
        if (named && !base.responderBegins()) {
            throw new IllegalStateException(
                    "the protocol's name says all of its modifiers: name it with fallback, if it is to have that");
        }
        this.earlier = other;
        return this;
    }

    /**
     * Says who computes.
     *
     * @param choice {@link NoiseProvider#PURE_JAVA} by default
     * @return this
     */
    @CanIgnoreReturnValue
    public HandshakeBuilder provider(NoiseProvider choice) {
        this.provider = choice;
        return this;
    }

    /**
     * Takes an ephemeral key that is known, for test vectors. Whoever knows it reads everything; two handshakes with one are broken.
     *
     * @param keys which the caller still owns
     * @return this
     */
    @CanIgnoreReturnValue
    public HandshakeBuilder insecureEphemeral(NoiseKeyPair keys) {
        this.ephemeral = keys;
        return this;
    }

    /**
     * Takes the randomness of ML-KEM-768, for test vectors. Whoever knows it reads what depends on it.
     *
     * @param random at the initiator's end d‖z, 64 bytes (FIPS 203, algorithm 16), at the responder's m, 32 bytes (algorithm 17); the
     *     caller still owns it
     * @return this
     */
    @CanIgnoreReturnValue
    public HandshakeBuilder insecureKemRandomness(SecretBytes random) {
        this.kemRandom = random;
        return this;
    }

    /**
     * {@return the handshake at its beginning}
     *
     * @throws IllegalArgumentException if a modifier has no place in the pattern, or a fallback lacks its earlier handshake, or what that has to
     *     have read; the earlier one is as it was then
     */
    @CheckReturnValue
    public NoiseHandshake begin() {
        return new NoiseHandshake(tokens(), this);
    }

    /** {@return the name of the protocol that it begins, with all modifiers} */
    String protocolName() {
        return NoiseProtocol.name(tokens(), suite);
    }

    private Tokens tokens() {
        var tokens = base;
        if (earlier != null && !tokens.responderBegins()) {
            tokens = tokens.fallback();
        } else if (earlier == null && tokens.responderBegins()) {
            throw new IllegalArgumentException(
                    "the modifier fallback goes on from an earlier handshake: give it by fallback(…)");
        }
        for (int number : psks.keySet()) {
            tokens = tokens.psk(number);
        }
        return tokens;
    }

    /** From now on it is the protocol that was asked for by its name, and no other. */
    void named() {
        this.named = true;
    }

    void own(NoiseKeyPair keys) {
        this.own = keys;
    }

    void peers(NoisePublicKey key) {
        this.peers = key;
    }

    NoiseSuite suite() {
        return suite;
    }

    boolean initiator() {
        return initiator;
    }

    SortedMap<Integer, SharedSecret> psks() {
        return psks;
    }

    byte[] prologue() {
        return prologue;
    }

    NoiseProvider provider() {
        return provider;
    }

    @Nullable
    NoiseKeyPair own() {
        return own;
    }

    @Nullable
    NoisePublicKey peers() {
        return peers;
    }

    @Nullable
    NoiseHandshake earlier() {
        return earlier;
    }

    @Nullable
    NoiseKeyPair ephemeral() {
        return ephemeral;
    }

    @Nullable
    SecretBytes kemRandom() {
        return kemRandom;
    }
}
