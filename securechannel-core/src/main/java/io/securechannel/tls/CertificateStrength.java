package io.securechannel.tls;

import io.securechannel.internal.crypto.MlDsa;
import io.securechannel.internal.crypto.SignatureStrength;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.util.Locale;
import java.util.Set;

/**
 * Which keys and signatures a certificate may have: RSA from 2,048 bits, EC from 256, EdDSA and ML-DSA, and what
 * {@link SignatureStrength} lets pass (RFC 9325, section 4.5). What is not known here is refused.
 */
final class CertificateStrength {

    /** What an error says is needed. */
    static final String NEEDED = "RSA needs 2048 bits, EC 256, and signatures SHA-256 or better";

    private static final int SMALLEST_RSA = 2_048;
    private static final int SMALLEST_EC = 256;
    private static final Set<String> OTHER_KEYS =
            Set.of("EDDSA", "ED25519", "ED448", "ML-DSA", "ML-DSA-44", "ML-DSA-65", "ML-DSA-87");

    private CertificateStrength() {}

    static boolean strongKey(PublicKey key) {
        if (key instanceof RSAKey rsa) {
            return rsa.getModulus().bitLength() >= SMALLEST_RSA;
        }
        if (key instanceof ECKey ec) {
            return ec.getParams().getOrder().bitLength() >= SMALLEST_EC;
        }
        return MlDsa.is(key) || OTHER_KEYS.contains(key.getAlgorithm().toUpperCase(Locale.ROOT));
    }

    static boolean strongSignature(X509Certificate certificate) {
        return SignatureStrength.isStrong(certificate.getSigAlgName(), certificate.getSigAlgParams());
    }
}
