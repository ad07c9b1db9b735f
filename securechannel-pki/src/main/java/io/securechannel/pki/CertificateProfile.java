package io.securechannel.pki;

import com.google.errorprone.annotations.CheckReturnValue;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/**
 * What a certificate is to say: for what, for whom and for how long. {@link CertificateAuthority#issue} makes the key
 * and the certificate. Most programs need {@link #tlsServer(String, String...)} and, where clients show certificates,
 * {@link #tlsClient(String)}; the defaults are {@link KeyType#EC_P256} and 90 days. Immutable: every {@code with…} gives a
 * new profile.
 *
 * <pre>{@code
 * var profile = CertificateProfile.tlsServer("chat.example", "10.0.0.7")
 *         .withSubject(Subject.of("Chat server")
 *                 .withOrganization("Example Ltd")
 *                 .withCountry("FI"))
 *         .withValidity(Duration.ofDays(30));
 * }</pre>
 *
 * <p>The forms without a name are for {@link CertificateAuthority#sign signing requests}, where the names come from the
 * request, as far as a {@link NamePolicy} grants them.
 *
 * <p>A name that is written as an IPv4 or IPv6 address becomes an address in the certificate, anything else a host name
 * in lower case and A-labels ({@code bücher.example} becomes {@code xn--bcher-kva.example}). A wildcard can only be the
 * whole leftmost label, and two labels have to follow. No name is ever resolved.
 */
@CheckReturnValue
public final class CertificateProfile {

    private static final int LONGEST_COMMON_NAME = 64;

    private final CertificateUse use;
    private final Subject subject;
    private final Duration validity;
    private final KeyType keyType;
    private final List<AlternativeName> names;
    private final AuthorityLimits authorityLimits;
    private final Optional<String> crlDistributionPoint;
    private final Optional<String> ocspResponder;

    private CertificateProfile(ProfileDraft draft) {
        this.use = draft.use;
        this.subject = draft.subject;
        this.validity = draft.validity;
        this.keyType = draft.keyType;
        this.names = List.copyOf(new LinkedHashSet<>(draft.names));
        this.authorityLimits = draft.authorityLimits;
        this.crlDistributionPoint = draft.crlDistributionPoint;
        this.ocspResponder = draft.ocspResponder;
    }

    /**
     * A profile like that of a certificate: its use, subject, names, kind of key and lifetime. Beside them where its authority says that revocation
     * lists and answers are.
     *
     * @param certificate of a TLS server, client, or both
     * @return the profile
     * @throws KeyMaterialException if it is neither ({@link Reason#WRONG_KIND}), as that of an authority, or cannot be read
     * @throws IllegalArgumentException if it has a name of a kind that no profile has
     */
    public static CertificateProfile like(X509Certificate certificate) throws KeyMaterialException {
        return CopiedProfile.of(certificate);
    }

    /**
     * A TLS server (extended key usage serverAuth). The first name is the common name as well, unless it is longer than
     * 64 characters; clients look at all of the names, and not at the common name.
     *
     * @param name a host name or IP address that clients connect to
     * @param more further ones
     * @return the profile
     * @throws IllegalArgumentException if one is neither a host name nor an IP address; the message says why
     */
    public static CertificateProfile tlsServer(String name, String... more) {
        return server(CertificateUse.TLS_SERVER, name, more);
    }

    /** {@return a TLS server whose names come from its request; see {@link CertificateAuthority#sign}} */
    public static CertificateProfile tlsServer() {
        return new CertificateProfile(new ProfileDraft(CertificateUse.TLS_SERVER));
    }

    /**
     * A TLS client (extended key usage clientAuth).
     *
     * @param name the user or program, which becomes the common name: any visible text, 64 characters at most
     * @return the profile
     * @throws IllegalArgumentException if the name is empty, too long or holds a character that cannot be seen
     */
    public static CertificateProfile tlsClient(String name) {
        return tlsClient().withSubject(Subject.of(name));
    }

    /** {@return a TLS client whose name comes from its request; see {@link CertificateAuthority#sign}} */
    public static CertificateProfile tlsClient() {
        return new CertificateProfile(new ProfileDraft(CertificateUse.TLS_CLIENT));
    }

    /**
     * A program that is a TLS server and a TLS client, as the members of a cluster are (both extended key usages).
     *
     * @param name a host name or IP address that clients connect to
     * @param more further ones
     * @return the profile
     * @throws IllegalArgumentException if one is neither a host name nor an IP address; the message says why
     */
    public static CertificateProfile tlsServerAndClient(String name, String... more) {
        return server(CertificateUse.TLS_SERVER_AND_CLIENT, name, more);
    }

    /** {@return a TLS server and client whose names come from its request; see {@link CertificateAuthority#sign}} */
    public static CertificateProfile tlsServerAndClient() {
        return new CertificateProfile(new ProfileDraft(CertificateUse.TLS_SERVER_AND_CLIENT));
    }

    /**
     * An authority below another one, for {@link CertificateAuthority#intermediate}. At first it is valid for 1,825 days,
     * issues to leaves alone, and for all names that the authority above it may issue for.
     *
     * @param name what people call it, which becomes the common name: any visible text, 64 characters at most
     * @return the profile
     * @throws IllegalArgumentException if the name is empty, too long or holds a character that cannot be seen
     */
    public static CertificateProfile intermediate(String name) {
        return new CertificateProfile(new ProfileDraft(CertificateUse.INTERMEDIATE)).withSubject(Subject.of(name));
    }

    /**
     * A signer of OCSP answers in the authority's name (RFC 6960, section 4.2.2.2): extended key usage OCSPSigning, and
     * id-pkix-ocsp-nocheck, by which nobody asks whether it has been revoked itself. So whoever gets its key can say anything
     * of the authority's certificates for as long as it is valid, which is 30 days at first.
     *
     * @param name what people call it, which becomes the common name: any visible text, 64 characters at most
     * @return the profile
     * @throws IllegalArgumentException if the name is empty, too long or holds a character that cannot be seen
     */
    public static CertificateProfile ocspSigner(String name) {
        return new CertificateProfile(new ProfileDraft(CertificateUse.OCSP_SIGNER)).withSubject(Subject.of(name));
    }

    /**
     * Replaces the distinguished name of the holder.
     *
     * @param newSubject the distinguished name of the holder; one without a common name keeps the profile's
     * @return a new profile
     */
    public CertificateProfile withSubject(Subject newSubject) {
        return with(draft -> draft.subject = newSubject.orCommonName(subject));
    }

    /**
     * Replaces the validity, which is 90 days at first.
     *
     * @param newValidity for how long from its issue the certificate is valid: a second to 36,500 days; the authority
     *     refuses what would outlive it
     * @return a new profile
     * @throws IllegalArgumentException if it is shorter or longer
     */
    public CertificateProfile withValidity(Duration newValidity) {
        return with(draft -> draft.validity = ValidityPeriod.checked(newValidity));
    }

    /**
     * Replaces the kind of key.
     *
     * @param newKeyType the kind of key; without effect on a request, which brings its own
     * @return a new profile
     */
    public CertificateProfile withKeyType(KeyType newKeyType) {
        return with(draft -> draft.keyType = newKeyType);
    }

    /**
     * Adds host names and IP addresses.
     *
     * @param name a host name or IP address to add to subjectAltName
     * @param more further ones
     * @return a new profile; a name that it holds already is not added again
     * @throws IllegalArgumentException if one is neither a host name nor an IP address; the message says why
     */
    public CertificateProfile withNames(String name, String... more) {
        return withAll(hosts(name, more));
    }

    /**
     * Adds an e-mail address.
     *
     * @param mailbox an e-mail address to add to subjectAltName, for instance {@code ada@chat.example}
     * @return a new profile
     * @throws IllegalArgumentException if it is no address with an ASCII local part and a host name
     */
    public CertificateProfile withEmail(String mailbox) {
        return withAll(List.of(AlternativeName.email(mailbox)));
    }

    /**
     * Adds a URI.
     *
     * @param uri an absolute URI (RFC 3986, section 4.3) in ASCII to add to subjectAltName, for instance
     *     {@code spiffe://chat.example/ada}; without user information and fragment
     * @return a new profile
     * @throws IllegalArgumentException if it is none, or its host is no host name and no address; the message says why
     */
    public CertificateProfile withUri(String uri) {
        return withAll(List.of(AlternativeName.uri(uri)));
    }

    /**
     * Sets how deep the authorities below an intermediate may go.
     *
     * @param pathLength how many authorities may follow below this one before the leaf (RFC 5280, section 4.2.1.9), 0 to
     *     8; 0, which is the default, means leaves alone
     * @return a new profile
     * @throws IllegalArgumentException if it is negative or larger, or the profile is no {@link #intermediate}
     */
    public CertificateProfile withPathLength(int pathLength) {
        requireAuthority("a path length");
        return with(draft -> draft.authorityLimits = authorityLimits.withPathLength(pathLength));
    }

    /**
     * Sets for which names an intermediate may issue.
     *
     * @param constraints the constraints; those of the authority above are added where these say nothing
     * @return a new profile
     * @throws IllegalArgumentException if the profile is no {@link #intermediate}
     */
    public CertificateProfile withNameConstraints(NameConstraints constraints) {
        requireAuthority("name constraints");
        return with(draft -> draft.authorityLimits = authorityLimits.withConstraints(constraints));
    }

    /**
     * Says where the authority publishes its revocation list (RFC 5280, section 4.2.1.13). The file has to be put there.
     * Programs of this library ask no address that a peer's certificate holds; others may.
     *
     * @param uri an {@code http:} or {@code https:} URI; RFC 5280 has http in mind, since the list is signed, and its
     *     server's certificate would have to be checked by another list
     * @return a new profile
     * @throws IllegalArgumentException if it is no such URI; the message says why
     */
    public CertificateProfile withCrlDistributionPoint(URI uri) {
        var text = fetchable(uri, "a revocation list is fetched");
        return with(draft -> draft.crlDistributionPoint = Optional.of(text));
    }

    /**
     * Says where an OCSP responder of the authority answers (RFC 5280, section 4.2.2.1), as an {@link
     * io.securechannel.pki.ocsp.OcspResponder} may. Programs of this library ask no address that a peer's certificate holds;
     * others may.
     *
     * @param uri as in {@link #withCrlDistributionPoint}
     * @return a new profile
     * @throws IllegalArgumentException if it is no such URI; the message says why
     */
    public CertificateProfile withOcspResponder(URI uri) {
        var text = fetchable(uri, "an OCSP answer is fetched");
        return with(draft -> draft.ocspResponder = Optional.of(text));
    }

    /** {@return the distinguished name of the holder} */
    public Subject subject() {
        return subject;
    }

    /** {@return for how long from its issue the certificate is valid} */
    public Duration validity() {
        return validity;
    }

    /** {@return the kind of key} */
    public KeyType keyType() {
        return keyType;
    }

    /** {@return what subjectAltName will hold, in canonical form; empty for most clients} */
    public List<String> names() {
        return names.stream().map(AlternativeName::text).toList();
    }

    /** Returns one line for people: the use and the names. */
    @Override
    public String toString() {
        return use + (names.isEmpty() ? "[" + subject + "]" : names.toString());
    }

    /** This profile with names of a request; a server's first one is its common name as well, as in {@link #tlsServer}. */
    CertificateProfile withGranted(Optional<String> commonName, List<AlternativeName> granted) {
        var named = granted.isEmpty() ? this : withAll(granted);
        var fallback = use == CertificateUse.TLS_CLIENT ? commonName.map(Subject::of) : commonNameOf(named.names);
        return fallback.isEmpty() ? named : named.withSubject(subject.orCommonName(fallback.get()));
    }

    /** Refuses what {@link CertificateAuthority#issue} does not make. */
    void requireNamedLeaf() {
        if (use == CertificateUse.INTERMEDIATE) {
            throw new IllegalArgumentException(this + " is an authority: authority.intermediate(profile) makes one");
        }
        if (!isNamed()) {
            throw new IllegalArgumentException(use.factory()
                    + "() names nobody, and is for requests: authority.sign(request, profile, policy). To issue, name the"
                    + " holder: CertificateProfile." + use.factory() + "(\"chat.example\")");
        }
    }

    CertificateUse use() {
        return use;
    }

    /** Whether it says for whom: a server has a host name or an address, others any name at all. */
    boolean isNamed() {
        return use.isServer()
                ? names.stream().anyMatch(AlternativeName::isHost)
                : subject.commonName().isPresent() || !names.isEmpty();
    }

    List<AlternativeName> alternativeNames() {
        return names;
    }

    GeneralNames subjectAlternativeName() {
        return new GeneralNames(names.stream().map(AlternativeName::encode).toArray(GeneralName[]::new));
    }

    AuthorityLimits authorityLimits() {
        return authorityLimits;
    }

    Optional<String> crlDistributionPoint() {
        return crlDistributionPoint;
    }

    Optional<String> ocspResponder() {
        return ocspResponder;
    }

    private static String fetchable(URI uri, String what) {
        var text = AlternativeName.uri(uri.toString()).text();
        if (!text.matches("https?://.+")) {
            throw AlternativeName.refused(text, what + " from an http: or https: URI");
        }
        return text;
    }

    private static CertificateProfile server(CertificateUse use, String name, String... more) {
        return new CertificateProfile(new ProfileDraft(use)).withGranted(Optional.empty(), hosts(name, more));
    }

    private static Optional<Subject> commonNameOf(List<AlternativeName> names) {
        return names.stream()
                .filter(AlternativeName::isHost)
                .findFirst()
                .filter(first -> first.text().length() <= LONGEST_COMMON_NAME)
                .map(first -> Subject.of(first.text()));
    }

    private static List<AlternativeName> hosts(String name, String... more) {
        var names = new ArrayList<AlternativeName>();
        names.add(AlternativeName.host(name));
        for (var each : more) {
            names.add(AlternativeName.host(each));
        }
        return names;
    }

    private CertificateProfile withAll(List<AlternativeName> more) {
        if (use == CertificateUse.INTERMEDIATE) {
            throw new IllegalArgumentException("the certificate of an authority has no alternative names;"
                    + " withNameConstraints says for which it may issue");
        }
        return with(draft -> draft.names.addAll(more));
    }

    private void requireAuthority(String what) {
        if (use != CertificateUse.INTERMEDIATE) {
            throw new IllegalArgumentException(
                    "only authorities have " + what + ": begin with CertificateProfile.intermediate(name)");
        }
    }

    private CertificateProfile with(Consumer<ProfileDraft> change) {
        var draft = new ProfileDraft(this);
        change.accept(draft);
        return new CertificateProfile(draft);
    }
}
