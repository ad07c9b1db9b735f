package io.securechannel.keys;

/**
 * A peer that has been met: where, and which key it showed.
 *
 * @param address host and port, {@code chat.example:7443}
 * @param key its public key, as text: for instance a pin, {@code sha256/…}
 */
public record KnownPeer(String address, String key) implements KeyMaterial {

    private static final int LONGEST = 4_096;

    /**
     * Takes address and key.
     *
     * @param address host and port, {@code chat.example:7443}
     * @param key its public key, as text
     * @throws IllegalArgumentException if one is empty, longer than 4,096 characters, or holds control characters or half of a
     *     surrogate pair
     */
    public KnownPeer {
        require("the address of a known peer", address);
        require("the key of a known peer", key);
    }

    private static void require(String what, String value) {
        if (value.isBlank() || value.length() > LONGEST || value.codePoints().anyMatch(KnownPeer::isControlOrHalf)) {
            throw new IllegalArgumentException(
                    what + " has 1 to " + LONGEST + " characters, and no control characters among them");
        }
    }

    private static boolean isControlOrHalf(int codePoint) {
        return Character.isISOControl(codePoint) || Character.getType(codePoint) == Character.SURROGATE;
    }
}
