package io.securechannel.examples.demo;

import io.securechannel.ClientConfig;
import io.securechannel.ServerConfig;
import io.securechannel.keys.Identity;
import io.securechannel.peer.Trust;
import io.securechannel.pki.CertificateAuthority;
import io.securechannel.pki.CertificateProfile;
import io.securechannel.pki.Pem;
import io.securechannel.tls.TlsContextFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;

/**
 * The two ends, set up from files as programs of their own would be.
 *
 * @param server its certificate and key
 * @param client its certificate and key
 * @param mallory another certificate for the server's name, which a man in the middle has got from the same CA
 * @param trust the CA
 * @param tls the server demands a certificate of the client, which shows one
 */
record Parties(Identity server, Identity client, Identity mallory, Trust trust, Ends tls) {

    static final String HOST = "localhost";

    static Parties create(Path directory) throws GeneralSecurityException, IOException {
        var authority = CertificateAuthority.create("SecureChannel demo CA");
        Pem.writeCertificate(authority.certificate(), directory.resolve("ca.crt"));
        Pem.write(
                authority.issue(CertificateProfile.tlsServer(HOST)),
                directory.resolve("server.crt"),
                directory.resolve("server.key"));
        Pem.write(
                authority.issue(CertificateProfile.tlsClient("Ada")),
                directory.resolve("client.crt"),
                directory.resolve("client.key"));

        var server = Identity.fromPem(directory.resolve("server.crt"), directory.resolve("server.key"));
        var client = Identity.fromPem(directory.resolve("client.crt"), directory.resolve("client.key"));
        var trust = Trust.only(directory.resolve("ca.crt"));
        return new Parties(
                server,
                client,
                authority.issue(CertificateProfile.tlsServer(HOST)),
                trust,
                new Ends(
                        ServerConfig.tls(TlsContextFactory.serverBuilder(server)
                                        .requireClientCertificate(trust)
                                        .build())
                                .build(),
                        ClientConfig.tls(TlsContextFactory.clientBuilder(trust)
                                        .identity(client)
                                        .build())
                                .build()));
    }
}
