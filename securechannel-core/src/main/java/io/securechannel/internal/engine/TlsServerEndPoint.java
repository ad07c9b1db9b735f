package io.securechannel.internal.engine;

import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The channel binding tls-server-end-point (RFC 5929, section 4.1): the hash of the server's certificate by the hash
 * function of its signature, where MD5 and SHA-1 are replaced by SHA-256. Undefined, and so absent, where the signature
 * algorithm has no single hash function, as Ed25519 and ML-DSA.
 */
final class TlsServerEndPoint {

    private static final Pattern HASH_WITH =
            Pattern.compile("(MD5|SHA-?1|SHA-?(?:224|256|384|512))WITH(?:RSA|ECDSA|DSA).*");

    private TlsServerEndPoint() {}

    static Optional<byte[]> of(X509Certificate certificate) {
        var hash = hashOf(certificate);
        if (hash == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(MessageDigest.getInstance(hash).digest(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    private static @Nullable String hashOf(X509Certificate certificate) {
        var algorithm = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
        if (algorithm.equals("RSASSA-PSS")) {
            return pssHash(certificate);
        }
        var match = HASH_WITH.matcher(algorithm);
        return match.matches() ? strengthened(match.group(1)) : null;
    }

    private static @Nullable String pssHash(X509Certificate certificate) {
        try {
            var parameters = AlgorithmParameters.getInstance("RSASSA-PSS");
            parameters.init(certificate.getSigAlgParams());
            var spec = parameters.getParameterSpec(PSSParameterSpec.class);
            boolean single = spec.getMGFParameters() instanceof MGF1ParameterSpec mask
                    && mask.getDigestAlgorithm().equals(spec.getDigestAlgorithm());
            return single ? strengthened(spec.getDigestAlgorithm()) : null;
        } catch (GeneralSecurityException | java.io.IOException e) {
            return null;
        }
    }

    private static String strengthened(String hash) {
        var bare = hash.replace("-", "").toUpperCase(Locale.ROOT);
        return bare.equals("MD5") || bare.equals("SHA1") ? "SHA-256" : "SHA-" + bare.substring(3);
    }
}
