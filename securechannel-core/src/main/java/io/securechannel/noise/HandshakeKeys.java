package io.securechannel.noise;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.internal.primitive.MlKem768;
import io.securechannel.internal.primitive.X25519;
import io.securechannel.keys.NoisePublicKey;
import io.securechannel.keys.SharedSecret;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The keys of one end of a handshake: s, e, rs, re (rev 34, section 5.3), the KEM's, and what is shared. Each is wiped when it is spent. */
final class HandshakeKeys implements AutoCloseable {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final X25519 x25519;
    private final Deque<byte[]> psks = new ArrayDeque<>();
    private byte @Nullable [] ownStatic;
    private byte @Nullable [] ownStaticPublic;
    private byte @Nullable [] ownEphemeral;
    private byte @Nullable [] ownEphemeralPublic;
    private @Nullable NoisePublicKey peersStatic;
    private byte @Nullable [] peersEphemeral;
    private byte @Nullable [] givenEphemeral;
    private byte @Nullable [] givenKemRandom;
    private @Nullable MlKem768 kem;
    private byte @Nullable [] peersEncapsulationKey;

    HandshakeKeys(HandshakeBuilder set, Tokens tokens) {
        this.x25519 = set.provider().primitives().x25519();
        this.peersStatic = set.peers();
        var earlier = set.earlier();
        if (earlier != null) {
            goOn(earlier, set.initiator(), tokens.before(true).contains(Token.S));
        }
        var own = set.own();
        if (own != null) {
            ownStaticPublic = own.publicKey().bytes();
            try (var secret = own.privateKey()) {
                ownStatic = secret.copy();
            }
        }
        var ephemeral = set.ephemeral();
        if (ephemeral != null) {
            try (var secret = ephemeral.privateKey()) {
                givenEphemeral = secret.copy();
            }
        }
        var random = set.kemRandom();
        if (random != null) {
            givenKemRandom = random.copy();
        }
        for (var psk : set.psks().values()) {
            psks.add(bytes(psk));
        }
    }

    private static byte[] bytes(SharedSecret secret) {
        try (var bytes = secret.bytes()) {
            return bytes.copy();
        }
    }

    /** Section 10.2: what the initiator's first message has said counts as known beforehand. */
    private void goOn(NoiseHandshake earlier, boolean initiator, boolean withStatic) {
        var before = earlier.keys();
        if (earlier.initiator() != initiator) {
            throw new IllegalArgumentException("a fallback keeps the roles of the earlier handshake");
        }
        if (initiator) {
            if (earlier.messages() != 1 || before.ownEphemeral == null) {
                throw new IllegalArgumentException(
                        "the earlier handshake has to have written its first message, and no more");
            }
            ownEphemeral = before.ownEphemeral.clone();
            ownEphemeralPublic = before.ownEphemeralPublic;
        } else {
            if (before.peersEphemeral == null) {
                throw new IllegalArgumentException("the earlier handshake has to have been given the first message");
            }
            peersEphemeral = before.peersEphemeral;
            if (withStatic && peersStatic == null) {
                if (before.peersStatic == null) {
                    throw new IllegalArgumentException("the earlier handshake has not read the initiator's static key,"
                            + " which this pattern takes as known: go on with one whose first message is e, as XX");
                }
                peersStatic = before.peersStatic;
            }
        }
        earlier.close();
    }

    byte[] makeEphemeral() {
        ownEphemeral = givenEphemeral != null ? givenEphemeral : random(X25519.LENGTH);
        givenEphemeral = null;
        ownEphemeralPublic = x25519.publicKey(ownEphemeral);
        return ownEphemeralPublic;
    }

    byte[] makeEncapsulationKey() {
        var seed = kemRandom(MlKem768.SEED);
        try {
            kem = MlKem768.ofSeed(seed);
            return kem.encapsulationKey();
        } finally {
            Arrays.fill(seed, (byte) 0);
        }
    }

    Optional<MlKem768.Encapsulated> encapsulate() {
        var random = kemRandom(MlKem768.SECRET);
        try {
            return MlKem768.encapsulate(there(peersEncapsulationKey), random);
        } finally {
            Arrays.fill(random, (byte) 0);
        }
    }

    byte[] decapsulate(byte[] ciphertext) {
        try (var key = there(kem)) {
            return key.decapsulate(ciphertext);
        } finally {
            kem = null;
        }
    }

    /** {@return the result of a Diffie-Hellman token, for the caller to wipe; empty if the peer's key is of low order} */
    Optional<byte[]> agree(Token token, boolean initiator) {
        boolean withOwnEphemeral = token == Token.EE || (initiator ? token == Token.ES : token == Token.SE);
        boolean withPeersEphemeral = token == Token.EE || (initiator ? token == Token.SE : token == Token.ES);
        var result = new byte[X25519.LENGTH];
        return x25519.agree(
                        there(withOwnEphemeral ? ownEphemeral : ownStatic),
                        withPeersEphemeral ? peersEphemeral() : peersStatic(),
                        result)
                ? Optional.of(result)
                : Optional.empty();
    }

    /** {@return a pre-shared secret, for the caller to wipe} */
    byte[] nextPsk() {
        return psks.remove();
    }

    byte[] ownStaticPublic() {
        return there(ownStaticPublic);
    }

    byte[] ownEphemeralPublic() {
        return there(ownEphemeralPublic);
    }

    byte[] peersStatic() {
        return there(peersStatic).bytes();
    }

    byte[] peersEphemeral() {
        return there(peersEphemeral);
    }

    Optional<NoisePublicKey> peersStaticKey() {
        return Optional.ofNullable(peersStatic);
    }

    void peersStatic(byte[] key) throws SecureChannelException {
        try {
            peersStatic = NoisePublicKey.of(key);
        } catch (KeyMaterialException e) {
            throw new SecureChannelException(
                    Reason.PROTOCOL_VIOLATION, "the peer's static key is refused: " + e.getMessage(), e);
        }
    }

    void peersEphemeral(byte[] key) {
        peersEphemeral = key;
    }

    void peersEncapsulationKey(byte[] key) {
        peersEncapsulationKey = key;
    }

    /** Wipes the secrets that no message to come needs. */
    void wipeSpent(List<List<Token>> toCome, boolean initiator) {
        boolean needsStatic = false;
        boolean needsEphemeral = false;
        for (var message : toCome) {
            for (var token : message) {
                needsStatic |= token == Token.SS || token == (initiator ? Token.SE : Token.ES);
                needsEphemeral |= token == Token.EE || token == (initiator ? Token.ES : Token.SE);
            }
        }
        if (!needsStatic) {
            ownStatic = wiped(ownStatic);
        }
        if (!needsEphemeral) {
            ownEphemeral = wiped(ownEphemeral);
        }
    }

    @Override
    public void close() {
        ownStatic = wiped(ownStatic);
        ownEphemeral = wiped(ownEphemeral);
        givenEphemeral = wiped(givenEphemeral);
        givenKemRandom = wiped(givenKemRandom);
        psks.forEach(HandshakeKeys::wiped);
        psks.clear();
        if (kem != null) {
            kem.close();
            kem = null;
        }
    }

    /** {@return which secrets are still held, and none of them} */
    @Override
    public String toString() {
        var held = new ArrayList<String>();
        if (ownStatic != null) {
            held.add("static");
        }
        if (ownEphemeral != null) {
            held.add("ephemeral");
        }
        if (kem != null) {
            held.add("KEM");
        }
        psks.forEach(psk -> held.add("psk"));
        return "holds " + held;
    }

    private byte[] kemRandom(int length) {
        var given = givenKemRandom;
        givenKemRandom = null;
        if (given != null && given.length != length) {
            throw new IllegalArgumentException(
                    "this end takes " + length + " bytes of randomness for ML-KEM-768, not " + given.length);
        }
        return given != null ? given : random(length);
    }

    private static byte[] random(int length) {
        var bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    private static byte @Nullable [] wiped(byte @Nullable [] secret) {
        if (secret != null) {
            Arrays.fill(secret, (byte) 0);
        }
        return null;
    }

    private static <T> T there(@Nullable T key) {
        return Objects.requireNonNull(key, "the pattern has seen to it that this key is there");
    }
}
