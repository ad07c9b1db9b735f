package io.securechannel.pki;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.internal.pki.AuthorityAccess;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.time.InstantSource;
import java.util.function.Function;
import org.bouncycastle.operator.ContentSigner;

/** Lets the other packages of this module into this one, as far as they need it. */
final class AuthorityInside implements AuthorityAccess {

    AuthorityInside() {}

    @Override
    public boolean hasWholeLedger(CertificateAuthority authority) {
        return authority.ledger().whole();
    }

    @Override
    public InstantSource clock(CertificateAuthority authority) {
        return authority.clock();
    }

    @Override
    public <T> T sign(PrivateKey key, PublicKey publicKey, String holder, Function<ContentSigner, T> form)
            throws KeyMaterialException {
        return SigningKey.of(key, publicKey, holder).sign(form);
    }
}
