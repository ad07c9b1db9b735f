package io.securechannel.examples.snippets;

import io.securechannel.ClientConfig;
import io.securechannel.SecureChannel;
import io.securechannel.SecureChannelServer;
import io.securechannel.ServerConfig;
import io.securechannel.keys.Identity;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.peer.Trust;
import io.securechannel.pki.CertificateAuthority;
import io.securechannel.pki.CertificateProfile;
import io.securechannel.pki.CertificateRequest;
import io.securechannel.pki.CrlRevocation;
import io.securechannel.pki.DevCertificates;
import io.securechannel.pki.NameConstraints;
import io.securechannel.pki.NamePolicy;
import io.securechannel.pki.Pem;
import io.securechannel.pki.PendingIdentity;
import io.securechannel.pki.RequestedName;
import io.securechannel.pki.Subject;
import io.securechannel.pki.ocsp.OcspResponder;
import io.securechannel.pki.ocsp.OcspRevocation;
import io.securechannel.pki.renewal.AutoRenewer;
import io.securechannel.pki.renewal.RenewalService;
import io.securechannel.tls.TlsContextFactory;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Examples in the Javadoc of pki, letter for letter, where it does not show what the documentation shows. */
final class PkiJavadocSnippets {

    private PkiJavadocSnippets() {}

    static List<Object> development() throws GeneralSecurityException {
        // snippet: jd-dev
        var identity = DevCertificates.localhost();
        var server = TlsContextFactory.forServer(identity);
        var client = TlsContextFactory.forClient(Trust.only(identity.certificate()));
        // end
        return List.of(server, client);
    }

    static Subject subject() {
        // snippet: jd-subject
        var subject =
                Subject.of("Example Root CA").withOrganization("Example Ltd").withCountry("FI");
        // end
        return subject;
    }

    static CertificateProfile profile() {
        // snippet: jd-profile
        var profile = CertificateProfile.tlsServer("chat.example", "10.0.0.7")
                .withSubject(Subject.of("Chat server")
                        .withOrganization("Example Ltd")
                        .withCountry("FI"))
                .withValidity(Duration.ofDays(30));
        // end
        return profile;
    }

    static Identity authority(Path rootCertificate) throws IOException, GeneralSecurityException {
        // snippet: jd-authority
        var root = CertificateAuthority.create("Example Root CA");
        var server = root.issue(CertificateProfile.tlsServer("chat.example", "10.0.0.7"));
        Pem.writeCertificate(root.certificate(), rootCertificate);
        // end
        return server;
    }

    static PendingIdentity request(Path key, Path csr) throws IOException, GeneralSecurityException {
        // snippet: jd-request
        var pending = CertificateRequest.make(CertificateProfile.tlsServer("chat.example"));
        pending.writeKey(key);
        pending.request().writePem(csr);
        // end
        return pending;
    }

    static void answer(CertificateAuthority authority, Path csr, Path certificate)
            throws IOException, GeneralSecurityException {
        // snippet: jd-request-signed
        var request = CertificateRequest.read(csr);
        var chain = authority.sign(request, CertificateProfile.tlsServer(), NamePolicy.exactly("chat.example"));
        Pem.writeCertificates(chain, certificate);
        // end
    }

    static List<NamePolicy> policies(Set<String> members) {
        // snippet: jd-name-policy
        var one = NamePolicy.exactly("chat.example", "10.0.0.7");
        var several = NamePolicy.within("chat.example").or(NamePolicy.addresses("10.0.0.0/8"));
        NamePolicy own = name -> name.kind() == RequestedName.Kind.COMMON_NAME && members.contains(name.text());
        // end
        return List.of(one, several, own);
    }

    static NameConstraints constraints() {
        // snippet: jd-name-constraints
        var constraints = NameConstraints.none().permitDns("chat.example").excludeAddresses("0.0.0.0/0", "::/0");
        // end
        return constraints;
    }

    static TlsContextFactory.Server lists(Identity identity, Trust trust) throws GeneralSecurityException {
        // snippet: jd-crl
        var tls = TlsContextFactory.serverBuilder(identity)
                .requireClientCertificate(trust)
                .revocation(CrlRevocation.of(Path.of("ca.crl")))
                .build();
        // end
        return tls;
    }

    static TlsContextFactory.Server online(Identity identity, Trust trust) {
        // snippet: jd-ocsp
        var tls = TlsContextFactory.serverBuilder(identity)
                .requireClientCertificate(trust)
                .revocation(OcspRevocation.of(URI.create("http://ocsp.chat.example:8080/")))
                .build();
        // end
        return tls;
    }

    static byte[] responder(CertificateAuthority authority, byte[] request) throws GeneralSecurityException {
        // snippet: jd-responder
        var signer = authority.issue(CertificateProfile.ocspSigner("Example OCSP"));
        var responder = OcspResponder.builder(authority).signer(signer).build();
        var answer = responder.answer(request); // application/ocsp-response: answer.encoded()
        // end
        return answer.encoded();
    }

    static SecureChannelServer service(CertificateAuthority authority, int port, ServerConfig config)
            throws IOException, GeneralSecurityException {
        // snippet: jd-renewal-service
        var service = RenewalService.of(authority, Duration.ofDays(30));
        var server = SecureChannelServer.listen(port, config, service::serve);
        // end
        return server;
    }

    static AutoRenewer renewer(KeyStoreManager keys, ClientConfig toAuthority) throws GeneralSecurityException {
        // snippet: jd-auto-renewer
        var renewer = AutoRenewer.of(keys, "server", () -> SecureChannel.connect("ca.example", 7444, toAuthority));
        // end
        return renewer;
    }
}
