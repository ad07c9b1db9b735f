package io.securechannel.hybrid;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.internal.crypto.EncodedPublicKey;
import io.securechannel.internal.crypto.RolePublicKeys;
import io.securechannel.keys.RolePublicKey;

/** Public keys in the form that the primitives take. */
final class KeyForms {

    private KeyForms() {}

    static EncodedPublicKey encoded(RolePublicKey key) {
        try {
            return RolePublicKeys.decode(key.subjectPublicKeyInfo(), "a key that has been read");
        } catch (KeyMaterialException e) {
            throw new IllegalStateException("a key that has been read can be read again", e);
        }
    }
}
