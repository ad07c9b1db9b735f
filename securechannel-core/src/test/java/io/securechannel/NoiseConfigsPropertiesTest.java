package io.securechannel;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.NoiseEnds.Client;
import io.securechannel.NoiseEnds.Clients;
import io.securechannel.NoiseEnds.Content;
import io.securechannel.NoiseEnds.Memory;
import io.securechannel.NoiseEnds.Secret;
import io.securechannel.NoiseEnds.Server;
import io.securechannel.NoiseEnds.Servers;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.hostile.Task;
import io.securechannel.noise.NoiseSuite;
import io.securechannel.noise.NoiseSuite.Cipher;
import io.securechannel.noise.NoiseSuite.Hash;
import io.securechannel.peer.ChannelBinding;
import io.securechannel.peer.NegotiatedProtocol;
import io.securechannel.peer.PeerIdentity;
import io.securechannel.testkit.ChannelPair;
import io.securechannel.testkit.SocketPair;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.statistics.Statistics;

/**
 * Any two configurations over Noise that go together agree, and any others fail at both ends with the reason that an oracle names, or with
 * those that cannot be told apart there. They differ in keys, trust, shared secrets, suites and content ({@link NoiseEnds}). Not among
 * them are one-time codes ({@link OneTimeCodeChannelTest}), keys that live in a store ({@link NoiseRotationTest}), and providers, which
 * change no byte of what is said ({@code PrimitiveProvidersTest}).
 */
class NoiseConfigsPropertiesTest {

    private static final List<NoiseSuite> SUITES = List.of(
            NoiseSuite.DEFAULT,
            new NoiseSuite(Cipher.CHACHA_POLY, Hash.SHA256),
            new NoiseSuite(Cipher.AES_GCM, Hash.BLAKE2B),
            new NoiseSuite(Cipher.CHACHA_POLY, Hash.BLAKE2B));

    /** What a server may accept: suites with one hash. */
    private static List<NoiseSuite> withTheHashOf(NoiseSuite suite) {
        return SUITES.stream().filter(each -> each.hash() == suite.hash()).toList();
    }

    /**
     * What an end saw.
     *
     * @param protocol what was agreed
     * @param peer who the other is
     * @param binding names the channel
     * @param received what the other said
     */
    private record Seen(
            NegotiatedProtocol protocol, PeerIdentity peer, ChannelBinding binding, Optional<String> received) {}

    /** Any two settings: the ways in which they fail are many, and are met often enough. */
    @Property(tries = 250, edgeCases = EdgeCasesMode.NONE)
    void anyTwoEnds(@ForAll("clients") Client client, @ForAll("servers") Server server) throws Exception {
        Statistics.label("any").collect(check(client, server));
    }

    /** Settings that differ little, so that what comes late in the handshake is reached. */
    @Property(tries = 250, edgeCases = EdgeCasesMode.NONE)
    void endsThatNearlyGoTogether(@ForAll("pairs") Tuple.Tuple2<Client, Server> ends) throws Exception {
        Statistics.label("near").collect(check(ends.get1(), ends.get2())).coverage(seen -> {
            seen.check("agree").percentage(share -> share > 15);
            for (var reason : Set.of(
                    Reason.HANDSHAKE_NOT_AUTHENTIC,
                    Reason.PEER_NOT_ALLOWED,
                    Reason.UNKNOWN_PEER,
                    Reason.PIN_MISMATCH,
                    Reason.PEER_KEY_CHANGED,
                    Reason.ALPN_MISMATCH)) {
                seen.check(reason.name()).count(count -> count > 3);
            }
        });
    }

    /** Returns what happened, for the statistics. */
    private static String check(Client client, Server server) throws Exception {
        var oracle = new NoiseOracle(client, server);
        var failure = oracle.failure();
        var memory = new Memory(client.known());
        try (var sockets = SocketPair.inMemory()) {
            var accepting = Task.start(() -> seen(
                    SecureChannel.accept(sockets.server(), server.config()),
                    server.content(),
                    "from the server",
                    true));
            Callable<Seen> connect = () -> seen(
                    SecureChannel.connect(sockets.client(), ChannelPair.HOST, client.config(memory)),
                    client.content(),
                    "from the client",
                    false);
            if (failure == null) {
                assertAgree(oracle, client, server, connect.call(), accepting.result());
                boolean hears = client.servers() == Servers.KNOWN && server.next();
                assertThat(memory.announced()).isEqualTo(hears ? List.of(NoiseEnds.NEXT.publicKey()) : List.of());
            } else {
                assertFails(connect, failure.client(), failure.clientMay());
                var error = accepting.error();
                assertThat(error.reason()).as(error.getMessage()).isEqualTo(failure.server());
                assertTells(error, failure.serverMay());
                assertThat(failure.clientMay()).contains(failure.cause());
                assertThat(failure.serverMay()).contains(failure.cause());
                assertThat(memory.announced()).isEmpty();
            }
            boolean refusedByMemory = failure != null
                    && Set.of(Reason.UNKNOWN_PEER, Reason.PEER_KEY_CHANGED).contains(failure.cause());
            assertThat(memory.refused()).isEqualTo(refusedByMemory ? List.of(NoiseEnds.SERVER.publicKey()) : List.of());
            assertThat(memory.addresses())
                    .allMatch((ChannelPair.HOST + ":" + sockets.client().getPort())::equals);
        }
        return failure == null ? "agree" : failure.cause().name();
    }

    private static void assertAgree(NoiseOracle oracle, Client client, Server server, Seen ofClient, Seen ofServer) {
        for (var seen : List.of(ofClient, ofServer)) {
            assertThat(seen.protocol().cipherSuite()).isEqualTo(oracle.protocol());
            assertThat(seen.protocol().postQuantumConfidentiality()).isNotEqualTo(client.classical());
            assertThat(seen.protocol().applicationProtocol().orElse(""))
                    .isEqualTo(client.content().said().get(0));
            assertThat(seen.peer().sharesSecret()).isEqualTo(server.secret() == Secret.RIGHT);
        }
        assertThat(ofClient.protocol()).isEqualTo(ofServer.protocol());
        assertThat(ofClient.binding()).isEqualTo(ofServer.binding());
        var serverKey = client.servers() == Servers.PINNED_NEXT ? NoiseEnds.NEXT : NoiseEnds.SERVER;
        assertThat(ofClient.peer().key().isPresent()).isEqualTo(server.keys());
        ofClient.peer().key().ifPresent(key -> assertThat(key).isEqualTo(serverKey.publicKey()));
        assertThat(ofServer.peer().key().isPresent()).isEqualTo(oracle.showsClient());
        ofServer.peer().key().ifPresent(key -> assertThat(key).isEqualTo(NoiseEnds.CLIENT.publicKey()));
        assertThat(ofClient.received()).contains("from the server");
        assertThat(ofServer.received()).contains("from the client");
    }

    private static void assertFails(Callable<Seen> end, Reason reason, Set<Reason> may) throws Exception {
        Seen seen;
        try {
            seen = end.call();
        } catch (SecureChannelException e) {
            assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason);
            assertTells(e, may);
            return;
        }
        throw new AssertionError("no error, but " + seen);
    }

    /** The error has what it may be, for programs and for people. */
    private static void assertTells(SecureChannelException error, Set<Reason> may) {
        assertThat(error.possibleReasons()).as(error.getMessage()).isEqualTo(may);
        assertThat(may)
                .filteredOn(each -> each != error.reason())
                .allSatisfy(each -> assertThat(error).hasMessageContaining(each.name()));
    }

    /** Says something, and hears something; then closes. */
    private static Seen seen(SecureChannel channel, Content content, String text, boolean first) throws IOException {
        try (channel) {
            if (first) {
                say(channel, content, text);
            }
            var received = hear(channel, content);
            if (!first) {
                say(channel, content, text);
            }
            return new Seen(channel.protocol(), channel.peer(), channel.channelBinding(), received);
        }
    }

    private static void say(SecureChannel channel, Content content, String text) throws IOException {
        if (content.framed()) {
            channel.sendText(text);
        } else {
            channel.outputStream().write(StrictText.encode(text));
        }
    }

    private static Optional<String> hear(SecureChannel channel, Content content) throws IOException {
        return content.framed()
                ? channel.receiveText()
                : StrictText.decode(Optional.of(channel.inputStream().readNBytes("from the server".length())));
    }

    @Provide
    Arbitrary<Client> clients() {
        return Combinators.combine(
                        Arbitraries.of(true, false),
                        Arbitraries.of(Servers.values()),
                        Arbitraries.frequency(
                                Tuple.of(5, Secret.NONE), Tuple.of(3, Secret.RIGHT), Tuple.of(2, Secret.WRONG)),
                        suites(),
                        Arbitraries.frequency(Tuple.of(1, true), Tuple.of(2, false)),
                        contents())
                .as(Client::new)
                .map(Client::consistent);
    }

    /** Mostly with one hash, so that the two ends often have one in common. */
    private static Arbitrary<NoiseSuite> suites() {
        return Arbitraries.frequency(
                Tuple.of(6, SUITES.get(0)),
                Tuple.of(6, SUITES.get(1)),
                Tuple.of(1, SUITES.get(2)),
                Tuple.of(1, SUITES.get(3)));
    }

    @Provide
    Arbitrary<Server> servers() {
        return Combinators.combine(
                        Arbitraries.frequency(Tuple.of(3, true), Tuple.of(1, false)),
                        Arbitraries.of(true, false),
                        Arbitraries.of(Clients.values()),
                        Arbitraries.frequency(Tuple.of(2, Secret.NONE), Tuple.of(1, Secret.RIGHT)),
                        suites().flatMap(suite ->
                                Arbitraries.frequency(Tuple.of(2, withTheHashOf(suite)), Tuple.of(1, List.of(suite)))),
                        Arbitraries.frequency(Tuple.of(2, true), Tuple.of(1, false)),
                        contents())
                .as(Server::new)
                .map(Server::consistent);
    }

    /** A client, and a server that would accept it but for one thing or another. */
    @Provide
    Arbitrary<Tuple.Tuple2<Client, Server>> pairs() {
        return clients()
                .flatMap(client -> Combinators.combine(
                                Arbitraries.of(true, false),
                                Arbitraries.of(Clients.values()),
                                Arbitraries.frequency(
                                        Tuple.of(9, client.content()),
                                        Tuple.of(1, new Content(false, List.of("bücher/2")))))
                        .as((next, clients, content) -> Tuple.of(
                                client,
                                new Server(
                                                client.servers() != Servers.BY_SECRET,
                                                next,
                                                client.identity() ? clients : Clients.EVERYBODY,
                                                client.secret() == Secret.NONE ? Secret.NONE : Secret.RIGHT,
                                                withTheHashOf(client.suite()),
                                                client.classical(),
                                                content)
                                        .consistent())));
    }

    private static Arbitrary<Content> contents() {
        return Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.just(new Content(true, List.of()))),
                Tuple.of(
                        2,
                        Arbitraries.of("a", "bücher/2", Content.OF_MESSAGES)
                                .list()
                                .uniqueElements()
                                .map(labels -> new Content(false, labels))));
    }
}
