package io.securechannel.pki;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.pki.AuthorityAccess;
import io.securechannel.keys.Identity;
import io.securechannel.keys.KeyStoreManager;
import java.math.BigInteger;
import java.security.PublicKey;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A private certificate authority: a root, whose certificate your programs trust, or an intermediate below one, which
 * issues certificates to your servers and clients.
 *
 * <pre>{@code
 * var root = CertificateAuthority.create("Example Root CA");
 * var server = root.issue(CertificateProfile.tlsServer("chat.example", "10.0.0.7"));
 * Pem.writeCertificate(root.certificate(), rootCertificate);
 * }</pre>
 *
 * <p>Whoever has the root's key can be anybody towards all who trust its certificate: keep it away from the servers.
 * {@link #keepIn} puts it into an encrypted key store, with the ledger of what was issued and revoked, and
 * {@link #open(KeyStoreManager, String)} opens it again. One that is not kept forgets its ledger when the program ends, also
 * where {@link Pem#write} saved its {@link #identity()}: enough for an authority that never revokes.
 *
 * <p>A root's certificate says pathLenConstraint 0 (RFC 5280, section 4.2.1.9), unless its builder is told otherwise: what
 * it issues can issue nothing. One that is to have {@link #intermediate intermediates} is made by
 * {@code CertificateAuthority.builder(name).pathLength(1).build()}; then its key can stay in a safe, and that of an
 * intermediate works.
 *
 * <p>Safe for use by several threads.
 */
@CheckReturnValue
public final class CertificateAuthority {

    static {
        AuthorityAccess.set(new AuthorityInside());
    }

    private final Identity identity;
    private final List<X509Certificate> chain;
    private final Issuer issuer;
    private final IssuingLimits limits;
    private final LedgerStore ledger;
    private final InstantSource clock;

    private CertificateAuthority(Identity identity, LedgerStore ledger, InstantSource clock)
            throws KeyMaterialException {
        this.identity = identity;
        this.chain = withoutRoot(identity.certificateChain());
        this.limits = new IssuingLimits(identity.certificateChain());
        this.issuer = Issuer.ofCertificate(identity.privateKey(), identity.certificate());
        this.ledger = ledger;
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
    public static CertificateAuthorityBuilder builder(String name) {
        return new CertificateAuthorityBuilder(Subject.of(name));
    }

    /**
     * Opens an authority that was made before, here or by another program. <b>It knows nothing of what that has issued and
     * revoked</b>, and so makes no {@link #crl()}: peers that start with an empty one let in all who were revoked. One that
     * revokes is {@linkplain #keepIn kept} from its beginning, and opened by {@link #open(KeyStoreManager, String)}.
     *
     * @param identity the authority's key and certificate, as {@link #identity()} gave it; an intermediate's with those of
     *     the authorities above it
     * @return the authority, with the system's clock
     * @throws KeyMaterialException if the certificate is not that of an authority, or the key is too short or of a kind
     *     that cannot sign here
     */
    public static CertificateAuthority of(Identity identity) throws KeyMaterialException {
        return of(identity, InstantSource.system());
    }

    /**
     * Opens an authority that was made before, with a clock of your own.
     *
     * @param identity as in {@link #of(Identity)}
     * @param clock what the time is
     * @return the authority
     * @throws KeyMaterialException as {@link #of(Identity)}
     */
    public static CertificateAuthority of(Identity identity, InstantSource clock) throws KeyMaterialException {
        var ledger = MemoryLedger.ofUnknownPast(Issuer.keyHashOf(identity.certificate()));
        return new CertificateAuthority(identity, ledger, clock);
    }

    /** An authority whose key was made just now. */
    static CertificateAuthority ofNew(Identity identity, InstantSource clock) throws KeyMaterialException {
        return new CertificateAuthority(identity, MemoryLedger.ofNew(Issuer.keyHashOf(identity.certificate())), clock);
    }

    /**
     * Makes a root with a new EC P-256 key, valid for 3,650 days, and keeps it in a key store with its ledger.
     *
     * @param keys where it is kept
     * @param entry its name there
     * @param name what people call it, which becomes the common name: any visible text, 64 characters at most
     * @return the authority
     * @throws IllegalArgumentException if one of the names is none
     * @throws KeyMaterialException as {@link #keepIn}
     */
    public static CertificateAuthority create(KeyStoreManager keys, String entry, String name)
            throws KeyMaterialException {
        return create(name).keepIn(keys, entry);
    }

    /**
     * Opens an authority that is kept in a key store.
     *
     * @param keys where it is kept; has to stay open for as long as the authority is used
     * @param entry its name there
     * @return the authority, with the system's clock
     * @throws KeyMaterialException if there is no such authority or no ledger of it ({@link Reason#MISSING MISSING}), the
     *     ledger is damaged ({@link Reason#DAMAGED DAMAGED}) or that of another key ({@link Reason#KEY_MISMATCH
     *     KEY_MISMATCH}), or as {@link #of(Identity)}
     */
    public static CertificateAuthority open(KeyStoreManager keys, String entry) throws KeyMaterialException {
        return open(keys, entry, InstantSource.system());
    }

    /**
     * Opens an authority that is kept in a key store, with a clock of your own.
     *
     * @param keys as in {@link #open(KeyStoreManager, String)}
     * @param entry as there
     * @param clock what the time is
     * @return the authority
     * @throws KeyMaterialException as there
     */
    public static CertificateAuthority open(KeyStoreManager keys, String entry, InstantSource clock)
            throws KeyMaterialException {
        var identity = keys.get(entry, Identity.class);
        return new CertificateAuthority(identity, KeyStoreLedger.open(keys, entry, identity), clock);
    }

    /**
     * Puts this authority into a key store, with what it has issued so far: its key as the entry of the given name, its
     * ledger as another one, NAME{@code .ledger}. Several programs may then use it at once. The ledger counts as whole from
     * then on: one that was opened by {@link #of} and has revoked before must not begin a new one so.
     *
     * @param keys where it is kept; has to stay open for as long as the authority is used
     * @param entry its name there, 121 characters at most
     * @return the authority to go on with; what this one issues from now on is not in the key store
     * @throws IllegalArgumentException if the name is none
     * @throws KeyMaterialException if there is an entry of that name ({@link Reason#ALREADY_THERE ALREADY_THERE}), the key
     *     cannot leave its provider, or the key store cannot be written
     */
    public CertificateAuthority keepIn(KeyStoreManager keys, String entry) throws KeyMaterialException {
        return new CertificateAuthority(identity, KeyStoreLedger.create(keys, entry, identity, ledger.read()), clock);
    }

    /** {@return the authority's certificate; that of a root is the one to trust: {@code Trust.only(root.certificate())}} */
    public X509Certificate certificate() {
        return identity.certificate();
    }

    /**
     * {@return the authority's key with its certificate, and of an intermediate those above it but the root's, to save
     * them with {@link Pem#write} or in a key store} It is of no use to a TLS server: its certificate is for signing alone.
     */
    public Identity identity() {
        return identity;
    }

    /**
     * Makes a new key and issues a certificate for it. The certificate begins an hour ago, so that peers whose clock is
     * behind take it, but never before the authority does.
     *
     * @param profile what the certificate is to say
     * @return the key, its certificate, and of an intermediate the certificates up to the root; the root itself is not in
     *     the chain, since the peer has to have it anyway (RFC 8446, section 4.4.2)
     * @throws IllegalArgumentException if the profile names nobody, or is that of an authority
     * @throws KeyMaterialException if the authority is not valid now, the certificate would outlive it or break its name
     *     constraints, or the authority's key, being in hardware, does not sign
     */
    public Identity issue(CertificateProfile profile) throws KeyMaterialException {
        profile.requireNamedLeaf();
        return newIdentity(profile);
    }

    /**
     * Makes an authority below this one, with a new key. It takes over the name constraints of this one where its profile
     * says nothing about a kind of name.
     *
     * @param profile a {@link CertificateProfile#intermediate}
     * @return the authority; the chain of its identity goes up to the root, which is not in it
     * @throws IllegalArgumentException if the profile is that of a leaf
     * @throws KeyMaterialException if the path length of this authority leaves no room for another one, the profile
     *     permits names that are not permitted here, or as {@link #issue}
     */
    public CertificateAuthority intermediate(CertificateProfile profile) throws KeyMaterialException {
        if (profile.use() != CertificateUse.INTERMEDIATE) {
            throw new IllegalArgumentException(
                    profile + " is no authority: CertificateProfile.intermediate(name) begins one");
        }
        return ofNew(newIdentity(limits.inherit(profile)), clock);
    }

    /**
     * Issues a certificate for the key of a request. <b>The profile decides</b> what it says, what it is for and for how long
     * it is valid. Of the request come the public key and the names that the policy grants, and nothing else: no other part
     * of its subject, and none of the extensions that it asks for.
     *
     * <p>A server's common name is the first of its names. A client's is the one of the profile, else that of the request,
     * which the policy is asked about in both cases. Names of the profile are in the certificate, whatever is asked for.
     *
     * @param request the request; its signature was checked when it was read
     * @param profile what the certificate is to be, usually without names: {@link CertificateProfile#tlsServer()}
     * @param policy which names are granted
     * @return the certificate, and of an intermediate the certificates up to the root, which is not among them
     * @throws KeyMaterialException if a name is not granted, in which case nothing is signed
     *     ({@link Reason#NOT_GRANTED NOT_GRANTED}); if neither request nor profile
     *     name the holder ({@link Reason#MISSING MISSING}); or as {@link #issue}
     */
    public List<X509Certificate> sign(CertificateRequest request, CertificateProfile profile, NamePolicy policy)
            throws KeyMaterialException {
        var named = NamePolicies.named(request, profile, policy);
        var whole = new ArrayList<X509Certificate>();
        whole.add(certify(
                profile.use() == CertificateUse.INTERMEDIATE ? limits.inherit(named) : named, request.publicKey()));
        whole.addAll(chain);
        return List.copyOf(whole);
    }

    /**
     * {@return what was issued and has not been {@linkplain #pruneLedger pruned}, in the order of issue} A certificate is
     * in it before anybody else has it.
     *
     * @throws KeyMaterialException if the ledger cannot be read
     */
    public List<IssuedCertificate> issued() throws KeyMaterialException {
        return ledger.read().issued();
    }

    /**
     * {@return until when a certificate of this authority is good that has not been revoked: from then on nobody needs the authority in a Trust any
     * more, and while it is replaced, both are in it until then; empty if there is none} Those that an intermediate authority below has issued end
     * no later than the intermediate's own certificate.
     *
     * @throws KeyMaterialException if the ledger cannot be read
     */
    public Optional<Instant> neededUntil() throws KeyMaterialException {
        var now = clock.instant();
        return issued().stream()
                .filter(each -> each.revocation().isEmpty())
                .map(IssuedCertificate::notAfter)
                .filter(end -> end.isAfter(now))
                .max(Comparator.naturalOrder());
    }

    /**
     * Finds what was issued.
     *
     * @param serial the serial number of a certificate
     * @return what the ledger knows of it; nothing if there is no such certificate in it
     * @throws KeyMaterialException if the ledger cannot be read
     */
    public Optional<IssuedCertificate> find(BigInteger serial) throws KeyMaterialException {
        return ledger.read().find(serial);
    }

    /**
     * Revokes a certificate. Who goes by lists learns of it when the next {@link #crl()} is where peers look for it,
     * who asks an {@link io.securechannel.pki.ocsp.OcspResponder} when its last answer has ended.
     *
     * @param serial its serial number
     * @param reason why; {@link RevocationReason#CERTIFICATE_HOLD} alone can be changed later, or taken back
     * @throws KeyMaterialException if there is no such certificate in the ledger
     *     ({@link Reason#MISSING MISSING}), it is revoked already
     *     ({@link Reason#ALREADY_THERE ALREADY_THERE}), or the ledger cannot be
     *     written
     */
    public void revoke(BigInteger serial, RevocationReason reason) throws KeyMaterialException {
        var now = clock.instant();
        ledger.update(before -> before.withRevoked(serial, reason, now));
    }

    /**
     * Takes back a {@link RevocationReason#CERTIFICATE_HOLD}.
     *
     * @param serial the serial number of the certificate
     * @throws KeyMaterialException if it is not in the ledger or not revoked
     *     ({@link Reason#MISSING MISSING}), revoked for another reason
     *     ({@link Reason#ALREADY_THERE ALREADY_THERE}), or the ledger cannot be
     *     written
     */
    public void release(BigInteger serial) throws KeyMaterialException {
        ledger.update(before -> before.withReleased(serial));
    }

    /**
     * Makes a revocation list that is valid for 7 days from now; see {@link #crl(Duration)}.
     *
     * @return the list
     * @throws KeyMaterialException as {@link #crl(Duration)}
     */
    public X509CRL crl() throws KeyMaterialException {
        return crl(Duration.ofDays(7));
    }

    /**
     * Makes a revocation list (RFC 5280, section 5): all that is revoked, with a number one above that of the list before.
     * It begins an hour ago, as certificates do. A certificate is on it until it has expired, and once after that, which is
     * told by when the list begins. Make a new list before the old one ends, also if
     * nothing has changed: peers that want one refuse everybody when it has ended.
     *
     * @param validity for how long from now it is valid: a minute to 3,650 days; what is revoked later is trusted for as
     *     long by who has this list
     * @return the list, to be saved with {@link Pem#writeCrl}
     * @throws IllegalArgumentException if the validity is shorter or longer
     * @throws KeyMaterialException if the authority is not valid now or may not sign lists, was opened by {@link #of} and has
     *     no ledger ({@link Reason#MISSING MISSING}), or the ledger cannot be written
     */
    public X509CRL crl(Duration validity) throws KeyMaterialException {
        var period = limits.listPeriod(RevocationLists.checked(validity), clock.instant());
        if (!ledger.whole()) {
            throw new KeyMaterialException(
                    Reason.MISSING,
                    "this authority was opened without its ledger, so its list would lack all that was revoked before: use"
                            + " CertificateAuthority.open(keys, entry) if it is in a key store; or, if it has never revoked"
                            + " anything, begin a ledger by keepIn(keys, entry)");
        }
        return RevocationLists.next(issuer, ledger, period);
    }

    /**
     * Forgets certificates that have expired, for every one takes a few hundred octets of the ledger. What is revoked stays
     * until a list that was made after its end has held it.
     *
     * @param expiredFor for how long they have to have expired; {@link Duration#ZERO} for all that have
     * @return how many were forgotten
     * @throws IllegalArgumentException if the duration is negative
     * @throws KeyMaterialException if the ledger cannot be written
     */
    @CanIgnoreReturnValue
    public int pruneLedger(Duration expiredFor) throws KeyMaterialException {
        if (expiredFor.isNegative()) {
            throw new IllegalArgumentException("certificates that are valid still are not forgotten: " + expiredFor);
        }
        var end = clock.instant().minus(expiredFor);
        var before = new AtomicInteger();
        var after = ledger.update(all -> {
            before.set(all.entries().size());
            return all.prunedBefore(end);
        });
        return before.get() - after.entries().size();
    }

    LedgerStore ledger() {
        return ledger;
    }

    InstantSource clock() {
        return clock;
    }

    /** Returns one line for people: the name and the end of the authority. */
    @Override
    public String toString() {
        return "CertificateAuthority[" + IssuingLimits.describe(certificate()) + ", until "
                + certificate().getNotAfter().toInstant() + "]";
    }

    private Identity newIdentity(CertificateProfile profile) throws KeyMaterialException {
        limits.requireUsable(profile);
        var keys = profile.keyType().generate();
        return Identity.of(
                keys.getPrivate(), certify(profile, keys.getPublic()), chain.toArray(X509Certificate[]::new));
    }

    private X509Certificate certify(CertificateProfile profile, PublicKey publicKey) throws KeyMaterialException {
        limits.requireUsable(profile);
        var now = clock.instant();
        var certificate = issuer.certificate(profile, publicKey, limits.period(profile, now));
        limits.requireUsable(profile, certificate);
        var issued = IssuedCertificate.of(certificate, profile, now);
        ledger.update(before -> before.with(issued));
        return certificate;
    }

    /** What leaves show: every certificate but that of a root, which the peer has to have anyway. */
    private static List<X509Certificate> withoutRoot(List<X509Certificate> chain) {
        var last = chain.get(chain.size() - 1);
        return last.getSubjectX500Principal().equals(last.getIssuerX500Principal())
                ? chain.subList(0, chain.size() - 1)
                : chain;
    }
}
