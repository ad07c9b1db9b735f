package io.securechannel.auth.token;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.LowLevelCryptoCaller;
import com.google.crypto.tink.jwt.JwtEcdsaParameters;
import com.google.crypto.tink.jwt.JwtEcdsaPrivateKey;
import com.google.crypto.tink.jwt.JwtEcdsaPublicKey;
import com.google.crypto.tink.jwt.JwtPublicKeySign;
import com.google.crypto.tink.jwt.RawJwt;
import com.google.crypto.tink.jwt.subtle.JwtEcdsaPublicKeySign;
import com.google.crypto.tink.util.SecretBigInteger;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.spec.ECPoint;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * ES256 (RFC 7518, section 3.4). Tink computes the public key anew when it takes a key over, which costs more than ten signatures: it is given
 * the key when the first token is signed, since most keys that are read or kept sign none.
 */
final class Es256Signing implements Signing {

    private final ECPoint point;
    private final BigInteger scalar;
    private final Optional<String> keyId;
    private volatile @Nullable JwtPublicKeySign signer;

    /**
     * @param point the public key
     * @param scalar the private key
     * @param keyId what the header calls the key, if anything
     */
    Es256Signing(ECPoint point, BigInteger scalar, Optional<String> keyId) {
        this.point = point;
        this.scalar = scalar;
        this.keyId = keyId;
    }

    @Override
    public String sign(RawJwt token) throws GeneralSecurityException {
        var current = signer;
        if (current == null) {
            current = signer();
            signer = current; // two threads may both have made one: they sign the same
        }
        return current.signAndEncode(token);
    }

    @AccessesPartialKey
    @LowLevelCryptoCaller
    private JwtPublicKeySign signer() throws GeneralSecurityException {
        var strategy =
                keyId.isPresent() ? JwtEcdsaParameters.KidStrategy.CUSTOM : JwtEcdsaParameters.KidStrategy.IGNORED;
        var publicKey = JwtEcdsaPublicKey.builder()
                .setParameters(Es256Verification.parameters(strategy))
                .setPublicPoint(point);
        keyId.ifPresent(publicKey::setCustomKid);
        var value = SecretBigInteger.fromBigInteger(scalar, InsecureSecretKeyAccess.get());
        return JwtEcdsaPublicKeySign.create(JwtEcdsaPrivateKey.create(publicKey.build(), value));
    }
}
