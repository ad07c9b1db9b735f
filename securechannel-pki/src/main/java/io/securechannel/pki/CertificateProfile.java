package io.securechannel.pki;

import com.google.errorprone.annotations.CheckReturnValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/**
 * What a certificate is to say: for what, for whom and for how long. {@link CertificateAuthority#issue} makes the key
 * and the certificate. Most programs need {@link #tlsServer} and, where clients show certificates, {@link #tlsClient};
 * the defaults are {@link KeyType#EC_P256} and 90 days. Immutable: every {@code with…} gives a new profile.
 *
 * <pre>{@code
 * CertificateProfile.tlsServer("chat.example", "10.0.0.7")
 *         .withSubject(Subject.of("Chat server").withOrganization("Example Ltd").withCountry("FI"))
 *         .withValidity(Duration.ofDays(30));
 * }</pre>
 *
 * <p>A name that is written as an IPv4 or IPv6 address becomes an address in the certificate, anything else a host name
 * in lower case and A-labels ({@code bücher.example} becomes {@code xn--bcher-kva.example}). A wildcard can only be the
 * whole leftmost label, and two labels have to follow. No name is ever resolved.
 */
@CheckReturnValue
public final class CertificateProfile {

    private static final Duration DEFAULT_VALIDITY = Duration.ofDays(90);
    private static final int LONGEST_COMMON_NAME = 64;

    private final Use use;
    private final Subject subject;
    private final Duration validity;
    private final KeyType keyType;
    private final List<AlternativeName> names;

    private CertificateProfile(
            Use use, Subject subject, Duration validity, KeyType keyType, List<AlternativeName> names) {
        this.use = use;
        this.subject = subject;
        this.validity = validity;
        this.keyType = keyType;
        this.names = List.copyOf(new LinkedHashSet<>(names));
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
        return server(Use.TLS_SERVER, name, more);
    }

    /**
     * A TLS client (extended key usage clientAuth).
     *
     * @param name the user or program, which becomes the common name: any visible text, 64 characters at most
     * @return the profile
     * @throws IllegalArgumentException if the name is empty, too long or holds a character that cannot be seen
     */
    public static CertificateProfile tlsClient(String name) {
        return new CertificateProfile(Use.TLS_CLIENT, Subject.of(name), DEFAULT_VALIDITY, KeyType.EC_P256, List.of());
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
        return server(Use.TLS_SERVER_AND_CLIENT, name, more);
    }

    /**
     * Replaces the distinguished name of the holder.
     *
     * @param newSubject the distinguished name of the holder; one without a common name keeps the profile's
     * @return a new profile
     */
    public CertificateProfile withSubject(Subject newSubject) {
        return new CertificateProfile(use, newSubject.orCommonName(subject), validity, keyType, names);
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
        return new CertificateProfile(use, subject, ValidityPeriod.checked(newValidity), keyType, names);
    }

    /**
     * Replaces the kind of key.
     *
     * @param newKeyType the kind of key
     * @return a new profile
     */
    public CertificateProfile withKeyType(KeyType newKeyType) {
        return new CertificateProfile(use, subject, validity, newKeyType, names);
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
        var all = new ArrayList<>(names);
        all.addAll(hosts(name, more));
        return new CertificateProfile(use, subject, validity, keyType, all);
    }

    /**
     * Adds an e-mail address.
     *
     * @param mailbox an e-mail address to add to subjectAltName, for instance {@code ada@chat.example}
     * @return a new profile
     * @throws IllegalArgumentException if it is no address with an ASCII local part and a host name
     */
    public CertificateProfile withEmail(String mailbox) {
        var all = new ArrayList<>(names);
        all.add(AlternativeName.email(mailbox));
        return new CertificateProfile(use, subject, validity, keyType, all);
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

    List<AlternativeName> alternativeNames() {
        return names;
    }

    KeyPurposeId[] extendedKeyUsage() {
        return switch (use) {
            case TLS_SERVER -> new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth};
            case TLS_CLIENT -> new KeyPurposeId[] {KeyPurposeId.id_kp_clientAuth};
            case TLS_SERVER_AND_CLIENT ->
                new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth};
        };
    }

    private static CertificateProfile server(Use use, String name, String... more) {
        var names = hosts(name, more);
        var first = names.get(0).text();
        var subject = first.length() <= LONGEST_COMMON_NAME ? Subject.of(first) : Subject.empty();
        return new CertificateProfile(use, subject, DEFAULT_VALIDITY, KeyType.EC_P256, names);
    }

    private static List<AlternativeName> hosts(String name, String... more) {
        var names = new ArrayList<AlternativeName>();
        names.add(AlternativeName.host(name));
        for (var each : more) {
            names.add(AlternativeName.host(each));
        }
        return names;
    }

    private enum Use {
        TLS_SERVER,
        TLS_CLIENT,
        TLS_SERVER_AND_CLIENT
    }
}
