package io.securechannel.pki;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.keys.Identity;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/**
 * A private certificate authority: one root, whose certificate your programs trust, and which issues certificates to
 * your servers and clients.
 *
 * <pre>{@code
 * var root = CertificateAuthority.create("Example Root CA");
 * var server = root.issue(CertificateProfile.tlsServer("chat.example", "10.0.0.7"));
 * Pem.writeCertificate(root.certificate(), Path.of("root.crt"));
 * }</pre>
 *
 * <p>Whoever has the root's key can be anybody towards all who trust its certificate: keep it away from the servers.
 * {@link #identity()} is what to save, and {@link #of(Identity)} opens it again.
 *
 * <p>The root's certificate says pathLenConstraint 0 (RFC 5280, section 4.2.1.9): what it issues can issue nothing.
 * There is no revocation yet, so keep the lives of leaves short. Immutable, and safe for use by several threads.
 */
@CheckReturnValue
public final class CertificateAuthority {

    private static final int KEY_CERT_SIGN = 5;

    private final Identity identity;
    private final Issuer issuer;
    private final InstantSource clock;

    private CertificateAuthority(Identity identity, Issuer issuer, InstantSource clock) {
        this.identity = identity;
        this.issuer = issuer;
        this.clock = clock;
    }

    /**
     * Makes a root with a new EC P-256 key, valid for 3,650 days.
     *
     * @param name what people call it, which becomes the common name: any visible text, 64 characters at most
     * @return the authority
     * @throws IllegalArgumentException if the name is empty, too long or holds a character that cannot be seen
     */
    public static CertificateAuthority create(String name) {
        return builder(name).build();
    }

    /**
     * Begins a root with settings of its own.
     *
     * @param name what people call it, which becomes the common name: any visible text, 64 characters at most
     * @return a builder with the settings of {@link #create}
     * @throws IllegalArgumentException if the name is empty, too long or holds a character that cannot be seen
     */
    public static Builder builder(String name) {
        return new Builder(Subject.of(name));
    }

    /**
     * Opens a root that was made before, here or by another program.
     *
     * @param identity the root's key and certificate, as {@link #identity()} gave it
     * @return the authority, with the system's clock
     * @throws KeyMaterialException if the certificate is not that of a self-signed authority, or the key is too short
     *     or of a kind that cannot sign here
     */
    public static CertificateAuthority of(Identity identity) throws KeyMaterialException {
        return of(identity, InstantSource.system());
    }

    /**
     * Opens a root that was made before, with a clock of your own.
     *
     * @param identity the root's key and certificate, as {@link #identity()} gave it
     * @param clock what the time is
     * @return the authority
     * @throws KeyMaterialException if the certificate is not that of a self-signed authority, or the key is too short
     *     or of a kind that cannot sign here
     */
    public static CertificateAuthority of(Identity identity, InstantSource clock) throws KeyMaterialException {
        var certificate = identity.certificate();
        requireRoot(certificate);
        var algorithm = SigningAlgorithm.of(certificate.getPublicKey())
                .orElseThrow(() -> new KeyMaterialException(
                        Reason.UNSUPPORTED,
                        describe(certificate) + " has a key that cannot sign here; EC on P-256, P-384 or P-521, Ed25519"
                                + " and RSA from 2048 bits can"));
        return new CertificateAuthority(
                identity, Issuer.ofCertificate(identity.privateKey(), certificate, algorithm), clock);
    }

    /** {@return the root's certificate, the one to trust: {@code Trust.only(root.certificate())}} */
    public X509Certificate certificate() {
        return identity.certificate();
    }

    /**
     * {@return the root's key with its certificate, to save them with {@link Pem#write} or in a key store} It is of no
     * use to a TLS server: its certificate is for signing certificates alone.
     */
    public Identity identity() {
        return identity;
    }

    /**
     * Makes a new key and issues a certificate for it. The certificate begins an hour ago, so that peers whose clock is
     * behind take it, but never before the root does.
     *
     * @param profile what the certificate is to say
     * @return the key and its certificate; the chain does not hold the root, which the peer has to have anyway (RFC
     *     8446, section 4.4.2)
     * @throws KeyMaterialException if the root is not valid now, the certificate would outlive it, or the root's key,
     *     being in hardware, does not sign
     */
    public Identity issue(CertificateProfile profile) throws KeyMaterialException {
        var period = periodOf(profile);
        var keys = profile.keyType().generate();
        return Identity.of(keys.getPrivate(), issuer.leaf(profile, keys.getPublic(), period));
    }

    /** Returns one line for people: the name and the end of the root. */
    @Override
    public String toString() {
        return "CertificateAuthority[" + describe(certificate()) + ", until "
                + certificate().getNotAfter().toInstant() + "]";
    }

    private ValidityPeriod periodOf(CertificateProfile profile) throws KeyMaterialException {
        var now = clock.instant();
        var begin = certificate().getNotBefore().toInstant();
        var end = certificate().getNotAfter().toInstant();
        if (now.isBefore(begin) || now.truncatedTo(ChronoUnit.SECONDS).isAfter(end)) {
            throw new KeyMaterialException(
                    Reason.OUTSIDE_VALIDITY,
                    describe(certificate()) + " is valid from " + begin + " to " + end + ", and it is " + now
                            + ": check the clock, or make a new root");
        }
        var period = ValidityPeriod.from(now, profile.validity());
        if (period.notAfter().isAfter(end)) {
            throw new KeyMaterialException(
                    Reason.OUTSIDE_VALIDITY,
                    "a certificate for " + profile + " would be valid until " + period.notAfter() + " and outlive "
                            + describe(certificate()) + ", which ends at " + end
                            + ": ask for a shorter validity, or make a new root");
        }
        return period.notBefore(begin);
    }

    private static void requireRoot(X509Certificate certificate) throws KeyMaterialException {
        var usage = certificate.getKeyUsage();
        if (certificate.getBasicConstraints() < 0 || (usage != null && !usage[KEY_CERT_SIGN])) {
            throw new KeyMaterialException(
                    Reason.UNSUPPORTED,
                    describe(certificate) + " is not the certificate of an authority: it may not sign certificates");
        }
        var subject = certificate.getSubjectX500Principal();
        if (subject.getName().isEmpty() || !subject.equals(certificate.getIssuerX500Principal())) {
            throw new KeyMaterialException(
                    Reason.UNSUPPORTED,
                    describe(certificate) + " is not a root: it was issued by "
                            + certificate.getIssuerX500Principal().getName());
        }
    }

    private static String describe(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName();
    }

    /** The settings of a new root. For one thread; {@link #build()} can be called once or often. */
    public static final class Builder {

        private final Subject named;
        private Subject subject;
        private KeyType keyType = KeyType.EC_P256;
        private Duration validity = Duration.ofDays(3_650);
        private InstantSource clock = InstantSource.system();

        private Builder(Subject named) {
            this.named = named;
            this.subject = named;
        }

        /**
         * Sets the distinguished name.
         *
         * @param newSubject the root's distinguished name; one without a common name keeps the builder's
         * @return this
         */
        @CanIgnoreReturnValue
        public Builder subject(Subject newSubject) {
            this.subject = newSubject.orCommonName(named);
            return this;
        }

        /**
         * Sets the kind of key.
         *
         * @param newKeyType the kind of the root's own key, with which it signs; {@link KeyType#EC_P256} by default
         * @return this
         */
        @CanIgnoreReturnValue
        public Builder keyType(KeyType newKeyType) {
            this.keyType = newKeyType;
            return this;
        }

        /**
         * Sets how long the root lives.
         *
         * @param newValidity for how long from now the root is valid: a second to 36,500 days, 3,650 days by default
         * @return this
         * @throws IllegalArgumentException if it is shorter or longer
         */
        @CanIgnoreReturnValue
        public Builder validity(Duration newValidity) {
            this.validity = ValidityPeriod.checked(newValidity);
            return this;
        }

        /**
         * Sets the clock.
         *
         * @param newClock what the time is, for the root's own certificate and all that it issues; the system's by
         *     default
         * @return this
         */
        @CanIgnoreReturnValue
        public Builder clock(InstantSource newClock) {
            this.clock = newClock;
            return this;
        }

        /**
         * Makes the root's key and its certificate. Every call makes another root.
         *
         * @return the authority
         */
        @CheckReturnValue
        public CertificateAuthority build() {
            var keys = keyType.generate();
            try {
                var certificate = Issuer.ofItself(keys, subject)
                        .authority(keys.getPublic(), ValidityPeriod.from(clock.instant(), validity));
                return of(Identity.of(keys.getPrivate(), certificate), clock);
            } catch (KeyMaterialException e) {
                throw new IllegalStateException("a new root is an authority whose key can sign", e);
            }
        }
    }
}
