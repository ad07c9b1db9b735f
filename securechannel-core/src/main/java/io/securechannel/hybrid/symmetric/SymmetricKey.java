package io.securechannel.hybrid.symmetric;

import io.securechannel.secret.SecretBytes;
import java.util.HexFormat;

/** A key of a {@link SymmetricCipher}: 32 bytes for AES-256-GCM, and the number by which Tink's tokens name it. */
final class SymmetricKey implements AutoCloseable {

    static final int LENGTH = 32;

    private final int id;
    private final SecretBytes bytes;

    /**
     * Takes a key.
     *
     * @param id its number
     * @param bytes 32 bytes, which are taken over
     */
    SymmetricKey(int id, SecretBytes bytes) {
        if (bytes.length() != LENGTH) {
            throw new IllegalArgumentException("a key of AES-256-GCM has 32 bytes, not " + bytes.length());
        }
        this.id = id;
        this.bytes = bytes;
    }

    int id() {
        return id;
    }

    /** {@return the number as people see it: 8 hexadecimal digits} */
    String name() {
        return name(id);
    }

    static String name(int id) {
        return HexFormat.of().toHexDigits(id);
    }

    SecretBytes bytes() {
        return bytes;
    }

    SymmetricKey copy() {
        return new SymmetricKey(id, bytes.use(SecretBytes::copyOf));
    }

    boolean isSameAs(SymmetricKey other) {
        return id == other.id && bytes.equals(other.bytes);
    }

    @Override
    public void close() {
        bytes.close();
    }

    /** {@return the number, never the key} */
    @Override
    public String toString() {
        return "SymmetricKey[" + name() + "]";
    }
}
