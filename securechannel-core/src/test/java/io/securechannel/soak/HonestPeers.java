package io.securechannel.soak;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import io.securechannel.ClientConfig;
import io.securechannel.SecureChannel;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.soak.SoakServers.Echo;
import io.securechannel.tls.TlsProvider;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Clients that keep to the rules. None may meet an error, except those of a server that stops, and those who log in with what is wrong.
 */
final class HonestPeers {

    private static final int RECORD = 64;
    private static final Set<Reason> NONE = Set.of();

    /** CONNECT_FAILED is a connection that stood in the queue of a server that closed: the system resets it. */
    private static final Set<Reason> OF_A_STOP =
            Set.of(Reason.CONNECT_REFUSED, Reason.CONNECT_FAILED, Reason.CONNECTION_CUT, Reason.CLOSED_BY_PEER);

    private final SoakServers servers;
    private final SoakClients clients;
    private final SoakWorkers workers;

    HonestPeers(SoakServers servers, SoakClients clients, SoakWorkers workers) {
        this.servers = servers;
        this.clients = clients;
        this.workers = workers;
    }

    void start() throws KeyMaterialException {
        startLongTalks("tls", servers.tls, clients::tls);
        startLongTalks("noise", servers.noise, clients::noise);
        startVisits();
        startLogins();
        startAtRestarted("tls", servers.tlsRestarted, clients.fixedTls());
        startAtRestarted("noise", servers.noiseRestarted, clients.fixedNoise());
    }

    /** Channels that stay open for the whole run, whatever happens to the server's keys. */
    private void startLongTalks(String name, Echo server, Supplier<ClientConfig> client) {
        longTalk(name + "-bulk", server, client, ofMillis(100), channel -> channel.exchange(1, 512 << 10));
        longTalk(name + "-many-records", server, client, ofMillis(100), channel -> channel.exchange(300, RECORD));
        longTalk(name + "-slow-writer", server, client, ofMillis(200), channel -> channel.exchangeSlowly(5_000));
        longTalk(name + "-idle", server, client, ofSeconds(20), channel -> channel.exchange(1, RECORD));
        longTalk(name + "-ping-pong", server, client, ofMillis(100), channel -> {
            for (int i = 0; i < 20; i++) {
                channel.exchange(1, RECORD);
            }
        });
    }

    private void longTalk(
            String name, Echo server, Supplier<ClientConfig> client, Duration period, LongTalk.Talk<SoakChannel> talk) {
        workers.start(name, period, NONE, longTalk(server, client, talk));
    }

    private LongTalk<SoakChannel> longTalk(
            Echo server, Supplier<ClientConfig> client, LongTalk.Talk<SoakChannel> talk) {
        return new LongTalk<>(() -> new SoakChannel(server.connect(client.get()), workers), talk);
    }

    private void startVisits() throws KeyMaterialException {
        var resuming = clients.tls(TlsProvider.JDK, true);
        var conscrypt = clients.tls(TlsProvider.CONSCRYPT, true);
        visits("tls-visits-resumed", servers.tls, ofMillis(250), () -> resuming);
        visits("tls-visits-conscrypt", servers.tls, ofMillis(500), () -> conscrypt);
        visits("tls-visits-full", servers.tls, ofMillis(500), clients::tls);
        workers.start(
                "noise-visits-pinned", ofMillis(300), NONE, () -> talk("noise-visits-pinned", clients.connectPinned()));
        visits("noise-visits-allowed", servers.noise, ofMillis(300), clients::noise);
    }

    private void visits(String name, Echo server, Duration period, Supplier<ClientConfig> client) {
        workers.start(name, period, NONE, () -> visit(name, server, client.get()));
    }

    private void visit(String name, Echo server, ClientConfig client) throws IOException {
        talk(name, server.connect(client));
    }

    private void talk(String name, SecureChannel connected) throws IOException {
        try (var channel = new SoakChannel(connected, workers)) {
            channel.exchange(1, RECORD);
            if (channel.channel().protocol().resumed()) {
                workers.countStep(name + ", resumed");
            }
        }
    }

    private void startLogins() {
        var unknown = new AtomicInteger(); // other names each time: what a server keeps of them must not pile up
        visits("tls-logins", servers.tlsLogin, ofMillis(500), () -> clients.tlsLogin("ada", "secret of ada"));
        visits("noise-logins", servers.noiseLogin, ofMillis(500), () -> clients.noiseLogin("ada", "secret of ada"));
        refusedLogins(
                "tls-logins-unknown",
                servers.tlsLogin,
                () -> clients.tlsLogin("nobody" + unknown.incrementAndGet(), "guessed"));
        refusedLogins("noise-logins-wrong", servers.noiseLogin, () -> clients.noiseLogin("eve", "guessed"));
    }

    private void refusedLogins(String name, Echo server, Supplier<ClientConfig> client) {
        workers.start(name, ofMillis(500), Set.of(Reason.LOGIN_REFUSED), () -> {
            try (var channel = server.connect(client.get())) {
                throw new AssertionError("let in: " + channel.login());
            }
        });
    }

    /** A server is stopped and started while some talk and others come. */
    private void startAtRestarted(String name, Echo server, ClientConfig client) {
        var talk = longTalk(server, () -> client, channel -> channel.exchange(5, 20_000));
        workers.start(name + "-talk-restarted", ofMillis(50), OF_A_STOP, talk);
        workers.start(
                name + "-visits-restarted",
                ofMillis(200),
                OF_A_STOP,
                () -> visit(name + "-visits-restarted", server, client));
        workers.start(name + "-restarts", ofSeconds(5), NONE, server::restart);
    }
}
