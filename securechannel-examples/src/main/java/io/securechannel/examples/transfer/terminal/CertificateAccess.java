package io.securechannel.examples.transfer.terminal;

import io.securechannel.ClientConfig;
import io.securechannel.ServerConfig;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.examples.service.CommonName;
import io.securechannel.examples.transfer.meeting.Access;
import io.securechannel.keys.Identity;
import io.securechannel.peer.PeerIdentity;
import io.securechannel.peer.Trust;
import io.securechannel.tls.TlsContextFactory;
import java.security.cert.X509Certificate;
import java.util.Optional;

/**
 * TLS, and a certificate at each end.
 *
 * @param identity of this end
 * @param trust in the other
 * @param peer the other's name in its certificate; empty if everybody whom the trust believes is expected
 */
record CertificateAccess(Identity identity, Trust trust, Optional<String> peer) implements Access {

    @Override
    public ClientConfig.Builder calls() throws KeyMaterialException {
        return ClientConfig.tls(
                TlsContextFactory.clientBuilder(trust).identity(identity).build());
    }

    @Override
    public ServerConfig.Builder answers() throws KeyMaterialException {
        var context = TlsContextFactory.serverBuilder(identity).requireClientCertificate(trust);
        if (peer.isPresent()) {
            context.peerName(this::expected);
        }
        return ServerConfig.tls(context.build());
    }

    private Optional<String> expected(X509Certificate certificate) {
        return CommonName.of(certificate).filter(name -> name.equals(peer.orElse(name)));
    }

    @Override
    public void check(PeerIdentity called) throws SecureChannelException {
        if (peer.isPresent() && called.certificate().flatMap(this::expected).isEmpty()) {
            throw new SecureChannelException(
                    Reason.PEER_NOT_ALLOWED, "this is " + called + ", and not " + peer.get() + ", who is expected");
        }
    }

    @Override
    public void close() {}
}
