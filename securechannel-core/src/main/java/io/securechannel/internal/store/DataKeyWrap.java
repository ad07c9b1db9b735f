package io.securechannel.internal.store;

import io.securechannel.secret.SecretBytes;
import java.security.GeneralSecurityException;

/** A key outside of this program that encrypts data keys. */
public interface DataKeyWrap {

    /** {@return which key it is} */
    String keyId();

    /**
     * Encrypts a data key.
     *
     * @param dataKey 32 bytes
     * @param associated what the result is bound to
     * @return the encrypted key
     * @throws GeneralSecurityException if it cannot be done now
     */
    byte[] wrap(SecretBytes dataKey, byte[] associated) throws GeneralSecurityException;

    /**
     * Decrypts a data key.
     *
     * @param wrapped the encrypted key
     * @param associated what it was bound to
     * @return the data key
     * @throws GeneralSecurityException if it is not one of this key's, or cannot be done now
     */
    SecretBytes unwrap(byte[] wrapped, byte[] associated) throws GeneralSecurityException;
}
