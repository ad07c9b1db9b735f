package io.securechannel.internal.crypto;

import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.spec.PSSParameterSpec;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which signatures certificates and revocation lists may have: EdDSA, ML-DSA, and RSA and ECDSA with hashes from SHA-256 on
 * (RFC 9325, section 4.5). What is not known here is refused.
 */
public final class SignatureStrength {

    private static final Pattern GOOD_SIGNATURE =
            Pattern.compile("SHA(3-)?(256|384|512)WITH(RSA|ECDSA).*|ED25519|ED448|EDDSA|ML-DSA.*|"
                    + "2\\.16\\.840\\.1\\.101\\.3\\.4\\.3\\.1[789]"); // ML-DSA, to Java 17 (RFC 9881, section 2)
    private static final Pattern GOOD_HASH = Pattern.compile("SHA(3)?-?(256|384|512)");

    private SignatureStrength() {}

    /**
     * Says whether a signature is strong.
     *
     * @param algorithm what the JDK calls it, as {@code SHA256withECDSA}
     * @param parameters what is encoded beside it, or null
     * @return false for what is weak or unknown
     */
    public static boolean isStrong(String algorithm, byte @Nullable [] parameters) {
        var name = algorithm.toUpperCase(Locale.ROOT);
        return name.equals("RSASSA-PSS")
                ? parameters != null && strongPss(parameters)
                : GOOD_SIGNATURE.matcher(name).matches();
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
