package io.securechannel.peer;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.internal.text.NameText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.x509.Certificate;
import org.jspecify.annotations.Nullable;

/**
 * Whom this side believes. One of:
 *
 * <ul>
 *   <li>{@link #only}: a private CA, and nobody else; what most programs with their own server want;
 *   <li>{@link #system}: the public authorities that the JDK ships;
 *   <li>{@link #systemAnd}: both;
 *   <li>{@link #pinned}: exactly these keys, with no authority at all.
 * </ul>
 *
 * <p>For channels over Noise, which have no certificates, {@link #pinned(PeerKey, PeerKey...)}, {@link #allow} and {@link #known} make a
 * {@link KeyTrust}.
 *
 * <p>{@link #andPinned} narrows any of them: some certificate of the path must then hold one of the pinned keys (RFC 7469,
 * section 2.6). Names, dates and uses of certificates are checked in every case. Immutable.
 */
public final class Trust {

    private static final String PIN_PREFIX = "sha256/";
    private static final int LARGEST_FILE = 4 << 20;

    /** RFC 7468, section 3. */
    private static final Pattern PEM_LABEL = Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----");

    private final boolean systemAuthorities;
    private final List<X509Certificate> authorities;
    private final Set<String> pins;

    private Trust(boolean systemAuthorities, List<X509Certificate> authorities, Set<String> pins) {
        this.systemAuthorities = systemAuthorities;
        this.authorities = List.copyOf(authorities);
        this.pins = Set.copyOf(pins);
    }

    /**
     * Trusts what these authorities have issued, and nothing else. A self-signed certificate is its own authority.
     *
     * @param authority a CA's certificate
     * @param more further ones, as while one CA is replaced by another
     * @return the trust
     */
    public static Trust only(X509Certificate authority, X509Certificate... more) {
        return new Trust(
                false, Stream.concat(Stream.of(authority), Arrays.stream(more)).toList(), Set.of());
    }

    /**
     * Trusts what the authorities in a file have issued, and nothing else.
     *
     * @param certificates a file with one or more X.509 certificates, PEM or DER, 4 MiB at most
     * @return the trust
     * @throws KeyMaterialException if the file cannot be read, holds no certificate or something that is none
     */
    public static Trust only(Path certificates) throws KeyMaterialException {
        return new Trust(false, readCertificates(certificates), Set.of());
    }

    /** {@return trust in the public authorities that the JDK ships, its {@code cacerts}} */
    public static Trust system() {
        return new Trust(true, List.of(), Set.of());
    }

    /**
     * Trusts the public authorities and these.
     *
     * @param authority a CA's certificate
     * @param more further ones
     * @return the trust
     */
    public static Trust systemAnd(X509Certificate authority, X509Certificate... more) {
        return new Trust(
                true, Stream.concat(Stream.of(authority), Arrays.stream(more)).toList(), Set.of());
    }

    /**
     * Trusts the public authorities and those in a file.
     *
     * @param certificates a file with one or more X.509 certificates, PEM or DER, 4 MiB at most
     * @return the trust
     * @throws KeyMaterialException if the file cannot be read, holds no certificate or something that is none
     */
    public static Trust systemAnd(Path certificates) throws KeyMaterialException {
        return new Trust(true, readCertificates(certificates), Set.of());
    }

    /**
     * Trusts a peer whose own certificate holds one of these keys, whoever issued it. The certificate's name and dates
     * still count.
     *
     * @param pin {@code sha256/} and the Base64 of the SHA-256 of the SubjectPublicKeyInfo, as {@link #pinOf} gives it
     * @param more further ones, as while one key is replaced by another
     * @return the trust
     * @throws IllegalArgumentException if a pin has another form
     */
    public static Trust pinned(String pin, String... more) {
        return new Trust(false, List.of(), checkedPins(pin, more));
    }

    /**
     * Believes a peer that holds one of these keys, with no certificate: for channels over Noise. A client with one key expects the
     * server to have it (IK, NK); with several, the server shows which it has, and another is refused with PIN_MISMATCH (XX, NX). With
     * IK the client's key is in the first message, hidden by X25519 alone: who computes or steals the server's key one day learns from a
     * recording who has called.
     *
     * @param key the key, as the peer's people have told it on another way
     * @param more further ones, as while one key is replaced by another; their order means nothing
     * @return the trust
     */
    public static KeyTrust pinned(PeerKey key, PeerKey... more) {
        return KeyTrust.pinned(
                Stream.concat(Stream.of(key), Arrays.stream(more)).toList());
    }

    /**
     * Believes peers whose key passes a test, with no certificate: for servers over Noise, as {@code Trust.allow(members::contains)}.
     *
     * <p>At a client it binds no key to an address: everybody whose key passes can pose as every server. Never give a client the keys of
     * other clients (a warning of the logger {@code io.securechannel.noise} says so); where servers have addresses, {@link #known} or {@link #pinned(PeerKey, PeerKey...)} is right.
     *
     * @param allowed is asked in every handshake, by several threads, before the peer has proved to hold the key: with IK it may be
     *     somebody else who sends a recorded message again, so count and log nothing by it
     * @return the trust
     */
    public static KeyTrust allow(Predicate<? super PeerKey> allowed) {
        return KeyTrust.allow(allowed);
    }

    /**
     * Believes servers that were met, and confirmed, before: for clients over Noise.
     *
     * @param known remembers them, as {@code keys.KnownPeers} does
     * @return the trust
     */
    public static KeyTrust known(KnownKeys known) {
        return KeyTrust.known(known);
    }

    /**
     * Narrows this trust: some certificate of the path must also hold one of these keys.
     *
     * @param pin {@code sha256/} and the Base64 of the SHA-256 of the SubjectPublicKeyInfo
     * @param more further ones; keep a spare one, or a lost key locks everybody out
     * @return a new trust
     * @throws IllegalArgumentException if a pin has another form
     * @throws IllegalStateException if this trust is narrowed, or made of pins, already
     */
    public Trust andPinned(String pin, String... more) {
        if (!pins.isEmpty()) {
            throw new IllegalStateException("this trust has pins already: give all of them in one call");
        }
        return new Trust(systemAuthorities, authorities, checkedPins(pin, more));
    }

    /**
     * Returns the pin of a certificate's key: {@code sha256/} and the Base64 of the SHA-256 of its SubjectPublicKeyInfo
     * (RFC 7469, section 2.4).
     *
     * @param certificate the certificate
     * @return the pin
     * @throws IllegalArgumentException if the certificate has no encoding
     */
    public static String pinOf(X509Certificate certificate) {
        try {
            // As it stands in the certificate: Java 17 adds a NULL to keys whose algorithm it does not know.
            var key = Certificate.getInstance(certificate.getEncoded())
                    .getSubjectPublicKeyInfo()
                    .getEncoded(ASN1Encoding.DER);
            var hash = MessageDigest.getInstance("SHA-256").digest(key);
            return PIN_PREFIX + Base64.getEncoder().encodeToString(hash);
        } catch (CertificateEncodingException | IOException e) {
            throw new IllegalArgumentException("the certificate has no encoding", e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** {@return whether the public authorities that the JDK ships are trusted} */
    public boolean systemAuthorities() {
        return systemAuthorities;
    }

    /** {@return the authorities that were given} */
    public List<X509Certificate> authorities() {
        return authorities;
    }

    /** {@return the pins, {@code sha256/…}; empty if there are none} */
    public Set<String> pins() {
        return pins;
    }

    /** {@return whether the pins alone decide, without any authority} */
    public boolean pinsAlone() {
        return !systemAuthorities && authorities.isEmpty();
    }

    /** {@return in words who is trusted, as error messages and {@code describe()} say it} */
    @Override
    public String toString() {
        var keys = "the pinned keys " + pins.stream().sorted().collect(Collectors.joining(", "));
        if (pinsAlone()) {
            return "only " + keys;
        }
        var names = authorities.stream().map(NameText::subject).collect(Collectors.joining("; ", "[", "]"));
        var whom = !systemAuthorities
                ? "only " + names
                : "the public authorities of the JDK" + (authorities.isEmpty() ? "" : " and " + names);
        return pins.isEmpty() ? whom : whom + ", narrowed to " + keys;
    }

    private static Set<String> checkedPins(String pin, String... more) {
        return Stream.concat(Stream.of(pin), Arrays.stream(more))
                .map(Trust::checkedPin)
                .collect(Collectors.toSet());
    }

    private static String checkedPin(String pin) {
        if (pin.startsWith(PIN_PREFIX)) {
            try {
                var hash = Base64.getDecoder().decode(pin.substring(PIN_PREFIX.length()));
                if (hash.length == 32) {
                    return PIN_PREFIX + Base64.getEncoder().encodeToString(hash);
                }
            } catch (IllegalArgumentException e) {
                throw malformedPin(pin, e);
            }
        }
        throw malformedPin(pin, null);
    }

    private static IllegalArgumentException malformedPin(String pin, @Nullable Throwable cause) {
        return new IllegalArgumentException(
                "not a pin: \"" + pin + "\"; expected sha256/ and 44 characters of Base64, as Trust.pinOf gives it",
                cause);
    }

    private static List<X509Certificate> readCertificates(Path file) throws KeyMaterialException {
        var bytes = read(file);
        var certificates = new ArrayList<X509Certificate>();
        try {
            for (var each :
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(bytes))) {
                certificates.add((X509Certificate) each);
            }
        } catch (CertificateException e) {
            throw noCertificates(file, bytes, e);
        }
        if (certificates.isEmpty()) {
            throw new KeyMaterialException(
                    KeyMaterialException.Reason.MISSING,
                    file + " holds no certificate; expected blocks of -----BEGIN CERTIFICATE-----");
        }
        return certificates;
    }

    /** The JDK tells a private key from a damaged certificate as little as from noise. */
    private static KeyMaterialException noCertificates(Path file, byte[] bytes, CertificateException cause) {
        var text = StandardCharsets.ISO_8859_1.decode(ByteBuffer.wrap(bytes));
        var first = PEM_LABEL.matcher(text);
        var other = first.find() && !first.group(1).endsWith("CERTIFICATE") ? first.group() : "";
        Arrays.fill(text.array(), '\0'); // which may have been a key
        Arrays.fill(bytes, (byte) 0);
        return other.isEmpty()
                ? new KeyMaterialException(
                        KeyMaterialException.Reason.MALFORMED,
                        file + " holds something that is not an X.509 certificate in PEM or DER",
                        cause)
                : new KeyMaterialException(
                        KeyMaterialException.Reason.MISSING,
                        file + " holds " + other
                                + " where -----BEGIN CERTIFICATE----- was expected: name the file of the"
                                + " certificate; perhaps it and that of the key changed places");
    }

    private static byte[] read(Path file) throws KeyMaterialException {
        byte[] bytes;
        try (var in = Files.newInputStream(file)) {
            bytes = in.readNBytes(LARGEST_FILE + 1); // what the size of a special file says means nothing
        } catch (NoSuchFileException e) {
            throw new KeyMaterialException(
                    KeyMaterialException.Reason.UNREADABLE,
                    "the file of certificates " + file + " does not exist"
                            + (file.isAbsolute() ? "" : " (looked for " + file.toAbsolutePath() + ")"),
                    e);
        } catch (IOException e) {
            throw new KeyMaterialException(
                    KeyMaterialException.Reason.UNREADABLE,
                    "cannot read the certificates in " + file + ": "
                            + (Files.isDirectory(file) ? "it is a directory" : e.toString()),
                    e);
        }
        if (bytes.length > LARGEST_FILE) {
            throw new KeyMaterialException(
                    KeyMaterialException.Reason.TOO_LARGE, file + " is larger than 4 MiB: not a file of certificates");
        }
        return bytes;
    }
}
