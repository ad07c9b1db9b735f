package io.securechannel.internal.primitive;

import java.io.NotSerializableException;
import java.io.Serial;
import java.util.Arrays;
import javax.crypto.SecretKey;

/**
 * A key that can be wiped, which the platform's SecretKeySpec cannot. Providers take a copy whenever they are set up, and that goes with
 * their cipher. It must not be wiped while a provider is being set up: see {@link RecordCipher#close()}.
 */
final class RecordKey implements SecretKey {

    @Serial
    private static final long serialVersionUID = 1L;

    private final byte[] bytes;
    private final String algorithm;
    private volatile boolean destroyed;

    /** Copies the bytes. */
    RecordKey(byte[] bytes, String algorithm) {
        this.bytes = bytes.clone();
        this.algorithm = algorithm;
    }

    @Override
    public String getAlgorithm() {
        return algorithm;
    }

    @Override
    public String getFormat() {
        return "RAW";
    }

    /** {@return a copy, for a provider} */
    @Override
    public byte[] getEncoded() {
        if (destroyed) {
            throw new IllegalStateException("the key has been wiped");
        }
        return bytes.clone();
    }

    @Override
    public void destroy() {
        destroyed = true;
        Arrays.fill(bytes, (byte) 0);
    }

    @Override
    public boolean isDestroyed() {
        return destroyed;
    }

    /** {@return which algorithm it is for, and never the key} */
    @Override
    public String toString() {
        return "RecordKey[" + algorithm + ", redacted]";
    }

    @Serial
    private Object writeReplace() throws NotSerializableException {
        throw new NotSerializableException("a key of a channel");
    }
}
