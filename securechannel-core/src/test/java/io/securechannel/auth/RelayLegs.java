package io.securechannel.auth;

import io.securechannel.ClientConfig;
import io.securechannel.SecureChannel;
import io.securechannel.ServerConfig;
import io.securechannel.framing.Framing;
import io.securechannel.hostile.RawEnd;
import io.securechannel.internal.engine.NoiseEngine;
import io.securechannel.keys.Identity;
import io.securechannel.noise.NoiseClient;
import io.securechannel.noise.NoiseServer;
import io.securechannel.noise.internal.NoiseSides;
import io.securechannel.peer.Trust;
import io.securechannel.testkit.ChannelPair;
import io.securechannel.testkit.TestCa;
import io.securechannel.tls.TlsContextFactory;
import io.securechannel.tls.TlsProvider;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;

/**
 * The two channels of a man in the middle.
 *
 * @param client the victim's end
 * @param toClient his end towards the client
 * @param toServer his end towards the server
 * @param server the server's end
 */
record RelayLegs(ClientConfig.Builder client, Middle toClient, Middle toServer, ServerConfig.Builder server) {

    /** Its signatures have a hash, and so its certificates a binding. */
    private static final TestCa EC = TestCa.create("EC");

    /** RFC 5929 says nothing of certificates that are signed with Ed25519: they have no tls-server-end-point. */
    private static final TestCa ED25519 = TestCa.create("Ed25519", TestCa.keys("Ed25519"));

    private static final Identity SERVER = EC.server(ChannelPair.HOST);
    private static final String PROTOCOL = "securechannel/1";
    private static final Duration SHORT = Duration.ofMillis(500);

    /** An end that claims to carry messages, and writes frames by hand. */
    interface Middle {
        RawEnd over(Socket socket) throws IOException;
    }

    static RelayLegs tls(TlsProvider provider) {
        return tls(provider, SERVER, EC.server(ChannelPair.HOST));
    }

    static RelayLegs tlsWithTheServersKey(TlsProvider provider) {
        return tls(provider, SERVER, SERVER);
    }

    static RelayLegs tlsWithoutBinding(TlsProvider provider) {
        return tls(provider, ED25519.server(ChannelPair.HOST), ED25519.server(ChannelPair.HOST));
    }

    private static RelayLegs tls(TlsProvider provider, Identity server, Identity mallory) {
        return new RelayLegs(
                tlsClient(provider),
                middleOfTls(provider, mallory),
                middleOfTls(provider),
                tlsServer(provider, server));
    }

    /** Over Noise on both sides. */
    static RelayLegs noise(NoiseClient client, NoiseServer toClient, NoiseClient toServer, NoiseServer server) {
        return new RelayLegs(
                ClientConfig.noise(client), middle(toClient), middle(toServer), ServerConfig.noise(server));
    }

    /** A client over TLS, a server over Noise. */
    static RelayLegs fromTlsToNoise(NoiseClient toServer, NoiseServer server) {
        return new RelayLegs(
                tlsClient(TlsProvider.JDK),
                middleOfTls(TlsProvider.JDK, SERVER),
                middle(toServer),
                ServerConfig.noise(server));
    }

    /** A client over Noise, a server over TLS. */
    static RelayLegs fromNoiseToTls(NoiseClient client, NoiseServer toClient) {
        return new RelayLegs(
                ClientConfig.noise(client),
                middle(toClient),
                middleOfTls(TlsProvider.JDK),
                tlsServer(TlsProvider.JDK, SERVER));
    }

    private static Middle middle(NoiseServer context) {
        return socket ->
                RawEnd.over(socket, NoiseEngine.server(NoiseSides.of(context), "client:1", List.of(PROTOCOL), true));
    }

    private static Middle middle(NoiseClient context) {
        return socket ->
                RawEnd.over(socket, NoiseEngine.client(NoiseSides.of(context), "server:1", List.of(PROTOCOL), true));
    }

    private static Middle middleOfTls(TlsProvider provider, Identity identity) {
        var config = tlsServer(provider, identity)
                .framing(Framing.none())
                .applicationProtocols(PROTOCOL)
                .listener(event -> {})
                .closeTimeout(SHORT)
                .build();
        return socket -> RawEnd.of(SecureChannel.accept(socket, config));
    }

    private static Middle middleOfTls(TlsProvider provider) {
        var config = tlsClient(provider)
                .framing(Framing.none())
                .applicationProtocols(PROTOCOL)
                .listener(event -> {})
                .closeTimeout(SHORT)
                .build();
        return socket -> RawEnd.of(SecureChannel.connect(socket, ChannelPair.HOST, config));
    }

    private static ClientConfig.Builder tlsClient(TlsProvider provider) {
        return ClientConfig.tls(TlsContextFactory.clientBuilder(Trust.only(EC.certificate(), ED25519.certificate()))
                .provider(provider)
                .build());
    }

    private static ServerConfig.Builder tlsServer(TlsProvider provider, Identity identity) {
        return ServerConfig.tls(
                TlsContextFactory.serverBuilder(identity).provider(provider).build());
    }
}
