package io.securechannel.pki;

import io.securechannel.internal.crypto.MlDsa;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Optional;

/**
 * How an authority's key signs certificates, and the provider that does it: the JDK's, but Bouncy Castle's for ML-DSA. RSA is PKCS#1 v1.5, which every peer
 * can check; many cannot check RSASSA-PSS in certificates.
 *
 * @param jcaName the name of the signature algorithm
 * @param provider the name of the provider
 */
record SigningAlgorithm(String jcaName, String provider) {

    private static final int SHORTEST_RSA = 2048;

    /** Empty for a key that is too short or of another kind. */
    static Optional<SigningAlgorithm> of(PublicKey key) {
        if (key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() >= SHORTEST_RSA) {
            return Optional.of(new SigningAlgorithm("SHA256withRSA", "SunRsaSign"));
        }
        if (key instanceof EdECPublicKey edwards
                && edwards.getParams().getName().equals("Ed25519")) {
            return Optional.of(new SigningAlgorithm("Ed25519", "SunEC"));
        }
        if (key instanceof ECPublicKey ec) {
            // The hash fits the curve (RFC 5480, section 4); other sizes are no curves of the JDK.
            return switch (ec.getParams().getOrder().bitLength()) {
                case 256 -> Optional.of(new SigningAlgorithm("SHA256withECDSA", "SunEC"));
                case 384 -> Optional.of(new SigningAlgorithm("SHA384withECDSA", "SunEC"));
                case 521 -> Optional.of(new SigningAlgorithm("SHA512withECDSA", "SunEC"));
                default -> Optional.empty();
            };
        }
        return MlDsa.is(key)
                ? Optional.of(new SigningAlgorithm(MlDsa.NAME, MlDsa.provider().getName()))
                : Optional.empty();
    }

    boolean isMlDsa() {
        return jcaName.equals(MlDsa.NAME);
    }
}
