package io.securechannel.peer;

import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that name this channel and no other (RFC 5056): both ends of an honest connection compute the same, and a man
 * in the middle cannot make two connections agree. Not a secret.
 */
public final class ChannelBinding {

    /** How the bytes were made. */
    public enum Type {
        /** RFC 9266: 32 bytes from the TLS exporter; names this very connection. */
        TLS_EXPORTER("tls-exporter"),
        /** RFC 5929, section 4: a hash of the server's certificate; names the certificate, not the connection. */
        TLS_SERVER_END_POINT("tls-server-end-point"),
        /**
         * The handshake hash of the Noise Protocol Framework (rev 34, section 11.2); names this very connection. The name
         * {@code noise-handshake-hash} is this library's own: IANA's registry has none for Noise.
         */
        NOISE_HANDSHAKE_HASH("noise-handshake-hash");

        private final String registeredName;

        Type(String registeredName) {
            this.registeredName = registeredName;
        }

        /** {@return the name as it stands in logins: that of IANA's registry of channel binding types, which has none for Noise} */
        public String registeredName() {
            return registeredName;
        }
    }

    private final Type type;
    private final byte[] bytes;

    /**
     * A binding of given bytes.
     *
     * @param type how the bytes were made
     * @param bytes the binding, which is copied
     */
    public ChannelBinding(Type type, byte[] bytes) {
        this.type = type;
        this.bytes = bytes.clone();
    }

    /** {@return how the bytes were made} */
    public Type type() {
        return type;
    }

    /** {@return a copy of the bytes} */
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ChannelBinding that && type == that.type && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return 31 * type.hashCode() + Arrays.hashCode(bytes);
    }

    /** {@return the registered name and the bytes in hexadecimal} */
    @Override
    public String toString() {
        return type.registeredName() + ":" + HexFormat.of().formatHex(bytes);
    }
}
