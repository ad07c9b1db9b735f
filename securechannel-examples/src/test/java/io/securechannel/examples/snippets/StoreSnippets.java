package io.securechannel.examples.snippets;

import io.securechannel.ClientConfig;
import io.securechannel.ServerConfig;
import io.securechannel.keys.Identity;
import io.securechannel.keys.KeyEncryption;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.keys.SigningKeyPair;
import io.securechannel.keys.SigningKeyType;
import io.securechannel.keys.StoredData;
import io.securechannel.keys.TrustedCertificate;
import io.securechannel.pki.CertificateAuthority;
import io.securechannel.pki.CertificateProfile;
import io.securechannel.pki.CertificateRequest;
import io.securechannel.pki.CrlRevocation;
import io.securechannel.pki.NamePolicy;
import io.securechannel.pki.Pem;
import io.securechannel.pki.RevocationReason;
import io.securechannel.secret.Password;
import io.securechannel.tls.TlsContextFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.crypto.SecretKey;

/** The snippets about the key store and the authority in it. */
final class StoreSnippets {

    private StoreSnippets() {}

    static void fill(Path directory, Password password, Identity server, X509Certificate root)
            throws GeneralSecurityException {
        // snippet: store-create
        try (var keys = KeyStoreManager.create(directory.resolve("chat.keys"), password)) {
            keys.put("server", server);
            keys.put("root", new TrustedCertificate(root), "our own CA");
            keys.put("me", NoiseKeyPair.generate());
            keys.put("signing", SigningKeyPair.generate(SigningKeyType.ED25519));
            keys.put("contacts", StoredData.of("chat contacts/1", new byte[] {1, 2, 3}));
        }
        // end
    }

    static List<String> open(Path directory, Path passwordFile) throws GeneralSecurityException {
        // snippet: store-open
        try (var password = Password.readFile(passwordFile);
                var keys = KeyStoreManager.open(directory.resolve("chat.keys"), password)) {
            var me = keys.get("me", NoiseKeyPair.class);
            var all = keys.list(); // names, kinds, dates, notes; nothing secret
            // end
            return all.stream()
                    .map(each -> each.name() + me.publicKey().fingerprint())
                    .toList();
        }
    }

    static List<SigningKeyPair> rotate(KeyStoreManager keys) throws GeneralSecurityException {
        // snippet: store-rotate
        keys.rotate("signing", SigningKeyPair.generate(SigningKeyType.ML_DSA_65));
        var versions = keys.versions("signing", SigningKeyPair.class); // the new one first, then those before it
        keys.prune("signing"); // when nothing needs the old ones any more
        // end
        return versions;
    }

    static List<String> audit(KeyStoreManager keys, Path directory) throws GeneralSecurityException {
        // snippet: store-audit
        var findings = keys.audit().stream()
                .map(finding -> finding.problem() + " " + finding.name() + ": " + finding.message())
                .toList();
        keys.backup(directory.resolve("chat.keys.backup"));
        // end
        return findings;
    }

    static ServerConfig server(KeyStoreManager keys) throws GeneralSecurityException {
        // snippet: store-server
        var tls = TlsContextFactory.serverBuilder(keys.liveIdentity("server"))
                .requireClientCertificate(keys.liveTrust("root"))
                .build();
        var config = ServerConfig.tls(tls).build();
        // end
        return config;
    }

    static ClientConfig client(KeyStoreManager keys) throws GeneralSecurityException {
        var tls = TlsContextFactory.clientBuilder(keys.liveTrust("root"))
                .identity(keys.liveIdentity("ada"))
                .build();
        return ClientConfig.tls(tls).build();
    }

    static KeyStoreManager underAKey(Path file, SecretKey secretKey) throws GeneralSecurityException {
        // snippet: store-key
        var keys = KeyStoreManager.create(file, KeyEncryption.aesGcm("backup key of 2026", secretKey));
        // end
        return keys;
    }

    static void authority(KeyStoreManager keys, Path directory) throws IOException, GeneralSecurityException {
        // snippet: ca-create
        var root = CertificateAuthority.create(keys, "ca", "Example Root CA");
        Pem.writeCertificate(root.certificate(), directory.resolve("root.crt")); // for everybody who is to trust it

        keys.put("server", root.issue(CertificateProfile.tlsServer("localhost", "127.0.0.1")));
        keys.put("ada", root.issue(CertificateProfile.tlsClient("ada")));
        // end
    }

    static CertificateAuthority intermediate(KeyStoreManager keys) throws GeneralSecurityException {
        // snippet: ca-intermediate
        var root = CertificateAuthority.builder("Example Root CA")
                .pathLength(1)
                .build()
                .keepIn(keys, "root");
        var working = root.intermediate(CertificateProfile.intermediate("Example Servers CA"))
                .keepIn(keys, "servers");
        // end
        return working;
    }

    static Identity request(CertificateAuthority ca, Path directory) throws IOException, GeneralSecurityException {
        // snippet: ca-request
        // where the key is to live: make it there, and send the request
        var pending = CertificateRequest.make(CertificateProfile.tlsServer("chat.example", "files.chat.example"));
        pending.request().writePem(directory.resolve("chat.csr"));

        // at the authority: say which names this sender may have, and for what
        var request = CertificateRequest.read(directory.resolve("chat.csr"));
        var chain = ca.sign(request, CertificateProfile.tlsServer(), NamePolicy.within("chat.example"));

        // back again: key and certificate become an identity
        var identity = pending.complete(chain);
        // end
        return identity;
    }

    static void revoke(KeyStoreManager keys, Path directory) throws IOException, GeneralSecurityException {
        // snippet: ca-revoke
        var ca = CertificateAuthority.open(keys, "ca");
        var lost = ca.issued().stream()
                .filter(each -> each.subject().contains("CN=ada"))
                .findFirst()
                .orElseThrow();
        ca.revoke(lost.serial(), RevocationReason.KEY_COMPROMISE);
        Pem.writeCrl(ca.crl(Duration.ofDays(7)), directory.resolve("ca.crl"));
        // end
    }

    static ServerConfig revocationAware(KeyStoreManager keys, Path directory) throws GeneralSecurityException {
        // snippet: crl-server
        var tls = TlsContextFactory.serverBuilder(keys.liveIdentity("server"))
                .requireClientCertificate(keys.liveTrust("root"))
                .revocation(CrlRevocation.of(directory.resolve("ca.crl")))
                .build();
        var config = ServerConfig.tls(tls).build();
        // end
        return config;
    }

    static void renew(KeyStoreManager keys) throws GeneralSecurityException {
        // snippet: ca-renew
        var ca = CertificateAuthority.open(keys, "ca");
        keys.rotate("server", ca.issue(CertificateProfile.tlsServer("localhost", "127.0.0.1")));
        // end
    }
}
