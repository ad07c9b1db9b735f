package io.securechannel.pki.renewal;

import com.google.errorprone.annotations.CheckReturnValue;
import io.securechannel.SecureChannel;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.error.SecureChannelException;
import io.securechannel.pki.CertificateAuthority;
import io.securechannel.pki.CertificateProfile;
import io.securechannel.pki.CertificateRequest;
import io.securechannel.pki.NamePolicy;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The authority's end of renewal: whoever shows a certificate of this authority that is still good gets the next one, for another key and the same
 * names (docs/spec/renewal.md, which follows simple re-enrollment, RFC 7030, section 4.2.2). Serve it by a {@code SecureChannelServer} that
 * requires client certificates of the authority:
 *
 * <pre>{@code
 * var service = RenewalService.of(authority, Duration.ofDays(30));
 * var server = SecureChannelServer.listen(7444, config, service::serve);
 * }</pre>
 *
 * <p>It never grants a name, a use or a kind of profile that the certificate shown does not have. Whoever has stolen a certificate's key can renew it
 * until it is revoked: {@link CertificateAuthority#revoke} it, and what has been issued to the same names since. Safe for use by several threads.
 */
@CheckReturnValue
public final class RenewalService {

    private final CertificateAuthority authority;
    private final Duration validity;
    private final InstantSource clock;

    private RenewalService(CertificateAuthority authority, Duration validity, InstantSource clock) {
        this.authority = authority;
        this.validity = validity;
        this.clock = clock;
    }

    /**
     * A service for what an authority has issued.
     *
     * @param authority with its ledger
     * @param validity how long the new certificates are valid
     * @return the service
     */
    public static RenewalService of(CertificateAuthority authority, Duration validity) {
        return of(authority, validity, InstantSource.system());
    }

    /**
     * A service for what an authority has issued, with a clock.
     *
     * @param authority with its ledger
     * @param validity how long the new certificates are valid
     * @param clock what time it is; the authority's
     * @return the service
     */
    public static RenewalService of(CertificateAuthority authority, Duration validity, InstantSource clock) {
        if (validity.isNegative() || validity.isZero()) {
            throw new IllegalArgumentException("certificates are valid for some time, and not for " + validity);
        }
        return new RenewalService(authority, validity, clock);
    }

    /**
     * Answers one request. One that is refused is answered with the reason, and is no error here.
     *
     * @param channel with messages; its peer has shown a certificate
     * @throws SecureChannelException if the channel fails
     */
    public void serve(SecureChannel channel) throws SecureChannelException {
        var request = channel.receive();
        if (request.isPresent()) {
            channel.send(answer(channel.peer().certificate(), request.get()));
        }
    }

    private byte[] answer(Optional<X509Certificate> shown, byte[] request) {
        try {
            if (request.length > RenewalMessage.LONGEST) {
                throw new KeyMaterialException(Reason.TOO_LARGE, "a request has 64 KiB at most");
            }
            var current = shown.orElseThrow(() -> new KeyMaterialException(
                    Reason.MISSING, "the channel has shown no certificate that could be renewed"));
            requireRenewable(current);
            var profile = CertificateProfile.like(current).withValidity(validity);
            return RenewalMessage.granted(authority.sign(CertificateRequest.parse(request), profile, policy(profile)));
        } catch (KeyMaterialException | IllegalArgumentException e) {
            return RenewalMessage.refused(String.valueOf(e.getMessage()));
        }
    }

    /** No other names than the certificate has; those it has come from the profile. */
    private static NamePolicy policy(CertificateProfile profile) {
        NamePolicy none = name -> false;
        var names = Stream.concat(profile.subject().commonName().stream(), profile.names().stream());
        return names.map(NamePolicy::exactly).reduce(none, NamePolicy::or);
    }

    private void requireRenewable(X509Certificate current) throws KeyMaterialException {
        var issued = authority
                .find(current.getSerialNumber())
                .filter(each -> each.sha256().equals(sha256(current)))
                .orElseThrow(() -> new KeyMaterialException(
                        Reason.MISSING, "this authority has no certificate like the one shown in its ledger"));
        if (issued.revocation().isPresent()) {
            throw new KeyMaterialException(Reason.NOT_GRANTED, "the certificate shown has been revoked");
        }
        var now = clock.instant();
        if (now.isAfter(issued.notAfter())) {
            throw new KeyMaterialException(Reason.OUTSIDE_VALIDITY, "the certificate shown has expired");
        }
        if (now.plus(validity.multipliedBy(2).dividedBy(3)).isBefore(issued.notAfter())) {
            throw new KeyMaterialException(
                    Reason.NOT_GRANTED,
                    "the certificate shown is valid until " + issued.notAfter()
                            + ": this authority renews in the last two thirds of " + validity);
        }
    }

    private static String sha256(X509Certificate certificate) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (CertificateEncodingException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("a certificate that came over TLS has an encoding", e);
        }
    }
}
