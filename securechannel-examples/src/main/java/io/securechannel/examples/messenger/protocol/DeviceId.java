package io.securechannel.examples.messenger.protocol;

import io.securechannel.error.SecureChannelException;
import io.securechannel.keys.SigningPublicKey;

/**
 * Names a device: the first 16 bytes of SHA-256 over its signing key's SubjectPublicKeyInfo. So nobody can give a device's name to
 * another key.
 *
 * @param octets 16 bytes
 */
public record DeviceId(Octets octets) {

    /** In bytes. */
    public static final int LENGTH = 16;

    /**
     * Checks the length.
     *
     * @param octets 16 bytes
     */
    public DeviceId {
        if (octets.length() != LENGTH) {
            throw new IllegalArgumentException("a device's name has " + LENGTH + " bytes, not " + octets.length());
        }
    }

    /**
     * The name of a device.
     *
     * @param key by which it signs
     * @return its name
     */
    public static DeviceId of(SigningPublicKey key) {
        return new DeviceId(Octets.sha256(key.subjectPublicKeyInfo()).first(LENGTH));
    }

    /**
     * Reads 16 bytes.
     *
     * @param in where the name begins
     * @return the name
     * @throws SecureChannelException if it is cut
     */
    public static DeviceId read(FieldReader in) throws SecureChannelException {
        return new DeviceId(in.fixed(LENGTH));
    }

    /** {@return 32 hexadecimal digits} */
    @Override
    public String toString() {
        return octets.hex();
    }

    /** {@return what people type and compare: the first eight hexadecimal digits} */
    public String shortName() {
        return octets.hex().substring(0, 8);
    }
}
