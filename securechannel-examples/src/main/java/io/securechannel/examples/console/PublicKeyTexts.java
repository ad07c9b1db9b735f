package io.securechannel.examples.console;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.keys.NoisePublicKey;
import io.securechannel.peer.KeyTrust;
import io.securechannel.peer.PeerKey;
import io.securechannel.peer.Trust;
import java.util.List;

/** Public keys for Noise, {@code scn1…}, as people type them. */
public final class PublicKeyTexts {

    private PublicKeyTexts() {}

    /**
     * {@return the keys}
     *
     * @param option that names them, for the message
     * @param texts as they were typed
     * @throws IllegalArgumentException if one is mistyped; the message does not quote it
     */
    public static List<NoisePublicKey> parse(String option, List<String> texts) {
        return texts.stream().map(text -> parse(option, text)).toList();
    }

    private static NoisePublicKey parse(String option, String text) {
        try {
            return NoisePublicKey.parse(text);
        } catch (KeyMaterialException e) {
            throw new IllegalArgumentException(option + ": " + e.getMessage(), e);
        }
    }

    /**
     * {@return trust in the holders of these keys and nobody else}
     *
     * @param keys one at least
     */
    public static KeyTrust pinned(List<NoisePublicKey> keys) {
        return Trust.pinned(keys.get(0), keys.subList(1, keys.size()).toArray(PeerKey[]::new));
    }
}
