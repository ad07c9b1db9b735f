package io.securechannel.hybrid;

import io.securechannel.internal.crypto.EncodedPublicKey;
import io.securechannel.internal.envelope.KeyHash;
import io.securechannel.internal.envelope.Slots;
import io.securechannel.keys.EnvelopePublicKey;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;

/** To whom something is sealed: 1 to 1,024 different keys. Immutable. */
final class Recipients {

    private final List<EnvelopePublicKey> keys;
    private final List<EncodedPublicKey> encoded;
    private final List<KeyHash> hashes;

    private Recipients(List<EnvelopePublicKey> keys) {
        this.keys = keys;
        this.encoded = keys.stream().map(KeyForms::encoded).toList();
        this.hashes = encoded.stream().map(KeyHash::of).toList();
    }

    static Recipients of(Collection<EnvelopePublicKey> keys) {
        var different = List.copyOf(new LinkedHashSet<>(keys));
        if (different.isEmpty() || different.size() > Slots.MOST) {
            throw new IllegalArgumentException(
                    "an envelope has 1 to " + Slots.MOST + " recipients, not " + different.size());
        }
        return new Recipients(different);
    }

    List<EncodedPublicKey> encoded() {
        return encoded;
    }

    List<KeyHash> hashes() {
        return hashes;
    }

    List<EnvelopePublicKey> keys() {
        return keys;
    }

    /** One classical slot opens the whole to a quantum computer, whatever the others are. */
    void requireOneStrength(boolean classicalAllowed) {
        var classical = keys.stream().filter(each -> !each.type().postQuantum()).toList();
        if (!classicalAllowed && !classical.isEmpty() && classical.size() < keys.size()) {
            throw new IllegalStateException(
                    "of these recipients some have post-quantum keys, and others do not, for instance "
                            + classical.get(0)
                            + ": an envelope to all of them is only as strong as the weakest; have them make"
                            + " X-Wing keys, seal two envelopes, or say allowClassical()");
        }
    }

    /** What a person should know of the keys. */
    List<String> warnings() {
        return keys.stream().flatMap(each -> WeakKeys.warning(each).stream()).toList();
    }
}
