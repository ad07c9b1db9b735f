package io.securechannel.examples.messenger.protocol;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.keys.SigningKeyType;
import io.securechannel.keys.SigningPublicKey;

/**
 * A device of a user, as the user's list names it.
 *
 * @param key by which it signs its messages and its prekeys
 */
public record Device(SigningPublicKey key) {

    /**
     * Reads a key that signs, of a device or of a user: Ed25519, and nothing else, so that a list of keys stays short, and quick to
     * verify.
     *
     * @param subjectPublicKeyInfo as it was published
     * @return the key
     * @throws KeyMaterialException if it is none, or of another kind
     */
    public static SigningPublicKey signingKey(Octets subjectPublicKeyInfo) throws KeyMaterialException {
        var key = SigningPublicKey.fromSubjectPublicKeyInfo(subjectPublicKeyInfo.bytes());
        if (key.type() != SigningKeyType.ED25519) {
            throw new KeyMaterialException(
                    Reason.WRONG_KIND, "users and devices sign by Ed25519; this key is " + key.type());
        }
        return key;
    }

    /** {@return its name, which follows from its key} */
    public DeviceId id() {
        return DeviceId.of(key);
    }
}
