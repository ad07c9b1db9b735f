package io.securechannel.internal.pki;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.pki.CertificateAuthority;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.bouncycastle.operator.ContentSigner;

/**
 * What the other packages of this module need of an authority and may not be public. The authority's own package gives it
 * when its class is loaded, and so whoever has an authority has this.
 */
public interface AuthorityAccess {

    /**
     * Says whether an authority knows all that it has ever issued.
     *
     * @param authority the authority
     * @return false if it was opened without its ledger
     */
    boolean hasWholeLedger(CertificateAuthority authority);

    /**
     * Says what time it is for an authority.
     *
     * @param authority the authority
     * @return its clock
     */
    InstantSource clock(CertificateAuthority authority);

    /**
     * Signs what is made of ASN.1, in the way that an authority signs certificates.
     *
     * @param <T> what is signed
     * @param key signs
     * @param publicKey its public half
     * @param holder whose key errors call it
     * @param form puts together what it signs
     * @return what the form made
     * @throws KeyMaterialException if the key is of a kind that cannot sign here, or does not sign
     */
    <T> T sign(PrivateKey key, PublicKey publicKey, String holder, Function<ContentSigner, T> form)
            throws KeyMaterialException;

    /** {@return the access, which is there when there is an authority} */
    static AuthorityAccess get() {
        return Objects.requireNonNull(Holder.ACCESS.get(), "CertificateAuthority has been loaded");
    }

    /**
     * Gives the access; for the authority's own package.
     *
     * @param access what {@link #get} returns from now on
     */
    static void set(AuthorityAccess access) {
        Holder.ACCESS.set(access);
    }

    /** Where it is kept, since an interface has no private fields. */
    final class Holder {

        private static final AtomicReference<AuthorityAccess> ACCESS = new AtomicReference<>();

        private Holder() {}
    }
}
