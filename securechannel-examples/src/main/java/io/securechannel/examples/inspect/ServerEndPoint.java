package io.securechannel.examples.inspect;

import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The channel binding tls-server-end-point (RFC 5929, section 4.1) of a server that the library does not connect to: the
 * hash of its certificate by the hash function of its signature, SHA-256 in place of MD5 and SHA-1, undefined where the
 * signature has no single hash function.
 */
final class ServerEndPoint {

    private static final Pattern HASH_WITH =
            Pattern.compile("(MD5|SHA-?1|SHA-?(?:224|256|384|512))WITH(?:RSA|ECDSA|DSA).*");

    private ServerEndPoint() {}

    /** {@return the binding in hexadecimal; empty where it is undefined} */
    static Optional<String> of(X509Certificate certificate) {
        try {
            var hash = hashOf(certificate).replace("-", "");
            if (hash.isEmpty()) {
                return Optional.empty();
            }
            var strong = hash.equals("MD5") || hash.equals("SHA1") ? "SHA-256" : "SHA-" + hash.substring(3);
            return Optional.of(
                    HexFormat.of().formatHex(MessageDigest.getInstance(strong).digest(certificate.getEncoded())));
        } catch (GeneralSecurityException | java.io.IOException e) {
            return Optional.empty();
        }
    }

    private static String hashOf(X509Certificate certificate) throws GeneralSecurityException, java.io.IOException {
        var algorithm = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
        if (algorithm.equals("RSASSA-PSS")) {
            var parameters = AlgorithmParameters.getInstance("RSASSA-PSS");
            parameters.init(certificate.getSigAlgParams());
            var spec = parameters.getParameterSpec(PSSParameterSpec.class);
            boolean single = spec.getMGFParameters() instanceof MGF1ParameterSpec mask
                    && mask.getDigestAlgorithm().equals(spec.getDigestAlgorithm());
            return single ? spec.getDigestAlgorithm().toUpperCase(Locale.ROOT) : "";
        }
        var match = HASH_WITH.matcher(algorithm);
        return match.matches() ? match.group(1) : "";
    }
}
