package io.securechannel.internal.crypto;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.secret.SecretBytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.util.BigIntegers;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON Web Keys (RFC 7517), on bytes, so that private ones can be wiped. Names and values need no escapes: all are our
 * own constants or base64url.
 */
public final class JsonWebKeyWriter {

    private static final int COORDINATE = 32;

    private final Wiped text = new Wiped();

    private JsonWebKeyWriter() {}

    /**
     * Writes a public key.
     *
     * @param key the key
     * @param role what it is for, which the JSON says
     * @return one line of JSON
     * @throws KeyMaterialException with {@link Reason#UNSUPPORTED} if JSON Web Keys have no form for it
     */
    public static String write(EncodedPublicKey key, JwkRole role) throws KeyMaterialException {
        return new JsonWebKeyWriter().write(key, null, role).use(bytes -> new String(bytes, StandardCharsets.US_ASCII));
    }

    /**
     * Writes a private key.
     *
     * @param keys the key
     * @param role what it is for, which the JSON says
     * @return one line of JSON in UTF-8, which the caller has to close
     * @throws KeyMaterialException with {@link Reason#UNSUPPORTED} if JSON Web Keys have no form for it
     */
    public static SecretBytes writePrivate(EncodedKeyPair keys, JwkRole role) throws KeyMaterialException {
        return new JsonWebKeyWriter().write(keys.publicKey(), keys.pkcs8(), role);
    }

    private SecretBytes write(EncodedPublicKey key, @Nullable SecretBytes pkcs8, JwkRole role)
            throws KeyMaterialException {
        try {
            begin(key, role);
            addPublic(key);
            if (pkcs8 != null) {
                byte[] bytes = pkcs8.copy();
                try {
                    addPrivate(key.algorithm(), bytes);
                } finally {
                    Arrays.fill(bytes, (byte) 0);
                }
            }
            add("}");
            return SecretBytes.owning(text.toByteArray());
        } catch (IOException e) {
            throw new IllegalStateException("a key that has been read can be read again", e);
        } finally {
            text.wipe();
        }
    }

    private void begin(EncodedPublicKey key, JwkRole role) throws KeyMaterialException {
        add(
                switch (key.algorithm()) {
                    case X25519 -> "{\"kty\":\"OKP\",\"crv\":\"X25519\"";
                    case ED25519 -> "{\"kty\":\"OKP\",\"crv\":\"Ed25519\"";
                    case P256 -> "{\"kty\":\"EC\",\"crv\":\"P-256\"";
                    case RSA -> "{\"kty\":\"RSA\"";
                    case X_WING, ML_DSA_65 ->
                        throw new KeyMaterialException(
                                Reason.UNSUPPORTED,
                                "there is no JSON Web Key of the kind " + key.algorithm()
                                        + " that others would read: write it as PEM instead");
                });
        add(",\"use\":\"" + role.use() + "\"");
        role.algorithm(key.algorithm()).ifPresent(algorithm -> add(",\"alg\":\"" + algorithm + "\""));
    }

    private void addPublic(EncodedPublicKey key) throws IOException {
        var info = SubjectPublicKeyInfo.getInstance(key.subjectPublicKeyInfo());
        switch (key.algorithm()) {
            case RSA -> {
                var rsa = RSAPublicKey.getInstance(info.parsePublicKey());
                add("n", rsa.getModulus());
                add("e", rsa.getPublicExponent());
            }
            case P256 -> {
                byte[] point = info.getPublicKeyData().getOctets();
                add("x", Arrays.copyOfRange(point, 1, 1 + COORDINATE));
                add("y", Arrays.copyOfRange(point, 1 + COORDINATE, point.length));
            }
            default -> add("x", info.getPublicKeyData().getOctets());
        }
    }

    private void addPrivate(KeyAlgorithm algorithm, byte[] pkcs8) throws IOException {
        var content = PrivateKeyInfo.getInstance(pkcs8).parsePrivateKey();
        switch (algorithm) {
            case RSA -> {
                var rsa = RSAPrivateKey.getInstance(content);
                add("d", rsa.getPrivateExponent());
                add("p", rsa.getPrime1());
                add("q", rsa.getPrime2());
                add("dp", rsa.getExponent1());
                add("dq", rsa.getExponent2());
                add("qi", rsa.getCoefficient());
            }
            case P256 -> add("d", unsigned(ECPrivateKey.getInstance(content).getKey(), COORDINATE));
            default -> add("d", ASN1OctetString.getInstance(content).getOctets().clone());
        }
    }

    private void add(String name, BigInteger number) {
        add(name, unsigned(number, (number.bitLength() + 7) / 8));
    }

    /** Adds a member, and wipes its bytes. */
    private void add(String name, byte[] bytes) {
        byte[] base64 = Base64.getUrlEncoder().withoutPadding().encode(bytes);
        add(",\"" + name + "\":\"");
        text.writeBytes(base64);
        add("\"");
        Arrays.fill(base64, (byte) 0);
        Arrays.fill(bytes, (byte) 0);
    }

    private void add(String constant) {
        text.writeBytes(constant.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] unsigned(BigInteger number, int length) {
        return BigIntegers.asUnsignedByteArray(length, number);
    }

    /** Has room for the longest key from the start: what grows leaves copies behind. */
    private static final class Wiped extends ByteArrayOutputStream {

        Wiped() {
            super(JsonMembers.LARGEST);
        }

        void wipe() {
            Arrays.fill(buf, (byte) 0);
        }
    }
}
