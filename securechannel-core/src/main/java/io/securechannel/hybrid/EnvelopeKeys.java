package io.securechannel.hybrid;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.internal.crypto.EncodedKeyPair;
import io.securechannel.internal.crypto.EncodedPublicKey;
import io.securechannel.internal.envelope.ContentKey;
import io.securechannel.internal.envelope.Head;
import io.securechannel.internal.envelope.KeyHash;
import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.secret.SecretBytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The private keys of one who opens envelopes: at hand, or fetched for each envelope. */
interface EnvelopeKeys {

    /** What an envelope gives to one who can open it: its content key, which he closes, and the hashes of his own keys. */
    record Unlocked(ContentKey key, Set<KeyHash> own) {

        /** Copies. */
        public Unlocked {
            own = Set.copyOf(own);
        }
    }

    /**
     * Finds the content key of an envelope.
     *
     * @throws KeyMaterialException NOT_OPENED, or what the key store throws
     */
    Unlocked unlock(Head head) throws KeyMaterialException;

    /** {@return the public keys, that of new envelopes first} */
    List<EncodedPublicKey> publicKeys() throws KeyMaterialException;

    static EnvelopeKeys of(List<EnvelopeKeyPair> pairs) {
        var publicKeys =
                pairs.stream().map(each -> KeyForms.encoded(each.publicKey())).toList();
        var own = publicKeys.stream().map(KeyHash::of).collect(Collectors.toUnmodifiableSet());
        return new EnvelopeKeys() {
            @Override
            public Unlocked unlock(Head head) throws KeyMaterialException {
                var secrets = new ArrayList<SecretBytes>();
                try {
                    var keys = new ArrayList<EncodedKeyPair>();
                    for (int i = 0; i < pairs.size(); i++) {
                        secrets.add(pkcs8(pairs.get(i)));
                        keys.add(new EncodedKeyPair(secrets.get(i), publicKeys.get(i)));
                    }
                    return new Unlocked(head.slots().unlock(head.preheader(), keys), own);
                } finally {
                    secrets.forEach(SecretBytes::close);
                }
            }

            @Override
            public List<EncodedPublicKey> publicKeys() {
                return publicKeys;
            }
        };
    }

    private static SecretBytes pkcs8(EnvelopeKeyPair pair) {
        try {
            return pair.pkcs8();
        } catch (IllegalStateException e) {
            throw new IllegalStateException(
                    "the key pair " + pair.publicKey()
                            + " has been closed, and nothing is opened with the others either: close the"
                            + " key pairs of an opener when it opens nothing any more, or make one without this",
                    e);
        }
    }

    static EnvelopeKeys in(KeyStoreManager store, String name) {
        return new EnvelopeKeys() {
            @Override
            public Unlocked unlock(Head head) throws KeyMaterialException {
                var versions = store.versions(name, EnvelopeKeyPair.class);
                try {
                    return of(versions).unlock(head);
                } finally {
                    versions.forEach(EnvelopeKeyPair::close);
                }
            }

            @Override
            public List<EncodedPublicKey> publicKeys() throws KeyMaterialException {
                var versions = store.versions(name, EnvelopeKeyPair.class);
                try {
                    return of(versions).publicKeys();
                } finally {
                    versions.forEach(EnvelopeKeyPair::close);
                }
            }
        };
    }
}
