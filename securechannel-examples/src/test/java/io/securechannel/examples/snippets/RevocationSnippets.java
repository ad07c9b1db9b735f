package io.securechannel.examples.snippets;

import io.securechannel.ServerConfig;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.peer.Trust;
import io.securechannel.pki.CertificateAuthority;
import io.securechannel.pki.CertificateProfile;
import io.securechannel.pki.CrlRevocation;
import io.securechannel.pki.ocsp.OcspNonce;
import io.securechannel.pki.ocsp.OcspResponder;
import io.securechannel.pki.ocsp.OcspRevocation;
import io.securechannel.tls.RevocationPolicy;
import io.securechannel.tls.TlsContextFactory;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;

/** The snippets about revocation online. */
final class RevocationSnippets {

    private RevocationSnippets() {}

    static ServerConfig crlUrl(KeyStoreManager keys, URI address, Path directory) throws GeneralSecurityException {
        // snippet: crl-url
        var policy = CrlRevocation.builder()
                .url(address, directory.resolve("newest.crl")) // http://ca.chat.example/ca.crl
                .build();
        var tls = TlsContextFactory.serverBuilder(keys.liveIdentity("server"))
                .requireClientCertificate(keys.liveTrust("root"))
                .revocation(policy)
                .build();
        // end
        return ServerConfig.tls(tls).build();
    }

    static TlsContextFactory.Client ask(X509Certificate root, URI address) {
        // snippet: ocsp-client
        var tls = TlsContextFactory.clientBuilder(Trust.only(root))
                .revocation(OcspRevocation.of(address)) // http://ocsp.chat.example:8888/ocsp
                .build();
        // end
        return tls;
    }

    static RevocationPolicy askOrRead(X509Certificate root, X509Certificate servers, URI first, URI second, Path list)
            throws GeneralSecurityException {
        // snippet: ocsp-or-crl
        var ocsp = OcspRevocation.builder()
                .responder(root, first) // one address for each issuer in the path
                .responder(servers, second)
                .nonce(OcspNonce.OPTIONAL) // takes what the server has stapled, too
                .timeout(Duration.ofSeconds(2)) // for all of a path; then the list is looked at
                .build();
        var policy = ocsp.orElse(CrlRevocation.of(list));
        // end
        return policy;
    }

    static byte[] respond(KeyStoreManager keys, byte[] request) throws GeneralSecurityException {
        // snippet: ocsp-responder
        var ca = CertificateAuthority.open(keys, "ca");
        if (keys.find("ca.ocsp").isEmpty()) {
            keys.put("ca.ocsp", ca.issue(CertificateProfile.ocspSigner("Example OCSP")));
        }
        var responder = OcspResponder.builder(ca)
                .signer(keys.liveIdentity("ca.ocsp"))
                .validity(Duration.ofMinutes(10))
                .build();

        // for each request, as it comes by POST
        var answer = responder.answer(request);
        answer.trouble().ifPresent(trouble -> System.err.println(answer.status() + ": " + trouble.getMessage()));
        byte[] content = answer.encoded(); // application/ocsp-response
        // end
        return content;
    }
}
