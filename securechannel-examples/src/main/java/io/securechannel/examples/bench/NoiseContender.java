package io.securechannel.examples.bench;

import io.securechannel.ClientConfig;
import io.securechannel.SecureChannel;
import io.securechannel.ServerConfig;
import io.securechannel.framing.Framing;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.noise.NoiseClient;
import io.securechannel.noise.NoiseContext;
import io.securechannel.noise.NoiseProvider;
import io.securechannel.noise.NoiseServer;
import io.securechannel.noise.NoiseSuite;
import io.securechannel.peer.Trust;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** This library over Noise, both ends with a key that the other one checks. */
final class NoiseContender implements Contender {

    private final String name;
    private final Kind kind;
    private final NoiseSuite suite;
    private final ServerConfig rawServer;
    private final ServerConfig server;
    private final ClientConfig rawClient;
    private final ClientConfig client;

    /** Which handshake. */
    enum Kind {
        /** With ML-KEM-768; both ends show their keys. */
        POST_QUANTUM_XX,
        /** X25519 alone; the client knows the server's key. */
        CLASSICAL_IK
    }

    NoiseContender(String name, Kind kind, NoiseProvider provider, NoiseSuite.Cipher cipher) {
        this.name = name;
        this.kind = kind;
        this.suite = new NoiseSuite(cipher, NoiseSuite.Hash.SHA256);
        var serverKeys = NoiseKeyPair.generate();
        var clientKeys = NoiseKeyPair.generate();
        var serving = server(serverKeys, clientKeys, provider);
        var calling = client(clientKeys, serverKeys, provider);
        this.rawServer = ServerConfig.noise(serving).framing(Framing.none()).build();
        this.server = ServerConfig.noise(serving).build();
        this.rawClient = ClientConfig.noise(calling).framing(Framing.none()).build();
        this.client = ClientConfig.noise(calling).build();
    }

    private NoiseServer server(NoiseKeyPair own, NoiseKeyPair clients, NoiseProvider provider) {
        var builder = NoiseContext.forServer(own)
                .clients(Trust.allow(clients.publicKey()::equals))
                .provider(provider)
                .suites(suite);
        return (kind == Kind.CLASSICAL_IK ? builder.alsoClassical() : builder).build();
    }

    private NoiseClient client(NoiseKeyPair own, NoiseKeyPair servers, NoiseProvider provider) {
        var trust = kind == Kind.CLASSICAL_IK
                ? Trust.pinned(servers.publicKey())
                : Trust.allow(servers.publicKey()::equals);
        var builder =
                NoiseContext.forClient(trust).identity(own).provider(provider).suite(suite);
        return (kind == Kind.CLASSICAL_IK ? builder.classical() : builder).build();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String suite() {
        return (kind == Kind.CLASSICAL_IK ? "Noise_IK_25519_" : "Noise_XXhfs_25519+MLKEM768_") + suite;
    }

    /** Records are the same after every handshake: IK is here for its handshake alone. */
    @Override
    public boolean takesPartIn(String workload) {
        return Contender.super.takesPartIn(workload)
                && !workload.equals(Handshakes.RESUMED)
                && (kind == Kind.POST_QUANTUM_XX || workload.equals(Handshakes.FULL));
    }

    @Override
    public ServerSocket listen() throws IOException {
        return new ServerSocket(0, Link.BACKLOG, InetAddress.getLoopbackAddress());
    }

    @Override
    public End accept(ServerSocket listening, Mode mode) throws IOException {
        return ChannelContender.end(
                SecureChannel.accept(listening.accept(), mode == Mode.STREAM ? rawServer : server), mode);
    }

    @Override
    public End connect(int port, Mode mode) throws IOException {
        return ChannelContender.end(
                SecureChannel.connect("localhost", port, mode == Mode.STREAM ? rawClient : client), mode);
    }
}
