package io.securechannel.keys;

import io.securechannel.internal.store.DataKeyWrap;
import io.securechannel.secret.SecretBytes;
import java.security.GeneralSecurityException;

/**
 * A {@link KeyEncryption} as the layer below sees it.
 *
 * @param key the key
 */
record OuterKey(KeyEncryption key) implements DataKeyWrap {

    @Override
    public String keyId() {
        return key.keyId();
    }

    @Override
    public byte[] wrap(SecretBytes dataKey, byte[] associated) throws GeneralSecurityException {
        return key.wrap(dataKey, associated);
    }

    @Override
    public SecretBytes unwrap(byte[] wrapped, byte[] associated) throws GeneralSecurityException {
        return key.unwrap(wrapped, associated);
    }
}
