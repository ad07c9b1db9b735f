package io.securechannel.pki;

import io.securechannel.internal.crypto.MlDsa;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import javax.security.auth.x500.X500Principal;

/**
 * Whose lists these are: names alone can be the same.
 *
 * @param name the authority's name
 * @param publicKey its SubjectPublicKeyInfo
 */
record IssuerKey(X500Principal name, ByteBuffer publicKey) {

    static IssuerKey of(X509Certificate authority) {
        return new IssuerKey(
                authority.getSubjectX500Principal(),
                ByteBuffer.wrap(MlDsa.subjectPublicKeyInfo(authority.getPublicKey()))
                        .asReadOnlyBuffer());
    }
}
