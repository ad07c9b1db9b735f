package io.securechannel.examples.transfer.terminal;

import io.securechannel.ClientConfig;
import io.securechannel.ServerConfig;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.transfer.meeting.Access;
import io.securechannel.keys.Identity;
import io.securechannel.peer.Trust;
import io.securechannel.tls.TlsContextFactory;

/**
 * TLS, and a certificate at each end.
 *
 * @param identity of this end
 * @param trust in the other
 */
record CertificateAccess(Identity identity, Trust trust) implements Access {

    @Override
    public ClientConfig.Builder calls() throws KeyMaterialException {
        return ClientConfig.tls(
                TlsContextFactory.clientBuilder(trust).identity(identity).build());
    }

    @Override
    public ServerConfig.Builder answers() throws KeyMaterialException {
        return ServerConfig.tls(TlsContextFactory.serverBuilder(identity)
                .requireClientCertificate(trust)
                .build());
    }

    @Override
    public void close() {}
}
