package io.securechannel.internal.crypto;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;

/** The bytes and numbers in the members of a JSON Web Key: base64url without padding, in its one spelling (RFC 7515, section 2). */
final class JwkNumbers {

    private static final List<String> RSA_PRIMES = List.of("p", "q", "dp", "dq", "qi");

    /** In bytes; what {@link KeyStrength} lets an RSA modulus have at most. */
    private static final int LARGEST = 16_384 / 8;

    private final JsonMembers members;

    JwkNumbers(JsonMembers members) {
        this.members = members;
    }

    /** Bytes of a known number. */
    byte[] bytes(String name, int length) throws KeyMaterialException {
        byte[] bytes = decode(name);
        if (bytes.length != length) {
            throw members.malformed(String.format(
                    Locale.ROOT,
                    "has %d bytes in its member \"%s\", and %d were expected",
                    bytes.length,
                    name,
                    length));
        }
        return bytes;
    }

    /** A positive number in as few bytes as it takes (RFC 7518, section 2, Base64urlUInt). */
    BigInteger number(String name) throws KeyMaterialException {
        byte[] bytes = decode(name);
        try {
            if (bytes.length > LARGEST) {
                throw members.refused(
                        Reason.TOO_LARGE,
                        "has a number of more than " + 8 * LARGEST + " bits in its member \"" + name
                                + "\", which is the most that Java takes");
            }
            if (bytes.length == 0 || bytes[0] == 0) {
                throw members.malformed("has a number in its member \"" + name
                        + "\" that is zero or begins with a zero byte (RFC 7518, section 2 forbids that)");
            }
            return new BigInteger(1, bytes);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /** RFC 7518, section 6.3.2: all of the primes' numbers, or none; those without any are of no use to Java. */
    RSAPrivateKey rsa() throws KeyMaterialException {
        if (members.has("oth")) {
            throw members.refused(
                    Reason.UNSUPPORTED,
                    "holds an RSA key of more than two primes, which Java does not take; make a new key");
        }
        if (RSA_PRIMES.stream().noneMatch(members::has)) {
            throw members.refused(
                    Reason.UNSUPPORTED,
                    "holds an RSA key without its primes (p, q, dp, dq, qi), which is not supported: write it"
                            + " with them, as RFC 7518, section 6.3.2 wants it");
        }
        var key = new RSAPrivateKey(
                number("n"),
                number("e"),
                number("d"),
                number("p"),
                number("q"),
                number("dp"),
                number("dq"),
                number("qi"));
        if (!consistent(key)) {
            throw members.refused(
                    Reason.KEY_MISMATCH,
                    "holds an RSA key whose private numbers do not belong to its public ones: the file is"
                            + " damaged, or was put together of two; write the key again");
        }
        return key;
    }

    /** RFC 8017, section 3.2, for numbers that are positive and have been bounded. */
    static boolean consistent(RSAPrivateKey key) {
        var one = BigInteger.ONE;
        var p = key.getPrime1();
        var q = key.getPrime2();
        if (p.equals(one) || q.equals(one) || !p.multiply(q).equals(key.getModulus())) {
            return false;
        }
        var product = key.getPublicExponent().multiply(key.getPrivateExponent());
        return product.mod(p.subtract(one)).equals(one)
                && product.mod(q.subtract(one)).equals(one)
                && key.getExponent1().equals(key.getPrivateExponent().mod(p.subtract(one)))
                && key.getExponent2().equals(key.getPrivateExponent().mod(q.subtract(one)))
                && key.getCoefficient().multiply(q).mod(p).equals(one)
                && key.getCoefficient().compareTo(p) < 0;
    }

    private byte[] decode(String name) throws KeyMaterialException {
        String text = members.require(name);
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            // The JDK's decoder also takes padding, and bits that belong to no byte.
            if (Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(text)) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            throw notBase64(name); // without the cause, which quotes the text
        }
        throw notBase64(name);
    }

    private KeyMaterialException notBase64(String name) {
        return members.malformed(
                "has a member \"" + name + "\" that is not base64url without padding (RFC 7515, section 2)");
    }
}
