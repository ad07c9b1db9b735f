package io.securechannel.hostile.tls;

import io.securechannel.ClientConfig;
import io.securechannel.ServerConfig;
import io.securechannel.hostile.tls.KeyExchange.Group;
import io.securechannel.keys.Identity;
import io.securechannel.peer.Trust;
import io.securechannel.testkit.SocketPair;
import io.securechannel.testkit.TestCa;
import io.securechannel.tls.TlsContextFactory;
import io.securechannel.tls.TlsProvider;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Our side, which is attacked.
 *
 * @param side which end of the connection is ours; the other one is made by hand
 * @param provider who does our TLS
 */
record Target(Side side, TlsProvider provider) {

    /** Which end is ours. */
    enum Side {
        CLIENT,
        SERVER
    }

    static final String HOST = "server.test";
    static final TestCa CA = TestCa.create("Hostile TLS Test CA");

    private static final Identity SERVER = CA.server(HOST);
    private static final Identity CLIENT = CA.client("client");

    /** {@return both ends with every provider that is there} */
    static Stream<Target> all() {
        return Stream.concat(clients(), servers());
    }

    /** {@return our client with every provider that is there} */
    static Stream<Target> clients() {
        return of(Side.CLIENT);
    }

    /** {@return our server with every provider that is there} */
    static Stream<Target> servers() {
        return of(Side.SERVER);
    }

    private static Stream<Target> of(Side side) {
        return Arrays.stream(TlsProvider.values())
                .filter(TlsProvider::available)
                .map(provider -> new Target(side, provider));
    }

    /** {@return the messages of the handshake that the hand-made peer sends} */
    List<Step> steps() {
        return side == Side.CLIENT
                ? List.of(
                        Step.SERVER_HELLO,
                        Step.ENCRYPTED_EXTENSIONS,
                        Step.CERTIFICATE,
                        Step.CERTIFICATE_VERIFY,
                        Step.FINISHED)
                : List.of(Step.CLIENT_HELLO, Step.FINISHED);
    }

    /** {@return a connection of a hand-made peer to our side, whose handshake begins} */
    Attack attack() throws IOException {
        return attack(Duration.ofSeconds(10));
    }

    /** {@return as {@link #attack()}, with a deadline for our side's handshake} */
    Attack attack(Duration handshakeTimeout) throws IOException {
        return attack(SocketPair.inMemory(), handshakeTimeout);
    }

    /** {@return as {@link #attack()}, for peers that never read: our side soon gives up telling them why it ends} */
    Attack attackInHaste() throws IOException {
        var sockets = SocketPair.inMemory();
        var close = Duration.ofMillis(50);
        return side == Side.CLIENT
                ? new Attack(
                        sockets,
                        new ServerPeer(sockets.server(), SERVER),
                        () -> Attack.connect(sockets, client().closeTimeout(close)))
                : new Attack(
                        sockets,
                        new ClientPeer(sockets.client(), Group.X25519).identity(CLIENT),
                        () -> Attack.accept(sockets, server().closeTimeout(close)));
    }

    Attack attack(SocketPair sockets, Duration handshakeTimeout) throws IOException {
        return side == Side.CLIENT
                ? attack(sockets, new ServerPeer(sockets.server(), SERVER), handshakeTimeout)
                : attack(sockets, new ClientPeer(sockets.client(), Group.X25519).identity(CLIENT), handshakeTimeout);
    }

    /** {@return as {@link #attack()}, with a hand-made server that asks for a certificate} */
    Attack attackByAskingServer() throws IOException {
        var sockets = SocketPair.inMemory();
        return attack(sockets, new ServerPeer(sockets.server(), SERVER).asking(), Duration.ofSeconds(10));
    }

    /** {@return as {@link #attack()}, with a hand-made client of this group} */
    Attack attackByClient(SocketPair sockets, Group group) throws IOException {
        return attack(sockets, new ClientPeer(sockets.client(), group), Duration.ofSeconds(10));
    }

    /** {@return as {@link #attack()}, on a server that demands a certificate} */
    Attack attackOnDemandingServer(boolean withCertificate) throws IOException {
        var sockets = SocketPair.inMemory();
        var peer = new ClientPeer(sockets.client(), Group.X25519);
        if (withCertificate) {
            peer.identity(CLIENT);
        }
        var demanding = TlsContextFactory.serverBuilder(SERVER)
                .provider(provider)
                .requireClientCertificate(Trust.only(CA.certificate()))
                .build();
        return new Attack(
                sockets,
                peer,
                () -> Attack.accept(sockets, ServerConfig.tls(demanding).listener(event -> {})));
    }

    private Attack attack(SocketPair sockets, TlsPeer peer, Duration handshakeTimeout) {
        return side == Side.CLIENT
                ? new Attack(sockets, peer, () -> Attack.connect(sockets, client().handshakeTimeout(handshakeTimeout)))
                : new Attack(sockets, peer, () -> Attack.accept(sockets, server().handshakeTimeout(handshakeTimeout)));
    }

    ClientConfig.Builder client() {
        return ClientConfig.tls(TlsContextFactory.clientBuilder(Trust.only(CA.certificate()))
                        .provider(provider)
                        .build())
                .listener(event -> {});
    }

    ServerConfig.Builder server() {
        return ServerConfig.tls(TlsContextFactory.serverBuilder(SERVER)
                        .provider(provider)
                        .build())
                .listener(event -> {});
    }

    @Override
    public String toString() {
        return side + " " + provider;
    }
}
