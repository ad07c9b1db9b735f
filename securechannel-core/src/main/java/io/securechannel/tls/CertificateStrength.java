package io.securechannel.tls;

import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.security.spec.PSSParameterSpec;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which keys and signatures a certificate may have: RSA from 2,048 bits, EC from 256, EdDSA and ML-DSA, and hashes from
 * SHA-256 on (RFC 9325, section 4.5). What is not known here is refused.
 */
final class CertificateStrength {

    /** What an error says is needed. */
    static final String NEEDED = "RSA needs 2048 bits, EC 256, and signatures SHA-256 or better";

    private static final int SMALLEST_RSA = 2_048;
    private static final int SMALLEST_EC = 256;
    private static final Set<String> OTHER_KEYS =
            Set.of("EDDSA", "ED25519", "ED448", "ML-DSA", "ML-DSA-44", "ML-DSA-65", "ML-DSA-87");
    private static final Pattern GOOD_SIGNATURE =
            Pattern.compile("SHA(3-)?(256|384|512)WITH(RSA|ECDSA).*|ED25519|ED448|EDDSA|ML-DSA.*");
    private static final Pattern GOOD_HASH = Pattern.compile("SHA(3)?-?(256|384|512)");

    private CertificateStrength() {}

    static boolean strongKey(PublicKey key) {
        if (key instanceof RSAKey rsa) {
            return rsa.getModulus().bitLength() >= SMALLEST_RSA;
        }
        if (key instanceof ECKey ec) {
            return ec.getParams().getOrder().bitLength() >= SMALLEST_EC;
        }
        return OTHER_KEYS.contains(key.getAlgorithm().toUpperCase(Locale.ROOT));
    }

    static boolean strongSignature(X509Certificate certificate) {
        var algorithm = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
        return algorithm.equals("RSASSA-PSS")
                ? strongPss(certificate.getSigAlgParams())
                : GOOD_SIGNATURE.matcher(algorithm).matches();
    }

    /** The name of RSASSA-PSS does not tell its hash: RFC 8017, appendix A.2.3, where SHA-1 is the default. */
    private static boolean strongPss(byte[] encoded) {
        try {
            var parameters = AlgorithmParameters.getInstance("RSASSA-PSS");
            parameters.init(encoded);
            var hash = parameters.getParameterSpec(PSSParameterSpec.class).getDigestAlgorithm();
            return GOOD_HASH.matcher(hash.toUpperCase(Locale.ROOT)).matches();
        } catch (GeneralSecurityException | IOException e) {
            return false;
        }
    }
}
