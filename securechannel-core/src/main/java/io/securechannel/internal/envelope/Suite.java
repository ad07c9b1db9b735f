package io.securechannel.internal.envelope;

import java.util.Arrays;
import java.util.Optional;

/** How the content of an envelope is encrypted (spec, section 4). */
public enum Suite {
    /** In one piece: AES-256-GCM. */
    MESSAGE(1, "message"),
    /** In segments: Tink's AES256-GCM-HKDF streaming AEAD. */
    SEGMENTS(2, "segments");

    private final int code;
    private final String text;

    Suite(int code, String text) {
        this.code = code;
        this.text = text;
    }

    /** {@return the octet on the wire} */
    public int code() {
        return code;
    }

    /**
     * {@return the suite of an octet, if there is one}
     *
     * @param code the octet
     */
    public static Optional<Suite> of(int code) {
        return Arrays.stream(values()).filter(each -> each.code == code).findFirst();
    }

    /** {@return the name in the JSON form} */
    @Override
    public String toString() {
        return text;
    }
}
