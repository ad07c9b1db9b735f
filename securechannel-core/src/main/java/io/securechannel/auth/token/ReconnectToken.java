package io.securechannel.auth.token;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.keys.StoredData;
import io.securechannel.secret.SecretBytes;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/**
 * What a client keeps to log in again without its password: a token that the server has issued, and the key that it is bound to. In
 * a key store it takes the place of the password. {@link #close()} wipes the key.
 */
public final class ReconnectToken implements AutoCloseable {

    private static final String FORMAT = "securechannel reconnect token/1";
    private static final String WHAT = "the reconnect token";

    private final String token;
    private final ProofKey key;
    private final Instant expires;

    private ReconnectToken(String token, ProofKey key, Instant expires) {
        this.token = token;
        this.key = key;
        this.expires = expires;
    }

    /**
     * Joins a token that the server has sent and its key. The token's signature is the server's business, who will be shown it.
     *
     * @param token what the server has issued, in compact form
     * @param key the key that it is bound to, which is taken over: it is closed with the result
     * @return both
     * @throws SecureChannelException PROTOCOL_VIOLATION if it is no token with an expiry, or not bound to this key; the key then
     *     stays the caller's
     */
    public static ReconnectToken of(String token, ProofKey key) throws SecureChannelException {
        try {
            return join(token, key);
        } catch (Refusal e) {
            throw e.violation(WHAT);
        }
    }

    private static ReconnectToken join(String token, ProofKey key) throws Refusal {
        var claims = new TokenClaims(CompactJws.parse(token).claims());
        var confirmation = claims.confirmation().orElse("");
        if (!confirmation.equals(key.publicKey().thumbprint())) {
            throw new Refusal(
                    "is not bound to the key beside it: the server would refuse it, and if it is bound to none, a thief"
                            + " could use it. Log in with the password, and ask for another");
        }
        return new ReconnectToken(token, key, claims.expires());
    }

    /**
     * Reads a token and its key.
     *
     * @param stored what {@link #toStoredData()} gave; the caller still owns it
     * @return both
     * @throws KeyMaterialException WRONG_KIND if it is something else, MALFORMED if it is damaged, or the two do not belong
     *     together
     */
    public static ReconnectToken fromStoredData(StoredData stored) throws KeyMaterialException {
        IssuerCodec.requireFormat(stored, FORMAT, WHAT);
        byte[] content = stored.content();
        try {
            var bytes = ByteBuffer.wrap(content);
            var token = new String(IssuerCodec.take(bytes), StandardCharsets.US_ASCII);
            try (var pkcs8 = SecretBytes.owning(IssuerCodec.take(bytes))) {
                if (bytes.hasRemaining()) {
                    throw new Refusal("has something after its end");
                }
                return join(token, ProofKey.fromPkcs8(pkcs8));
            }
        } catch (BufferUnderflowException e) {
            throw new Refusal("is cut short").malformed(WHAT);
        } catch (Refusal e) {
            throw e.malformed(WHAT);
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    /**
     * {@return both, for a key store} Format "securechannel reconnect token/1": the token in ASCII and the key in PKCS#8, each after
     * its length in 2 bytes, big-endian. The caller closes it.
     *
     * @throws IllegalStateException after {@link #close()}
     */
    public StoredData toStoredData() {
        byte[] text = token.getBytes(StandardCharsets.US_ASCII);
        try (var pkcs8 = key.pkcs8()) {
            var bytes = ByteBuffer.allocate(2 + text.length + 2 + pkcs8.length());
            try {
                bytes.putShort((short) text.length).put(text).putShort((short) pkcs8.length());
                pkcs8.use(bytes::put);
                return StoredData.of(FORMAT, bytes.array());
            } finally {
                Arrays.fill(bytes.array(), (byte) 0);
            }
        }
    }

    /** {@return the token, to be shown with a {@linkplain TokenProof proof}; useless without the key, and still nobody else's business} */
    public String token() {
        return token;
    }

    /** {@return when it ends, by the server's clock} */
    public Instant expires() {
        return expires;
    }

    /** {@return the key, which is closed with this token} */
    public ProofKey key() {
        return key;
    }

    /** Wipes the key. Further calls do nothing. */
    @Override
    public void close() {
        key.close();
    }

    /** {@return until when, never the token or the key} */
    @Override
    public String toString() {
        return "ReconnectToken[until " + expires + ", " + key.publicKey() + "]";
    }
}
