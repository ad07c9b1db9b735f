package io.securechannel.pki;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.keys.Identity;
import java.time.Duration;
import java.time.InstantSource;

/** The settings of a new root. For one thread; {@link #build()} can be called once or often. */
public final class CertificateAuthorityBuilder {

    private final Subject named;
    private Subject subject;
    private KeyType keyType = KeyType.EC_P256;
    private Duration validity = Duration.ofDays(3_650);
    private InstantSource clock = InstantSource.system();
    private AuthorityLimits limits = AuthorityLimits.DEFAULT;

    CertificateAuthorityBuilder(Subject named) {
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
    public CertificateAuthorityBuilder subject(Subject newSubject) {
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
    public CertificateAuthorityBuilder keyType(KeyType newKeyType) {
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
    public CertificateAuthorityBuilder validity(Duration newValidity) {
        this.validity = ValidityPeriod.checked(newValidity);
        return this;
    }

    /**
     * Sets how deep the authorities below the root may go.
     *
     * @param pathLength how many authorities may follow below the root before the leaf (RFC 5280, section 4.2.1.9), 0 to
     *     8; 0, which is the default, means that it issues to leaves alone, and 1 that it may have intermediates
     * @return this
     * @throws IllegalArgumentException if it is negative or larger
     */
    @CanIgnoreReturnValue
    public CertificateAuthorityBuilder pathLength(int pathLength) {
        this.limits = limits.withPathLength(pathLength);
        return this;
    }

    /**
     * Sets for which names the root may issue. Java does not apply this to a root's certificate, but this authority does,
     * and its intermediates take it over.
     *
     * @param constraints the constraints; none by default
     * @return this
     */
    @CanIgnoreReturnValue
    public CertificateAuthorityBuilder nameConstraints(NameConstraints constraints) {
        this.limits = limits.withConstraints(constraints);
        return this;
    }

    /**
     * Sets the clock.
     *
     * @param newClock what the time is, for the root's own certificate and all that it issues; the system's by default
     * @return this
     */
    @CanIgnoreReturnValue
    public CertificateAuthorityBuilder clock(InstantSource newClock) {
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
        try {
            return CertificateAuthority.ofNew(newRoot(), clock);
        } catch (KeyMaterialException e) {
            throw new IllegalStateException("a new root is an authority whose key can sign", e);
        }
    }

    private Identity newRoot() throws KeyMaterialException {
        var keys = keyType.generate();
        var certificate = Issuer.ofItself(keys, subject)
                .root(limits, keys.getPublic(), ValidityPeriod.from(clock.instant(), validity));
        return Identity.of(keys.getPrivate(), certificate);
    }
}
