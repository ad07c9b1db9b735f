package io.securechannel.auth;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Bytes in a message of a login: compared by what they are, and never shown. */
final class Octets {

    static final Octets NONE = new Octets(new byte[0]);

    private final byte[] bytes;

    private Octets(byte[] bytes) {
        this.bytes = bytes;
    }

    static Octets of(byte[] bytes) {
        return new Octets(bytes.clone());
    }

    byte[] bytes() {
        return bytes.clone();
    }

    int length() {
        return bytes.length;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Octets that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return bytes.length + " bytes";
    }
}
