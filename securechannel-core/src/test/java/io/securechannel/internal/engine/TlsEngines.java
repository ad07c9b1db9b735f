package io.securechannel.internal.engine;

import io.securechannel.error.SecureChannelException;
import io.securechannel.internal.engine.TlsKeyUsage.Limits;
import io.securechannel.tls.TlsContextFactory;
import java.util.List;

/**
 * Two engines over TLS, of one version, after their handshake.
 *
 * @param client keys and trust of the client
 * @param server those of the server
 * @param host the name that the server's certificate holds
 * @param protocols what ALPN offers at both ends
 * @param version all that the client offers: {@code TLSv1.3} or {@code TLSv1.2}
 */
record TlsEngines(
        TlsContextFactory.Client client,
        TlsContextFactory.Server server,
        String host,
        List<String> protocols,
        String version) {

    EnginePair established() throws SecureChannelException {
        return established(Limits.OF_AES_GCM, Limits.OF_AES_GCM);
    }

    EnginePair established(Limits ofClient, Limits ofServer) throws SecureChannelException {
        var engine = client.newEngine(host, 1, protocols);
        var parameters = engine.getSSLParameters();
        parameters.setProtocols(new String[] {version});
        engine.setSSLParameters(parameters);
        var pair = new EnginePair(
                new TlsEngine(engine, client, protocols, ofClient),
                new TlsEngine(server.newEngine(protocols), server, protocols, ofServer));
        pair.handshake(1 << 15);
        return pair;
    }
}
