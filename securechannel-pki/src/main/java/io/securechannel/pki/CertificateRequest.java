package io.securechannel.pki;

import com.google.errorprone.annotations.CheckReturnValue;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.crypto.PemWriter;
import io.securechannel.internal.file.AtomicFile;
import io.securechannel.internal.file.KeyFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.List;

/**
 * A request for a certificate (PKCS#10, RFC 2986): a public key, the names that its holder would like, and a signature that
 * shows that he has the private key. Whoever runs a server makes one, so that the private key never leaves it:
 *
 * <pre>{@code
 * var pending = CertificateRequest.make(CertificateProfile.tlsServer("chat.example"));
 * pending.writeKey(key);
 * pending.request().writePem(csr);
 * }</pre>
 *
 * <p>and the authority signs it, with a policy that says what it grants:
 *
 * <pre>{@code
 * var request = CertificateRequest.read(csr);
 * var chain = authority.sign(request, CertificateProfile.tlsServer(), NamePolicy.exactly("chat.example"));
 * Pem.writeCertificates(chain, certificate);
 * }</pre>
 *
 * <p>Requests of other programs are read in PEM or DER, up to 64 KiB. What is read is checked: its form is DER, its signature
 * is that of its key, and the key is strong enough for a certificate. <b>Nobody vouches for what it says</b>: the names are
 * wishes. Immutable.
 */
@CheckReturnValue
public final class CertificateRequest {

    private final byte[] encoded;
    private final Subject subject;
    private final List<RequestedName> names;
    private final PublicKey publicKey;
    private final List<String> requestedExtensions;

    CertificateRequest(
            byte[] encoded,
            Subject subject,
            List<RequestedName> names,
            PublicKey publicKey,
            List<String> requestedExtensions) {
        this.encoded = encoded;
        this.subject = subject;
        this.names = List.copyOf(names);
        this.publicKey = publicKey;
        this.requestedExtensions = List.copyOf(requestedExtensions);
    }

    /**
     * Makes a new key, and a request for a certificate with what the profile says of subject, names and use. The authority
     * decides what of it comes into the certificate, and for how long it is valid.
     *
     * @param profile for whom and for what; its kind of key is the key's
     * @return the key and the request
     * @throws IllegalArgumentException if the profile names nobody
     */
    public static PendingIdentity make(CertificateProfile profile) {
        try {
            return make(profile, profile.keyType().generate());
        } catch (KeyMaterialException e) {
            throw new IllegalStateException("a new key signs and is strong enough", e);
        }
    }

    /**
     * Makes a request for a key that is there already: a new certificate for an old key, or for a key in hardware.
     *
     * @param profile for whom and for what; its kind of key does not count
     * @param keys the key
     * @return the key and the request
     * @throws IllegalArgumentException if the profile names nobody
     * @throws KeyMaterialException if the key is too short or of a kind that cannot sign here, does not sign, or its two
     *     halves do not belong together ({@link Reason#BAD_SIGNATURE})
     */
    public static PendingIdentity make(CertificateProfile profile, KeyPair keys) throws KeyMaterialException {
        if (!profile.isNamed()) {
            throw new IllegalArgumentException(profile.use().factory()
                    + "() names nobody: a request says for whom it is, as CertificateProfile."
                    + profile.use().factory() + "(\"chat.example\") does");
        }
        var request = parse(RequestWriter.write(profile, keys));
        return new PendingIdentity(keys.getPrivate(), request);
    }

    /**
     * Reads a request from a file.
     *
     * @param file a file in PEM (RFC 7468, section 7: {@code CERTIFICATE REQUEST}, or the older {@code NEW CERTIFICATE
     *     REQUEST}) or DER, with one request
     * @return the request
     * @throws KeyMaterialException if the file cannot be read, is larger than 64 KiB ({@link Reason#TOO_LARGE}), holds no
     *     request ({@link Reason#MISSING}) or a damaged one ({@link Reason#MALFORMED}), the signature is not that of the
     *     key ({@link Reason#BAD_SIGNATURE}), or the key is too short or not supported
     */
    public static CertificateRequest read(Path file) throws KeyMaterialException {
        return RequestParser.parse(KeyFile.read(file), file.toString());
    }

    /**
     * Reads a request from bytes.
     *
     * @param encoded the request in PEM or DER
     * @return the request
     * @throws KeyMaterialException as {@link #read}
     */
    public static CertificateRequest parse(byte[] encoded) throws KeyMaterialException {
        return RequestParser.parse(encoded.clone(), "the request");
    }

    /**
     * {@return who would like it, as far as it can be said by a {@link Subject}: of several attributes of one kind the
     * first, and no attributes of other kinds} Of all this, the common name alone may come into a certificate, that of a
     * client.
     */
    public Subject subject() {
        return subject;
    }

    /** {@return the alternative names that are asked for, in the order of the request, without repetitions} */
    public List<RequestedName> names() {
        return names;
    }

    /** {@return the key, whose private half the requester has} */
    public PublicKey publicKey() {
        return publicKey;
    }

    /**
     * {@return which extensions are asked for, for people: names such as {@code basicConstraints (CA)}, object identifiers
     * where no name is known here} None of them counts; the profile decides.
     */
    public List<String> requestedExtensions() {
        return requestedExtensions;
    }

    /** {@return the request in PEM, as text to be sent to an authority} */
    public String toPem() {
        return new String(PemWriter.block("CERTIFICATE REQUEST", encoded), StandardCharsets.US_ASCII);
    }

    /** {@return the request in DER; a copy} */
    public byte[] toDer() {
        return encoded.clone();
    }

    /**
     * Writes the request in PEM.
     *
     * @param file where it goes; everybody may read it
     * @throws IOException if the file cannot be written
     */
    public void writePem(Path file) throws IOException {
        AtomicFile.write(file, PemWriter.block("CERTIFICATE REQUEST", encoded));
    }

    /** Returns one line for people: the subject, the names and the kind of key. */
    @Override
    public String toString() {
        return "CertificateRequest[" + Text.quote(subject.toString()) + ", " + names + ", " + publicKey.getAlgorithm()
                + " key]";
    }
}
