package io.securechannel;

import static io.securechannel.Loopback.client;
import static io.securechannel.Loopback.server;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.securechannel.event.SecurityEvent;
import io.securechannel.framing.Framing;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.keys.SharedSecret;
import io.securechannel.noise.NoiseContext;
import io.securechannel.peer.Trust;
import io.securechannel.tls.TlsContextFactory;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.security.interfaces.ECPrivateKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** No error, cause or event holds bytes of a key or of a message. */
@Tag("verify")
@Timeout(30)
class NoSecretsTest {

    private static final String CONTENT = "attack-at-dawn-attack-at-dawn";

    private final List<SecurityEvent> events = new CopyOnWriteArrayList<>();

    @Test
    void errorsOfTheHandshakeHoldNoKey() throws Exception {
        var ada = Loopback.CA.client("ada");
        var mutual = TlsContextFactory.serverBuilder(Loopback.serverIdentity())
                .requireClientCertificate(Trust.only(
                        io.securechannel.testkit.TestCa.create("Other").certificate()))
                .build();
        var tls = TlsContextFactory.clientBuilder(Trust.only(Loopback.CA.certificate()))
                .identity(ada)
                .build();
        var both = Loopback.errors(
                "localhost",
                client(tls).listener(events::add).build(),
                server(mutual).listener(events::add).build());
        for (var identity : List.of(ada, Loopback.serverIdentity())) {
            var secret = ((ECPrivateKey) identity.privateKey()).getS().toByteArray();
            assertSilent(both.client(), secret);
            assertSilent(both.server(), secret);
            assertSilent(identity.privateKey().getEncoded());
            assertThat(mutual.describe() + tls.describe() + identity).doesNotContain(forms(secret));
        }
    }

    @Test
    void nothingOfNoiseHoldsAPrivateKeyOrASharedSecret() throws Exception {
        try (var ofServer = NoiseKeyPair.generate();
                var ofClient = NoiseKeyPair.generate();
                var shared = SharedSecret.random();
                var other = SharedSecret.random()) {
            var server = NoiseContext.forServer(ofServer).sharedSecret(shared);
            var client = NoiseContext.forClient(Trust.pinned(ofServer.publicKey()))
                    .identity(ofClient)
                    .sharedSecret(shared);
            try (var pair = Loopback.pair(noise(client), noise(server))) {
                assertThat(pair.client() + " " + pair.server())
                        .contains(
                                ofServer.publicKey().shortFingerprint(),
                                ofClient.publicKey().shortFingerprint());
            }
            var otherwise = NoiseContext.forClient(Trust.pinned(ofServer.publicKey()))
                    .identity(ofClient)
                    .sharedSecret(other);
            var failures = List.of(
                    Loopback.errors("localhost", noise(otherwise), noise(server)),
                    Loopback.errors(
                            "localhost",
                            noise(client),
                            noise(NoiseContext.forServer(ofClient).sharedSecret(shared))),
                    Loopback.errors("localhost", noise(client), noise(server.clients(Trust.allow(key -> false)))));
            assertThat(events).hasSizeGreaterThan(7);
            var texts = Stream.of(server, client, server.build(), client.build(), ofServer, shared);
            var described = texts.map(Object::toString).collect(Collectors.joining(" "));
            for (var secret : List.of(ofServer.privateKey(), ofClient.privateKey(), shared.bytes(), other.bytes())) {
                var bytes = secret.use(byte[]::clone);
                failures.forEach(both -> {
                    assertSilent(both.client(), bytes);
                    assertSilent(both.server(), bytes);
                });
                assertSilent(bytes);
                assertThat(described).doesNotContain(forms(bytes));
                secret.close();
            }
        }
    }

    private ClientConfig noise(NoiseContext.ClientBuilder context) {
        return ClientConfig.noise(context.build()).listener(events::add).build();
    }

    private ServerConfig noise(NoiseContext.ServerBuilder context) {
        return ServerConfig.noise(context.build()).listener(events::add).build();
    }

    @Test
    void errorsOfMessagesHoldNoContent() throws Exception {
        var content = CONTENT.getBytes(UTF_8);
        var broken = Arrays.copyOf(content, content.length + 1);
        broken[content.length] = (byte) 0xFF;
        var small = Framing.messages().withMaxMessageSize(100);
        var pair = Loopback.pair(
                client().listener(events::add).build(),
                server().framing(small).listener(events::add).build());
        pair.client().send(broken);
        assertSilent(catchThrowable(() -> pair.server().receiveText()), content);
        pair.client().sendText(CONTENT.repeat(10));
        assertSilent(catchThrowable(() -> pair.server().receive()), content);
        assertSilent(catchThrowable(() -> pair.client().receive()), content);
        assertSilent(catchThrowable(() -> pair.server().send(content)), content);
        assertSilent(catchThrowable(() -> pair.client().sendText(CONTENT + '\uD800')), content);
        pair.client().close();
        assertThat(events).isNotEmpty();
        assertSilent(content);
    }

    @Test
    void errorsAboutPlainTextDoNotQuoteIt() throws Exception {
        var content = CONTENT.getBytes(UTF_8);
        var config = server().listener(events::add).build();
        var error = Loopback.serverError(config, socket -> {
            socket.getOutputStream().write(content);
            assertThat(socket.getInputStream().readAllBytes()).hasSizeLessThan(100);
        });
        assertSilent(error, content);
        assertSilent(content);
    }

    private void assertSilent(byte[] secret) {
        for (var event : events) {
            assertThat(event.toString()).doesNotContain(forms(secret));
            if (event instanceof SecurityEvent.HandshakeFailed failed) {
                assertSilent(failed.error(), secret);
            }
        }
    }

    private static void assertSilent(Throwable error, byte[] secret) {
        assertThat(error).isNotNull();
        var all = new StringWriter();
        error.printStackTrace(new PrintWriter(all));
        assertThat(all.toString()).doesNotContain(forms(secret));
    }

    /** A piece from the middle, as text, in hexadecimal and as Base64 at each of its three offsets. */
    private static String[] forms(byte[] secret) {
        var piece = Arrays.copyOfRange(secret, 2, 14);
        var hex = HexFormat.of().formatHex(piece);
        return new String[] {
            new String(piece, ISO_8859_1),
            hex,
            hex.toUpperCase(Locale.ROOT),
            HexFormat.ofDelimiter(":").formatHex(piece),
            HexFormat.ofDelimiter(" ").withUpperCase().formatHex(piece),
            Arrays.toString(piece).replaceAll("[\\[\\]]", ""),
            Base64.getEncoder().encodeToString(Arrays.copyOf(piece, 9)),
            Base64.getEncoder().encodeToString(Arrays.copyOfRange(secret, 3, 12)),
            Base64.getEncoder().encodeToString(Arrays.copyOfRange(secret, 4, 13))
        };
    }
}
