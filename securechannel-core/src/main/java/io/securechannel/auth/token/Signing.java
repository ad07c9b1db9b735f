package io.securechannel.auth.token;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.LowLevelCryptoCaller;
import com.google.crypto.tink.jwt.JwtEcdsaParameters;
import com.google.crypto.tink.jwt.JwtEcdsaPrivateKey;
import com.google.crypto.tink.jwt.JwtEcdsaPublicKey;
import com.google.crypto.tink.jwt.JwtHmacKey;
import com.google.crypto.tink.jwt.JwtHmacParameters;
import com.google.crypto.tink.jwt.JwtMac;
import com.google.crypto.tink.jwt.RawJwt;
import com.google.crypto.tink.jwt.subtle.JwtEcdsaPublicKeySign;
import com.google.crypto.tink.jwt.subtle.JwtHmac;
import com.google.crypto.tink.util.SecretBigInteger;
import io.securechannel.secret.SecretBytes;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.spec.ECPoint;
import java.util.Optional;

/** Signs tokens by Tink. Tink's own copy of the key cannot be wiped: who is done lets go of this object. */
@FunctionalInterface
interface Signing {

    String sign(RawJwt token) throws GeneralSecurityException;

    /** ES256 (RFC 7518, section 3.4); with a key identifier the header says it. */
    @AccessesPartialKey
    @LowLevelCryptoCaller
    static Signing es256(ECPoint point, BigInteger scalar, Optional<String> keyId) {
        try {
            var strategy =
                    keyId.isPresent() ? JwtEcdsaParameters.KidStrategy.CUSTOM : JwtEcdsaParameters.KidStrategy.IGNORED;
            var publicKey = JwtEcdsaPublicKey.builder()
                    .setParameters(Es256Verification.parameters(strategy))
                    .setPublicPoint(point);
            keyId.ifPresent(publicKey::setCustomKid);
            var value = SecretBigInteger.fromBigInteger(scalar, InsecureSecretKeyAccess.get());
            return JwtEcdsaPublicKeySign.create(JwtEcdsaPrivateKey.create(publicKey.build(), value))::signAndEncode;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key that has been checked does not sign", e);
        }
    }

    /** HS256 (RFC 7518, section 3.2); with a key identifier the header says it. */
    static Signing hs256(SecretBytes secret, Optional<String> keyId) {
        return mac(secret, keyId)::computeMacAndEncode;
    }

    /** Verifies HS256, in constant time. The key identifier is not Tink's business: which key serves is decided before. */
    static SignatureCheck hs256Check(SecretBytes secret) {
        return mac(secret, Optional.empty())::verifyMacAndDecode;
    }

    @AccessesPartialKey
    @LowLevelCryptoCaller
    private static JwtMac mac(SecretBytes secret, Optional<String> keyId) {
        try {
            var parameters = JwtHmacParameters.builder()
                    .setAlgorithm(JwtHmacParameters.Algorithm.HS256)
                    .setKeySizeBytes(secret.length())
                    .setKidStrategy(
                            keyId.isPresent()
                                    ? JwtHmacParameters.KidStrategy.CUSTOM
                                    : JwtHmacParameters.KidStrategy.IGNORED)
                    .build();
            var key = JwtHmacKey.builder()
                    .setParameters(parameters)
                    .setKeyBytes(secret.use(bytes ->
                            com.google.crypto.tink.util.SecretBytes.copyFrom(bytes, InsecureSecretKeyAccess.get())));
            keyId.ifPresent(key::setCustomKid);
            return JwtHmac.create(key.build());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HS256 needs a secret of 32 bytes at least", e);
        }
    }
}
