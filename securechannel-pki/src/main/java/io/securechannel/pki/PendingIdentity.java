package io.securechannel.pki;

import com.google.errorprone.annotations.CheckReturnValue;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.keys.Identity;
import java.io.IOException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A private key and the request for its certificate, which an authority has to answer. Where the answer takes longer than the
 * program runs, keep the key by {@link #writeKey}; later, {@link Identity#fromPem(Path, Path)} joins its file with that of the
 * certificates.
 */
@CheckReturnValue
public final class PendingIdentity {

    private final PrivateKey privateKey;
    private final CertificateRequest request;

    PendingIdentity(PrivateKey privateKey, CertificateRequest request) {
        this.privateKey = privateKey;
        this.request = request;
    }

    /** {@return what the authority has to see} */
    public CertificateRequest request() {
        return request;
    }

    /** {@return the private key, which nobody else has to see} */
    public PrivateKey privateKey() {
        return privateKey;
    }

    /**
     * Joins the key with what the authority answered.
     *
     * @param certificates the certificate of the key and those of its issuers, as {@link CertificateAuthority#sign} gives
     *     them
     * @return the identity
     * @throws KeyMaterialException if there is no certificate, it is for another key
     *     ({@link Reason#KEY_MISMATCH KEY_MISMATCH}), or the certificates make no chain
     */
    public Identity complete(List<X509Certificate> certificates) throws KeyMaterialException {
        if (certificates.isEmpty()) {
            throw new KeyMaterialException(
                    Reason.MISSING, "there is no certificate in what the authority answered: ask it for one");
        }
        var issuers = certificates.subList(1, certificates.size());
        return Identity.of(privateKey, certificates.get(0), issuers.toArray(X509Certificate[]::new));
    }

    /**
     * Writes the key in PEM. <b>It is not encrypted</b>; only the permissions protect its file, as {@link Pem#write} has it.
     *
     * @param file where it goes; readable for its owner alone
     * @throws KeyMaterialException if the key cannot leave its provider, as in a hardware token
     * @throws IOException if the file cannot be written, or its file system cannot keep others from reading the key
     */
    public void writeKey(Path file) throws KeyMaterialException, IOException {
        Pem.writeKey(privateKey, request.publicKey(), file);
    }

    /** Returns the request, and nothing secret. */
    @Override
    public String toString() {
        return "PendingIdentity[" + request + "]";
    }
}
