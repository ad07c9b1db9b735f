package io.securechannel.internal.envelope;

import io.securechannel.internal.crypto.EncodedPublicKey;
import io.securechannel.internal.crypto.Hpke;
import io.securechannel.internal.crypto.KeyAlgorithm;
import java.util.Arrays;
import java.util.Optional;

/** How a slot keeps the content key for one recipient (spec, section 5). */
public enum SlotType {
    /** HPKE with X-Wing, HKDF-SHA256 and AES-256-GCM. */
    X_WING(1, KeyAlgorithm.X_WING, 1_120, "X-Wing"),
    /** HPKE with DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and AES-256-GCM. */
    X25519(2, KeyAlgorithm.X25519, 32, "X25519"),
    /** HPKE with DHKEM(P-256, HKDF-SHA256), HKDF-SHA256 and AES-256-GCM. */
    P256(3, KeyAlgorithm.P256, 65, "P-256"),
    /** RSAES-OAEP with SHA-256 and MGF1-SHA-256. */
    RSA_OAEP(4, KeyAlgorithm.RSA, 0, "RSA-OAEP-SHA256");

    private static final int TAG = 16;

    private final int code;
    private final KeyAlgorithm algorithm;
    private final int encapsulation;
    private final String text;

    SlotType(int code, KeyAlgorithm algorithm, int encapsulation, String text) {
        this.code = code;
        this.algorithm = algorithm;
        this.encapsulation = encapsulation;
        this.text = text;
    }

    /** {@return the octet on the wire} */
    public int code() {
        return code;
    }

    /** {@return whether a quantum computer, if there is one, leaves it closed} */
    public boolean postQuantum() {
        return this == X_WING;
    }

    /**
     * {@return the type of an octet, if there is one}
     *
     * @param code the octet
     */
    public static Optional<SlotType> of(int code) {
        return Arrays.stream(values()).filter(each -> each.code == code).findFirst();
    }

    /**
     * {@return the type of slots for a key}
     *
     * @param key of a recipient
     */
    public static SlotType of(EncodedPublicKey key) {
        return Arrays.stream(values())
                .filter(each -> each.algorithm == key.algorithm())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(key.algorithm() + " opens no envelope"));
    }

    /** {@return whether a body may have this length} */
    boolean takes(int length) {
        return this == RSA_OAEP
                ? length == 256 || length == 384 || length == 512
                : length == encapsulation + ContentKey.LENGTH + TAG;
    }

    /** {@return the bytes of a slot, where all have the same} */
    int slotLength() {
        return Slot.HEAD_LENGTH + encapsulation + ContentKey.LENGTH + TAG;
    }

    Hpke hpke() {
        return Hpke.of(algorithm);
    }

    /** {@return the name in the JSON form} */
    @Override
    public String toString() {
        return text;
    }
}
