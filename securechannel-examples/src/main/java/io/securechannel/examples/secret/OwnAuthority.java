package io.securechannel.examples.secret;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.examples.inspect.CertificateView;
import io.securechannel.examples.service.ServerNames;
import io.securechannel.keys.Identity;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.pki.CertificateAuthority;
import io.securechannel.pki.CertificateProfile;
import io.securechannel.pki.Pem;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** The server's own CA, and the certificate of the server that it issues, both in the key store. */
final class OwnAuthority {

    /** The entry of the server's key and certificate. */
    static final String SERVER = "server";

    private static final String ENTRY = "ca";
    private static final String NAME = "Secret Server CA";

    /** A third of what a certificate lives for: a server that is started once a month always has one. */
    private static final Duration RENEW_BEFORE_END = Duration.ofDays(30);

    private final KeyStoreManager keys;
    private final CertificateAuthority authority;
    private final InstantSource clock;

    private OwnAuthority(KeyStoreManager keys, CertificateAuthority authority, InstantSource clock) {
        this.keys = keys;
        this.authority = authority;
        this.clock = clock;
    }

    /** Opens the CA, or makes one that issues for these names alone. */
    static OwnAuthority openOrCreate(KeyStoreManager keys, ServerNames names, InstantSource clock)
            throws KeyMaterialException {
        if (keys.find(ENTRY).isPresent()) {
            return open(keys, clock);
        }
        var made = CertificateAuthority.builder(NAME)
                .nameConstraints(names.constraints())
                .clock(clock)
                .build();
        return new OwnAuthority(keys, made.keepIn(keys, ENTRY), clock);
    }

    static OwnAuthority open(KeyStoreManager keys, InstantSource clock) throws KeyMaterialException {
        return new OwnAuthority(keys, CertificateAuthority.open(keys, ENTRY, clock), clock);
    }

    X509Certificate certificate() {
        return authority.certificate();
    }

    void writeCertificate(Path file) throws KeyMaterialException, IOException {
        Pem.writeCertificate(authority.certificate(), file);
    }

    /**
     * Sees to it that the key store holds a certificate for these names that does not end soon.
     *
     * @return what was done, for people; empty if nothing
     */
    Optional<String> ensureServer(ServerNames names) throws KeyMaterialException {
        if (keys.find(SERVER).isEmpty()) {
            keys.put(SERVER, issueFor(names));
            return Optional.of("made a certificate for " + String.join(", ", names.all()));
        }
        var current = new CertificateView(keys.get(SERVER, Identity.class).certificate());
        boolean complete = names.allIn(current.names());
        boolean ending = clock.instant().isAfter(current.notAfter().minus(RENEW_BEFORE_END));
        if (complete && !ending) {
            return Optional.empty();
        }
        keys.rotate(SERVER, issueFor(names));
        return Optional.of(
                ending
                        ? "renewed its certificate, which was to end at " + current.notAfter()
                        : "made another certificate, for " + String.join(", ", names.all()));
    }

    Identity issueClient(String name) throws KeyMaterialException {
        return authority.issue(CertificateProfile.tlsClient(name));
    }

    private Identity issueFor(ServerNames names) throws KeyMaterialException {
        try {
            return authority.issue(names.profile());
        } catch (KeyMaterialException e) {
            if (e.reason() != Reason.NOT_GRANTED) {
                throw e;
            }
            throw new KeyMaterialException(
                    Reason.NOT_GRANTED,
                    "the CA issues for the names alone that were given at its first start: another --data DIR begins one"
                            + " for " + String.join(", ", names.all()) + ", which clients then have to trust",
                    e);
        }
    }
}
