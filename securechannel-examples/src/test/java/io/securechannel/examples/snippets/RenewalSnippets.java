package io.securechannel.examples.snippets;

import io.securechannel.ClientConfig;
import io.securechannel.SecureChannel;
import io.securechannel.SecureChannelServer;
import io.securechannel.ServerConfig;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.peer.Trust;
import io.securechannel.pki.CertificateAuthority;
import io.securechannel.pki.renewal.AutoRenewer;
import io.securechannel.pki.renewal.RenewalService;
import io.securechannel.tls.TlsContextFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.time.Duration;

/** Certificates that renew themselves. */
final class RenewalSnippets {

    private RenewalSnippets() {}

    static SecureChannelServer service(KeyStoreManager keys, CertificateAuthority authority, InetSocketAddress address)
            throws IOException, GeneralSecurityException {
        // snippet: renewal-service
        var tls = TlsContextFactory.serverBuilder(keys.liveIdentity("renewal"))
                .requireClientCertificate(Trust.only(authority.certificate()))
                .withoutResumption() // so that each time the key signs
                .build();
        var service = RenewalService.of(authority, Duration.ofDays(30));
        var server = SecureChannelServer.listen(address, ServerConfig.tls(tls).build(), service::serve);
        // end
        return server;
    }

    static AutoRenewer renewer(KeyStoreManager keys, Trust trust, String host, int port)
            throws GeneralSecurityException {
        // snippet: auto-renewer
        var toAuthority = ClientConfig.tls(TlsContextFactory.clientBuilder(trust)
                        .identity(keys.liveIdentity("server"))
                        .build())
                .build();
        var renewer = AutoRenewer.of(keys, "server", () -> SecureChannel.connect(host, port, toAuthority));
        // end
        return renewer;
    }
}
