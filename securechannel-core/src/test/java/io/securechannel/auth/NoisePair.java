package io.securechannel.auth;

import io.securechannel.ClientConfig;
import io.securechannel.ServerConfig;
import io.securechannel.event.SecurityListener;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.noise.NoiseContext;
import io.securechannel.peer.Trust;
import io.securechannel.testkit.ChannelPair;
import io.securechannel.testkit.SocketPair;

/** Channels in memory over Noise whose client logs in. */
final class NoisePair {

    static final NoiseKeyPair SERVER = NoiseKeyPair.generate();
    static final NoiseKeyPair ADA = NoiseKeyPair.generate();

    private NoisePair() {}

    /** {@return both ends, logged in; the client shows no key} */
    static ChannelPair of(ClientLogin login, LoginVerifier verifier) {
        return of(login, verifier, event -> {});
    }

    /** {@return both ends, logged in; somebody hears of it} */
    static ChannelPair of(ClientLogin login, LoginVerifier verifier, SecurityListener listener) {
        var client = ClientConfig.noise(Trust.pinned(SERVER.publicKey()));
        return ChannelPair.over(
                SocketPair.inMemory(),
                client.listener(listener).login(login).build(),
                server(verifier).listener(listener).build());
    }

    /** {@return how a login failed at both ends; the client shows no key} */
    static LoginPair.Failures failing(ClientLogin login, LoginVerifier verifier) {
        var client = ClientConfig.noise(
                NoiseContext.forClient(Trust.pinned(SERVER.publicKey())).build());
        return LoginPair.failing(
                client.listener(event -> {}).login(login).build(),
                server(verifier).build());
    }

    /** {@return a client that shows a key} */
    static ClientConfig.Builder client(NoiseKeyPair keys) {
        return ClientConfig.noise(keys, Trust.pinned(SERVER.publicKey())).listener(event -> {});
    }

    /** {@return a server that lets everybody in who logs in} */
    static ServerConfig.Builder server(LoginVerifier verifier) {
        return ServerConfig.noise(SERVER).listener(event -> {}).requireLogin(verifier);
    }
}
