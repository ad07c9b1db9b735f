package io.securechannel.examples.keys;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.keys.EntryInfo;
import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.Identity;
import io.securechannel.keys.KeyMaterial;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.keys.KnownPeer;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.keys.SharedSecret;
import io.securechannel.keys.SigningKeyPair;
import io.securechannel.keys.StoredData;
import io.securechannel.keys.TrustedCertificate;

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
        var type = switch (entry.kind()) {
            case TLS_IDENTITY -> Identity.class;
            case NOISE_KEY -> NoiseKeyPair.class;
            case ENVELOPE_KEY -> EnvelopeKeyPair.class;
            case SIGNING_KEY -> SigningKeyPair.class;
            case TRUSTED_CERTIFICATE -> TrustedCertificate.class;
            case KNOWN_PEER -> KnownPeer.class;
            case SHARED_SECRET -> SharedSecret.class;
            case DATA -> StoredData.class;
        };
        return keys.get(entry.name(), type);
    }
}
