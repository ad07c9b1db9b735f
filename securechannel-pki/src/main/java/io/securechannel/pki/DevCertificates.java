package io.securechannel.pki;

import com.google.errorprone.annotations.CheckReturnValue;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.keys.Identity;
import java.time.Duration;
import java.time.InstantSource;

/**
 * Throwaway certificates for development and tests. <b>Not for production:</b> nobody vouches for them, and each start
 * of a program makes another one; there, use a {@link CertificateAuthority}.
 */
@CheckReturnValue
public final class DevCertificates {

    private DevCertificates() {}

    /**
     * Makes a self-signed server certificate for {@code localhost}, {@code 127.0.0.1} and {@code ::1} with a new EC
     * P-256 key, valid for 30 days. It is its own trust anchor:
     *
     * <pre>{@code
     * var identity = DevCertificates.localhost();
     * var server = TlsContextFactory.forServer(identity);
     * var client = TlsContextFactory.forClient(Trust.only(identity.certificate()));
     * }</pre>
     *
     * <p>It is no authority, so whoever trusts it trusts this one key for these names and nothing else.
     *
     * @return the key and its certificate
     */
    public static Identity localhost() {
        return localhost(InstantSource.system());
    }

    static Identity localhost(InstantSource clock) {
        var profile = CertificateProfile.tlsServer("localhost", "127.0.0.1", "::1");
        var keys = profile.keyType().generate();
        try {
            var certificate = Issuer.ofItself(keys, profile.subject())
                    .certificate(profile, keys.getPublic(), ValidityPeriod.from(clock.instant(), Duration.ofDays(30)));
            return Identity.of(keys.getPrivate(), certificate);
        } catch (KeyMaterialException e) {
            throw new IllegalStateException("a new key belongs to the certificate that was made for it", e);
        }
    }
}
