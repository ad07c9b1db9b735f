package io.securechannel.examples.keys;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.keys.EntryInfo;
import io.securechannel.keys.KeyMaterial;
import io.securechannel.keys.KeyStoreManager;

/** What is there under a name, whatever it is. */
final class Entry {

    private Entry() {}

    static EntryInfo find(KeyStoreManager keys, String name) throws KeyMaterialException {
        return keys.find(name)
                .orElseThrow(() -> new KeyMaterialException(
                        Reason.MISSING, name + " is not in this key store: \"keys list\" shows what is"));
    }

    /** {@return the material, which belongs to the caller} */
    static KeyMaterial read(KeyStoreManager keys, EntryInfo entry) throws KeyMaterialException {
        return keys.get(entry.name(), entry.kind().type());
    }
}
