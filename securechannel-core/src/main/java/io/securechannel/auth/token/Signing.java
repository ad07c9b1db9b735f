package io.securechannel.auth.token;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.LowLevelCryptoCaller;
import com.google.crypto.tink.jwt.JwtHmacKey;
import com.google.crypto.tink.jwt.JwtHmacParameters;
import com.google.crypto.tink.jwt.JwtMac;
import com.google.crypto.tink.jwt.RawJwt;
import com.google.crypto.tink.jwt.subtle.JwtHmac;
import io.securechannel.secret.SecretBytes;
import java.security.GeneralSecurityException;
import java.util.Optional;

/** Signs tokens by Tink. Tink's own copy of the key cannot be wiped: who is done lets go of this object. */
@FunctionalInterface
interface Signing {

    String sign(RawJwt token) throws GeneralSecurityException;

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
