package io.securechannel.tls;

import io.securechannel.internal.crypto.MlDsa;
import io.securechannel.internal.jsse.SecretSink;
import io.securechannel.keys.Identity;
import io.securechannel.peer.Trust;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Identities and trust that hold together, and the context made of them. A change of any makes a new state with a context
 * of its own, which knows no session and no ticket of the one before: nothing that was agreed under an older trust is ever
 * resumed under a newer one.
 */
final class TlsState {

    private final TlsSettings settings;
    private final List<Identity> identities;
    private final Optional<Trust> trust;
    private final @Nullable CertificateVerifier verifier;
    private final @Nullable VerifyingTrustManager trustManager;
    private final SSLContext context;
    private final Instant madeAt;

    TlsState(TlsSettings settings, List<Identity> identities, Optional<Trust> trust) {
        this.settings = settings;
        this.identities = List.copyOf(identities);
        this.trust = trust;
        this.identities.forEach(this::requireUsable);
        var use = settings.client() ? Use.SERVER : Use.CLIENT;
        this.verifier = trust.map(whom -> new CertificateVerifier(whom, use, settings.clock(), settings.demands()))
                .orElse(null);
        this.trustManager = verifier == null ? null : new VerifyingTrustManager(verifier, use);
        this.context = newContext(null);
        this.madeAt = settings.clock().instant();
    }

    /**
     * Every client looks at the use of a server's certificate; of a client's, some servers take what was issued for
     * servers alone, and so that is only remarked upon. Most providers' TLS has no ML-DSA signatures; they would find out in
     * the first handshake, and not say why.
     */
    private void requireUsable(Identity identity) {
        if (!settings.client() && Use.SERVER.isExcludedBy(identity.certificate())) {
            throw new IllegalArgumentException(ReloadCheck.noServer(identity));
        }
        if (MlDsa.is(identity.certificate().getPublicKey())
                && !settings.provider().implementation().signsWithMlDsa()) {
            throw new UnsupportedOperationException(
                    settings.provider().implementation().description() + " cannot sign a handshake with the "
                            + MlDsa.NAME
                            + " key of [" + CertificateText.subject(identity.certificate())
                            + "]: choose provider(TlsProvider.BOUNCY_CASTLE) here and at the peers, or let the authority,"
                            + " whose own key may be " + MlDsa.NAME + ", issue a certificate for an EC key");
        }
    }

    /** {@return the same with a context of its own, which knows no session} */
    TlsState withoutSessions() {
        return new TlsState(settings, identities, trust);
    }

    /** {@return when its context was made, and with it the keys of tickets} */
    Instant madeAt() {
        return madeAt;
    }

    List<Identity> identities() {
        return identities;
    }

    Optional<Trust> trust() {
        return trust;
    }

    @Nullable
    CertificateVerifier verifier() {
        return verifier;
    }

    @Nullable
    VerifyingTrustManager trustManager() {
        return trustManager;
    }

    SSLContext context() {
        return context;
    }

    /**
     * Where nothing is to be resumed, each connection has a context of its own: no provider can do otherwise then.
     *
     * @param secrets hears of the connection's secrets; null without a key log
     */
    SSLContext contextForOneConnection(@Nullable SecretSink secrets) {
        return secrets != null || settings.sessions() == 0 ? newContext(secrets) : context;
    }

    private SSLContext newContext(@Nullable SecretSink secrets) {
        var provider = settings.provider().implementation();
        try {
            var fresh = secrets == null ? provider.newContext() : provider.newContext(secrets);
            fresh.init(
                    identities.isEmpty()
                            ? new KeyManager[0]
                            : new KeyManager[] {new IdentityKeyManager(identities, provider)},
                    trustManager == null ? new TrustManager[0] : new TrustManager[] {trustManager},
                    null);
            provider.keepSessions(
                    fresh, settings.sessions(), (int) settings.sessionLifetime().toSeconds());
            return fresh;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "the TLS provider " + provider.description() + " does not work here: " + e.getMessage(), e);
        }
    }
}
