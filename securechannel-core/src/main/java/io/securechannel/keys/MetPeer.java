package io.securechannel.keys;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import java.util.ArrayList;
import java.util.List;

/**
 * A server that was met, at one place of a {@link PeerLedger}.
 *
 * @param place what errors call the place; empty for a new one
 * @param address where it is, normalised
 * @param keys the texts of its keys, newest first; at least one
 */
record MetPeer(String place, String address, List<String> keys) {

    MetPeer {
        keys = List.copyOf(keys);
    }

    boolean holds(NoisePublicKey key) {
        return indexOf(key) >= 0;
    }

    MetPeer with(NoisePublicKey... newestFirst) {
        var texts = new ArrayList<String>();
        for (var key : newestFirst) {
            int found = indexOf(key);
            texts.add(found < 0 ? key.text() : keys.get(found)); // as it stands there
        }
        return new MetPeer(place, address, texts);
    }

    /** {@return this without what is older than that key, which it holds} */
    MetPeer withoutBefore(NoisePublicKey key) {
        return new MetPeer(place, address, keys.subList(0, indexOf(key) + 1));
    }

    /** {@return what is older here than that key; nothing if it is not held} */
    List<String> before(NoisePublicKey key) {
        int found = indexOf(key);
        return found < 0 ? List.of() : keys.subList(found + 1, keys.size());
    }

    /** {@return this without certain keys; with that key alone if nothing is left} */
    MetPeer withoutAny(List<String> texts, NoisePublicKey instead) {
        var left = keys.stream()
                .filter(each -> texts.stream().noneMatch(each::equalsIgnoreCase))
                .toList();
        return left.isEmpty() ? with(instead) : new MetPeer(place, address, left);
    }

    /** {@return whether a key here is a pin for TLS} */
    boolean holdsPin() {
        return keys.stream().anyMatch(MetPeer::isPin);
    }

    /** {@return whether this is about TLS alone: a pin of {@code Trust.pinned} is no key for Noise, and none of a server that was met} */
    boolean holdsPinsAlone() {
        return keys.stream().allMatch(MetPeer::isPin);
    }

    private static boolean isPin(String text) {
        return text.startsWith("sha256/");
    }

    List<NoisePublicKey> parsed() throws KeyMaterialException {
        var all = new ArrayList<NoisePublicKey>();
        for (var text : keys) {
            try {
                all.add(NoisePublicKey.parse(text));
            } catch (KeyMaterialException e) {
                throw new KeyMaterialException(
                        Reason.MALFORMED,
                        place + ", the known peer " + address + ", has a key that is none for Noise: " + e.getMessage()
                                + ". Delete the entry, and confirm the server's key again",
                        e);
            }
        }
        return all;
    }

    /** Upper case is the same key. */
    private int indexOf(NoisePublicKey key) {
        var text = key.text();
        for (int i = 0; i < keys.size(); i++) {
            if (keys.get(i).equalsIgnoreCase(text)) {
                return i;
            }
        }
        return -1;
    }
}
