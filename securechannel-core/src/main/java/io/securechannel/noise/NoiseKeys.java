package io.securechannel.noise;

import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.keys.NoisePublicKey;

/**
 * The static keys that one end of a handshake has when it begins. A pattern says by its type which: {@link HandshakePatterns#IK}
 * takes {@link OwnAndPeers} from the initiator and {@link Own} from the responder, and nothing else compiles.
 */
public sealed interface NoiseKeys permits NoiseKeys.None, NoiseKeys.Own, NoiseKeys.Peers, NoiseKeys.OwnAndPeers {

    /** {@return no static key at all} */
    static None none() {
        return new None();
    }

    /**
     * {@return the end's own key pair}
     *
     * @param keys which the caller still owns: it may be closed once the handshake has begun
     */
    static Own own(NoiseKeyPair keys) {
        return new Own(keys);
    }

    /**
     * {@return the peer's public key, known beforehand}
     *
     * @param key the peer's
     */
    static Peers peers(NoisePublicKey key) {
        return new Peers(key);
    }

    /**
     * {@return both}
     *
     * @param keys the end's own, which the caller still owns
     * @param key the peer's, known beforehand
     */
    static OwnAndPeers ownAndPeers(NoiseKeyPair keys, NoisePublicKey key) {
        return new OwnAndPeers(keys, key);
    }

    /** No static key. */
    record None() implements NoiseKeys {}

    /**
     * The end's own key pair.
     *
     * @param keys the key pair
     */
    record Own(NoiseKeyPair keys) implements NoiseKeys {}

    /**
     * The peer's public key, known beforehand.
     *
     * @param key the key
     */
    record Peers(NoisePublicKey key) implements NoiseKeys {}

    /**
     * The end's own key pair, and the peer's public key.
     *
     * @param keys the end's own
     * @param key the peer's
     */
    record OwnAndPeers(NoiseKeyPair keys, NoisePublicKey key) implements NoiseKeys {}
}
