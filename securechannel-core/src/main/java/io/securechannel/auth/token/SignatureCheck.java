package io.securechannel.auth.token;

import com.google.crypto.tink.jwt.JwtInvalidException;
import com.google.crypto.tink.jwt.JwtValidator;
import java.security.GeneralSecurityException;

/** A key that verifies tokens. */
@FunctionalInterface
interface SignatureCheck {

    /**
     * Verifies the signature first, and then the claims.
     *
     * @param compact the token
     * @param validator what its claims have to be
     * @throws JwtInvalidException if the signature is right and the claims are not
     * @throws GeneralSecurityException if the signature is not of this key
     */
    void verify(String compact, JwtValidator validator) throws GeneralSecurityException;
}
