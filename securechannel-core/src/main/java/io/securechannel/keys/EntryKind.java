package io.securechannel.keys;

import java.util.Arrays;
import java.util.Optional;

/** What an entry of a key store is. */
public enum EntryKind {
    /** {@link Identity}. */
    TLS_IDENTITY(1, Identity.class),
    /** {@link NoiseKeyPair}. */
    NOISE_KEY(2, NoiseKeyPair.class),
    /** {@link EnvelopeKeyPair}. */
    ENVELOPE_KEY(3, EnvelopeKeyPair.class),
    /** {@link SigningKeyPair}. */
    SIGNING_KEY(4, SigningKeyPair.class),
    /** {@link TrustedCertificate}. */
    TRUSTED_CERTIFICATE(5, TrustedCertificate.class),
    /** {@link KnownPeer}. */
    KNOWN_PEER(6, KnownPeer.class),
    /** {@link SharedSecret}. */
    SHARED_SECRET(7, SharedSecret.class),
    /** {@link StoredData}. */
    DATA(8, StoredData.class),
    /** Of a kind that a later version of the library has put in; it stays as it is, and cannot be read here. */
    UNKNOWN(-1, KeyMaterial.class);

    private final int number;
    private final Class<? extends KeyMaterial> type;

    EntryKind(int number, Class<? extends KeyMaterial> type) {
        this.number = number;
        this.type = type;
    }

    /** {@return the number in the file; never changes} */
    int number() {
        return number;
    }

    /** {@return what {@link KeyStoreManager#get} gives for it} */
    public Class<? extends KeyMaterial> type() {
        return type;
    }

    static Optional<EntryKind> of(int number) {
        return Arrays.stream(values())
                .filter(each -> each.number == number && each != UNKNOWN)
                .findFirst();
    }

    static EntryKind of(Class<?> type) {
        return Arrays.stream(values())
                .filter(each -> each.type.equals(type) && each != UNKNOWN)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("a key store holds no " + type.getSimpleName()
                        + "; name one of the final types of KeyMaterial"));
    }
}
