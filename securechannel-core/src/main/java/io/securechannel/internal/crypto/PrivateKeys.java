package io.securechannel.internal.crypto;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.secret.Password;
import io.securechannel.secret.SecretBytes;
import java.security.PrivateKey;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the private key of a PEM file, in each of the forms that OpenSSL writes: PKCS#8, plain or encrypted; RSA
 * (PKCS#1) and elliptic-curve (SEC 1) keys by themselves, plain or in the traditional encryption.
 */
public final class PrivateKeys {

    private static final String PKCS8 = "PRIVATE KEY";
    private static final String PKCS8_ENCRYPTED = "ENCRYPTED PRIVATE KEY";
    private static final String PKCS1 = "RSA PRIVATE KEY";
    private static final String SEC1 = "EC PRIVATE KEY";

    private final Pem pem;
    private final @Nullable Password password;

    /** The kinds of keys here that the command in an error's advice may not know; it says the same of them as of a wrong password. */
    private final String unknownToOpenSsl;

    private PrivateKeys(Pem pem, @Nullable Password password, String unknownToOpenSsl) {
        this.pem = pem;
        this.unknownToOpenSsl = unknownToOpenSsl;
        this.password = password;
    }

    /**
     * Returns the one private key of a file; certificates and parameters beside it are skipped.
     *
     * @param pem the file
     * @param password for an encrypted key; ignored for a plain one; null if there is none
     * @return the key, of the JDK's own classes
     * @throws KeyMaterialException if there is no key or more than one, it cannot be decrypted, is damaged, too weak or
     *     of a kind that is not supported
     */
    public static PrivateKey fromPem(Pem pem, @Nullable Password password) throws KeyMaterialException {
        return new PrivateKeys(pem, password, "OpenSSL knows ML-DSA from 3.5 on").read(PrivateKeys::ofJdk);
    }

    /**
     * Returns the one private key of a file as one that has a role.
     *
     * @param pem the file
     * @param password for an encrypted key; ignored for a plain one; null if there is none
     * @return the key
     * @throws KeyMaterialException as {@link #fromPem}
     */
    public static EncodedKeyPair withRole(Pem pem, @Nullable Password password) throws KeyMaterialException {
        return new PrivateKeys(pem, password, "OpenSSL knows ML-DSA from 3.5 on, and no X-Wing")
                .read(PrivateKeys::withRole);
    }

    /**
     * Returns the JDK's own object for a key of any provider, so that the JDK's TLS can sign with it.
     *
     * @param key the key
     * @param source what errors call the origin
     * @return an equal key; the same one if it does not show its encoding, as keys in hardware do not
     * @throws KeyMaterialException if it is damaged, too weak or of a kind that is not supported
     */
    public static PrivateKey ofJdk(PrivateKey key, String source) throws KeyMaterialException {
        byte[] encoded = "PKCS#8".equals(key.getFormat()) ? key.getEncoded() : null;
        if (encoded == null) {
            return key;
        }
        try {
            return new KeyDecoder(source).pkcs8(encoded);
        } finally {
            Arrays.fill(encoded, (byte) 0);
        }
    }

    /**
     * Returns the JDK's own object for a key that signs for an identity.
     *
     * @param der PKCS#8 (RFC 5958); the caller still owns it
     * @param source what errors call its origin
     * @return the key
     * @throws KeyMaterialException if it is damaged, too weak or of a kind that is not supported
     */
    public static PrivateKey fromPkcs8(byte[] der, String source) throws KeyMaterialException {
        return new KeyDecoder(source).pkcs8(der);
    }

    /** Makes a key of what stands in the clear, whatever its form. */
    private interface Form<R> {
        R decode(PrivateKeys file, PemBlock block, byte[] plain) throws KeyMaterialException;
    }

    private <R> R read(Form<R> form) throws KeyMaterialException {
        var block = onlyKey();
        boolean traditional = block.label().equals(PKCS1) || block.label().equals(SEC1);
        boolean withHeaders = TraditionalEncryption.encrypts(block);
        if (withHeaders && !traditional) {
            throw new KeyMaterialException(
                    Reason.MALFORMED,
                    source() + ": " + block + " has headers of the traditional encryption, which belong to " + PKCS1
                            + " and " + SEC1 + " alone");
        }
        return switch (block.label()) {
            case PKCS8 -> form.decode(this, block, block.content());
            case PKCS8_ENCRYPTED -> decrypt(block, form);
            case PKCS1, SEC1 -> withHeaders ? decrypt(block, form) : form.decode(this, block, block.content());
            default -> throw unsupported(block);
        };
    }

    private PemBlock onlyKey() throws KeyMaterialException {
        List<PemBlock> keys = pem.blocks().stream()
                .filter(block -> block.label().endsWith("PRIVATE KEY"))
                .toList();
        if (keys.isEmpty()) {
            throw missing();
        }
        if (keys.size() > 1) {
            throw new KeyMaterialException(
                    Reason.MALFORMED,
                    source() + " holds more than one private key (" + pem.contents()
                            + "), and which one is meant cannot be told: leave one in the file");
        }
        return keys.get(0);
    }

    private <R> R decrypt(PemBlock block, Form<R> form) throws KeyMaterialException {
        if (password == null) {
            throw new KeyMaterialException(
                    Reason.PASSWORD_REQUIRED,
                    source() + " holds an encrypted key, and no password was given: call the form of this method that"
                            + " takes a Password");
        }
        byte[] plain = block.label().equals(PKCS8_ENCRYPTED)
                ? new Pkcs8Encryption(password, source()).decrypt(block.content())
                : TraditionalEncryption.decrypt(block, password, source());
        if (plain == null) {
            throw wrongPassword();
        }
        try {
            return form.decode(this, block, plain);
        } catch (KeyMaterialException e) {
            // One wrong key in 256 leaves padding that looks right, in front of noise.
            throw e.reason() == Reason.MALFORMED ? wrongPassword() : e;
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }

    private static EncodedKeyPair withRole(PrivateKeys file, PemBlock block, byte[] plain) throws KeyMaterialException {
        boolean alone = block.label().equals(PKCS1) || block.label().equals(SEC1);
        byte[] pkcs8 = alone ? ofJdk(file, block, plain).getEncoded() : plain.clone();
        try (var secret = SecretBytes.owning(pkcs8)) {
            return RoleKeys.decode(secret, file.source());
        }
    }

    private static PrivateKey ofJdk(PrivateKeys file, PemBlock block, byte[] plain) throws KeyMaterialException {
        var decoder = new KeyDecoder(file.source());
        return switch (block.label()) {
            case PKCS1 -> decoder.pkcs1(plain);
            case SEC1 -> decoder.sec1(plain, file.curveParameters());
            default -> decoder.pkcs8(plain);
        };
    }

    private byte @Nullable [] curveParameters() {
        return pem.blocks().stream()
                .filter(block -> block.label().equals("EC PARAMETERS"))
                .map(PemBlock::content)
                .findFirst()
                .orElse(null);
    }

    private KeyMaterialException missing() {
        var labels = pem.blocks().stream().map(PemBlock::label).toList();
        String hint = "name the file that holds the private key";
        if (labels.stream().anyMatch(label -> label.endsWith("PUBLIC KEY"))) {
            hint = "a private key cannot be computed from a public one; it is in the file that the public one was made"
                    + " from";
        } else if (labels.contains("CERTIFICATE")) {
            hint = "a certificate is public; its private key is usually in a file of its own, such as key.pem";
        }
        return new KeyMaterialException(
                Reason.MISSING,
                source() + " holds " + Pem.withArticle(labels) + " where a PRIVATE KEY was expected: " + hint);
    }

    private KeyMaterialException unsupported(PemBlock block) {
        var mend = switch (block.label()) {
            case "OPENSSH PRIVATE KEY" ->
                "it is in OpenSSH's own format; convert a copy of it, in place: \"ssh-keygen -p -m PKCS8 -f copy.pem\""
                        + " (RSA and ECDSA keys), or make a new key: " + KeyStrength.NEW_KEY;
            case "DSA PRIVATE KEY" -> "TLS 1.3 has no DSA; make a new key: " + KeyStrength.NEW_KEY;
            default -> "convert it to PKCS#8: \"openssl pkcs8 -topk8 -in old.pem -out new.pem\"";
        };
        return new KeyMaterialException(
                Reason.UNSUPPORTED, source() + " holds a key that is not supported, " + block + ": " + mend);
    }

    private KeyMaterialException wrongPassword() {
        return new KeyMaterialException(
                Reason.WRONG_PASSWORD,
                source() + ": the password is wrong, or the encrypted key is damaged; try it with \"openssl pkey -in "
                        + source() + " -noout\" (" + unknownToOpenSsl + ")");
    }

    private String source() {
        return pem.source();
    }
}
