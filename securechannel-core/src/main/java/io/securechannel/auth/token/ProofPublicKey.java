package io.securechannel.auth.token;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.error.SecureChannelException;
import io.securechannel.internal.crypto.Sha256;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECPoint;
import java.util.Arrays;
import org.bouncycastle.util.BigIntegers;
import org.jspecify.annotations.Nullable;

/** A public key on the NIST curve P-256 that verifies ES256 (RFC 7518, section 3.4). Immutable. */
public final class ProofPublicKey {

    private static final int COORDINATE = 32;
    private static final int LARGEST = 4 << 10;

    private final byte[] x;
    private final byte[] y;
    private final Es256Verification verification;

    private ProofPublicKey(byte[] x, byte[] y) throws Refusal {
        this.x = x;
        this.y = y;
        this.verification = new Es256Verification(point());
    }

    /**
     * Reads a key that the other side has sent, as a JSON Web Key (RFC 7517; RFC 7518, section 6.2.1).
     *
     * @param jwk one key of type EC on P-256, at most 4 KiB; members that are not known are skipped
     * @return the key
     * @throws SecureChannelException PROTOCOL_VIOLATION if it is damaged, not of that kind, for another use, no point of the curve,
     *     or a private key
     */
    public static ProofPublicKey parse(String jwk) throws SecureChannelException {
        try {
            if (jwk.length() > LARGEST) {
                throw new Refusal("is larger than " + (LARGEST >> 10) + " KiB");
            }
            return of(new Members("the key", JsonText.object(jwk)));
        } catch (Refusal e) {
            throw e.violation("the public key (JSON Web Key)");
        }
    }

    /**
     * Takes a public key of the Java platform.
     *
     * @param key a key on P-256
     * @return the key
     * @throws KeyMaterialException UNSUPPORTED if it is on another curve
     */
    public static ProofPublicKey of(ECPublicKey key) throws KeyMaterialException {
        var point = key.getW();
        try {
            if (key.getParams().getCurve().getField().getFieldSize() != 8 * COORDINATE) {
                throw new Refusal("is on another curve");
            }
            return new ProofPublicKey(coordinate(point.getAffineX()), coordinate(point.getAffineY()));
        } catch (Refusal | IllegalArgumentException e) {
            throw new KeyMaterialException(
                    Reason.UNSUPPORTED, "the EC key is not one on P-256 (secp256r1), which ES256 needs");
        }
    }

    /** SEC 1, section 2.3.3: 4, x and y. */
    static ProofPublicKey ofUncompressed(byte[] point) throws Refusal {
        return new ProofPublicKey(
                Arrays.copyOfRange(point, 1, 1 + COORDINATE), Arrays.copyOfRange(point, 1 + COORDINATE, point.length));
    }

    /** Of a JSON object that has been read. */
    static ProofPublicKey of(Members jwk) throws Refusal {
        if (jwk.has("d")) {
            throw new Refusal(
                    "holds a private key where a public one was expected: whoever sent it has given the key away, and"
                            + " should make a new one");
        }
        if (!jwk.require("kty").equals("EC") || !jwk.require("crv").equals("P-256")) {
            throw new Refusal("holds a key that is not an EC key on P-256");
        }
        var use = jwk.string("use");
        if (use.isPresent() && !use.get().equals("sig")) {
            throw new Refusal("holds a key whose \"use\" is not \"sig\"");
        }
        var algorithm = jwk.string("alg");
        if (algorithm.isPresent() && !algorithm.get().equals(CompactJws.ES256)) {
            throw new Refusal("holds a key whose \"alg\" is not \"ES256\"");
        }
        return new ProofPublicKey(coordinate(jwk, "x"), coordinate(jwk, "y"));
    }

    /**
     * {@return the key as a JSON Web Key: one line with the members crv, kty, x and y in this order and without spaces, which is
     * what {@link #thumbprint()} hashes}
     */
    public String toJwk() {
        return "{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"" + Base64Url.encode(x) + "\",\"y\":\"" + Base64Url.encode(y)
                + "\"}";
    }

    /** {@return the SHA-256 thumbprint (RFC 7638, section 3), base64url: 43 characters} */
    public String thumbprint() {
        return Base64Url.encode(Sha256.of(toJwk().getBytes(StandardCharsets.US_ASCII)));
    }

    ECPoint point() {
        return new ECPoint(new BigInteger(1, x), new BigInteger(1, y));
    }

    Es256Verification verification() {
        return verification;
    }

    private static byte[] coordinate(Members jwk, String name) throws Refusal {
        byte[] bytes = Base64Url.decode(jwk.require(name), "a coordinate");
        if (bytes.length != COORDINATE) {
            throw new Refusal("holds a key whose \"" + name + "\" does not have 32 bytes (RFC 7518, section 6.2.1.2)");
        }
        return bytes;
    }

    private static byte[] coordinate(BigInteger number) {
        return BigIntegers.asUnsignedByteArray(COORDINATE, number);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ProofPublicKey that && Arrays.equals(x, that.x) && Arrays.equals(y, that.y);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(x);
    }

    /** {@return the thumbprint} */
    @Override
    public String toString() {
        return "P-256 " + thumbprint();
    }
}
