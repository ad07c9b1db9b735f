package io.securechannel.auth.token;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.keys.StoredData;
import io.securechannel.secret.SecretBytes;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
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
     * Joins a token and its key. The token's signature is the server's business, who will be shown it.
     *
     * @param token what the server has issued, in compact form
     * @param key the key that it is bound to, which is copied; the caller still owns it
     * @return both
     * @throws KeyMaterialException MALFORMED if it is no token with an expiry, KEY_MISMATCH if it is not bound to this key
     */
    public static ReconnectToken of(String token, ProofKey key) throws KeyMaterialException {
        try {
            var claims = new TokenClaims(CompactJws.parse(token).claims());
            var confirmation = claims.confirmation().orElse("");
            if (!MessageDigest.isEqual(
                    confirmation.getBytes(StandardCharsets.US_ASCII),
                    key.publicKey().thumbprint().getBytes(StandardCharsets.US_ASCII))) {
                throw new KeyMaterialException(
                        Reason.KEY_MISMATCH,
                        WHAT
                                + " is not bound to this key: the server would refuse it, and a thief could use it if it is bound"
                                + " to none. Log in with the password, and ask for another");
            }
            return new ReconnectToken(token, key.copy(), claims.expires());
        } catch (Refusal e) {
            throw e.malformed(WHAT);
        }
    }

    /**
     * Reads a token and its key.
     *
     * @param stored what {@link #toStoredData()} gave; the caller still owns it
     * @return both
     * @throws KeyMaterialException WRONG_KIND if it is something else, MALFORMED if it is damaged, KEY_MISMATCH if the two do not
     *     belong together
     */
    public static ReconnectToken fromStoredData(StoredData stored) throws KeyMaterialException {
        IssuerCodec.requireFormat(stored, FORMAT, WHAT);
        byte[] content = stored.content();
        try {
            var bytes = ByteBuffer.wrap(content);
            var token = new String(IssuerCodec.take(bytes), StandardCharsets.US_ASCII);
            try (var pkcs8 = SecretBytes.owning(IssuerCodec.take(bytes))) {
                if (bytes.hasRemaining()) {
                    throw new Refusal("has something after its end").malformed(WHAT);
                }
                try (var key = ProofKey.fromPkcs8(pkcs8)) {
                    return of(token, key);
                }
            }
        } catch (BufferUnderflowException e) {
            throw new Refusal("is cut short").malformed(WHAT);
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

    /** {@return the token, to be shown with a {@link #proof}; useless without the key, and still nobody else's business} */
    public String token() {
        return token;
    }

    /** {@return when it ends, by the server's clock} */
    public Instant expires() {
        return expires;
    }

    /** {@return the public half of the key} */
    public ProofPublicKey publicKey() {
        return key.publicKey();
    }

    /**
     * Signs the proof that this side holds the key.
     *
     * @param context this login and this channel
     * @param clock the client's clock
     * @return what {@link TokenProof} describes
     * @throws IllegalStateException after {@link #close()}
     */
    public String proof(ProofContext context, InstantSource clock) {
        return TokenProof.sign(key, token, context, clock);
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
