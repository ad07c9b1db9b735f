package io.securechannel.internal.store;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.secret.SecretBytes;

/** What protects the data key of a store, which is a fresh one whenever the file is written. */
public sealed interface Protection extends AutoCloseable permits PasswordProtection, ExternalProtection {

    /** {@return the number of the form in the file} */
    int form();

    /**
     * Writes the protection block.
     *
     * @param dataKey the data key, 32 bytes
     * @param preamble the bytes before the block's length
     * @return the block
     * @throws KeyMaterialException if the key that protects it cannot be used now
     */
    byte[] protect(SecretBytes dataKey, byte[] preamble) throws KeyMaterialException;

    /**
     * Finds the data key.
     *
     * @param sealed the file
     * @return the data key, which the caller closes
     * @throws KeyMaterialException if this is not what protects the file
     */
    SecretBytes dataKey(SealedStore sealed) throws KeyMaterialException;

    /** Wipes what is secret in it. */
    @Override
    void close();
}
