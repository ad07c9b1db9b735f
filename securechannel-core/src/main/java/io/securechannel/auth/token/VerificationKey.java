package io.securechannel.auth.token;

import java.util.Optional;

/**
 * A key that verifies tokens of one algorithm: a token that names another one never reaches it (RFC 8725, section 3.1).
 *
 * @param algorithm ES256 or HS256
 * @param keyId what tokens call it; empty for a key that is tried whatever a token says
 * @param check how it verifies
 */
record VerificationKey(String algorithm, Optional<String> keyId, SignatureCheck check) {

    boolean fits(CompactJws token) {
        return algorithm.equals(token.algorithm())
                && (keyId.isEmpty() || token.keyId().isEmpty() || keyId.equals(token.keyId()));
    }
}
