package io.securechannel.keys;

import java.util.Optional;

/**
 * The keys of a server over Noise, at a time: {@link KeyStoreManager#liveNoiseKeys} has them by name.
 *
 * @param current what it shows
 * @param next what it will use next, which clients are told of and may expect already; empty while no key is being replaced
 */
public record NoiseServerKeys(NoiseKeyPair current, Optional<NoiseKeyPair> next) {

    /**
     * Takes the keys.
     *
     * @param current what it shows; has to stay open as long as it is used
     * @param next what it will use next, or nothing; the same
     */
    public NoiseServerKeys {}

    /** {@return the keys in words, by their fingerprints; never the private ones} */
    @Override
    public String toString() {
        return "the Noise key " + current.publicKey().shortFingerprint()
                + next.map(keys -> ", and next " + keys.publicKey().shortFingerprint())
                        .orElse("");
    }
}
