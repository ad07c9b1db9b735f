package io.securechannel.auth.token;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.LowLevelCryptoCaller;
import com.google.crypto.tink.jwt.JwtEcdsaParameters;
import com.google.crypto.tink.jwt.JwtEcdsaPublicKey;
import com.google.crypto.tink.jwt.JwtPublicKeyVerify;
import com.google.crypto.tink.jwt.JwtValidator;
import com.google.crypto.tink.jwt.subtle.JwtEcdsaPublicKeyVerify;
import java.security.GeneralSecurityException;
import java.security.spec.ECPoint;

/** Verifies ES256 (RFC 7518, section 3.4) by Tink, which also checks that the point is on the curve. */
final class Es256Verification implements SignatureCheck {

    private final JwtPublicKeyVerify verifier;

    @AccessesPartialKey
    @LowLevelCryptoCaller
    Es256Verification(ECPoint point) throws Refusal {
        try {
            verifier = JwtEcdsaPublicKeyVerify.create(publicKey(point));
        } catch (GeneralSecurityException e) {
            throw new Refusal("holds a key that is no point of the curve P-256");
        }
    }

    /** The key identifier is not Tink's business: which key serves is decided before. */
    @AccessesPartialKey
    static JwtEcdsaPublicKey publicKey(ECPoint point) throws GeneralSecurityException {
        return JwtEcdsaPublicKey.builder()
                .setParameters(parameters(JwtEcdsaParameters.KidStrategy.IGNORED))
                .setPublicPoint(point)
                .build();
    }

    static JwtEcdsaParameters parameters(JwtEcdsaParameters.KidStrategy strategy) throws GeneralSecurityException {
        return JwtEcdsaParameters.builder()
                .setKidStrategy(strategy)
                .setAlgorithm(JwtEcdsaParameters.Algorithm.ES256)
                .build();
    }

    @Override
    public void verify(String compact, JwtValidator validator) throws GeneralSecurityException {
        verifier.verifyAndDecode(compact, validator);
    }
}
