package io.securechannel;

import static io.securechannel.Loopback.client;
import static io.securechannel.Loopback.server;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.auth.ChallengeAuth;
import io.securechannel.auth.LoginVerifier;
import io.securechannel.auth.Users;
import io.securechannel.framing.Framing;
import io.securechannel.peer.Trust;
import io.securechannel.testkit.ChannelPair;
import io.securechannel.tls.TlsContextFactory;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("verify")
@Timeout(20)
class ConfigTest {

    private static final Duration NEGATIVE = Duration.ofMillis(-1);

    @Test
    void theDefaultsAreThoseOfTheDocumentation() {
        var tls = TlsContextFactory.forClient(Trust.only(Loopback.CA.certificate()));
        var client = ClientConfig.tls(tls).build();
        assertThat(client.connectTimeout()).hasSeconds(10);
        assertThat(client.settings().framing()).isEqualTo(Framing.messages());
        assertThat(client.settings().applicationProtocols()).containsExactly("securechannel/1");
        var deadlines = client.settings().deadlines();
        assertThat(deadlines.handshake()).hasSeconds(10);
        assertThat(deadlines.write()).hasSeconds(30);
        assertThat(deadlines.idle()).hasMinutes(5);
        assertThat(deadlines.close()).hasSeconds(2);
        var server = ServerConfig.tls(TlsContextFactory.forServer(Loopback.serverIdentity()))
                .build();
        assertThat(server.settings().deadlines()).isEqualTo(deadlines);
        assertThat(server.backlog()).isEqualTo(256);
        assertThat(server.maxConnections()).isEqualTo(1_024);
        assertThat(server.maxConnectionsPerAddress()).isEqualTo(256);
        assertThat(server.stopTimeout()).hasSeconds(10);
    }

    @Test
    void namesOfProtocolsHaveALength() {
        for (var name : List.of("", "x".repeat(256), "ü".repeat(128))) {
            assertThatThrownBy(() -> client().applicationProtocols("h2", name))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("1 to 255 bytes");
            assertThatThrownBy(() -> server().applicationProtocols(name)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(client().applicationProtocols("x".repeat(255))
                        .framing(Framing.none())
                        .build())
                .isNotNull();
    }

    @Test
    void protocolsOfTheApplicationContradictMessages() {
        assertThatThrownBy(() -> client().applicationProtocols("h2").build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Framing.none()")
                .hasMessageContaining("securechannel/1");
        assertThatThrownBy(() -> server().applicationProtocols("h2").build())
                .isInstanceOf(IllegalArgumentException.class);
        var raw = client().applicationProtocols("h2", "http/1.1").framing(Framing.none());
        assertThat(raw.build().settings().applicationProtocols()).containsExactly("h2", "http/1.1");
        assertThat(client().framing(Framing.none()).build().settings().applicationProtocols())
                .isEmpty();
    }

    @Test
    void deadlinesMustBePositiveAndAtMostAYear() {
        refused("connectTimeout", (value, ok) -> client().connectTimeout(value), false);
        refused("handshakeTimeout", (value, ok) -> client().handshakeTimeout(value), false);
        refused("closeTimeout", (value, ok) -> server().closeTimeout(value), false);
        refused("stopTimeout", (value, ok) -> server().stopTimeout(value), false);
        refused("writeTimeout", (value, ok) -> client().writeTimeout(value), true);
        refused("idleTimeout", (value, ok) -> server().idleTimeout(value), true);
    }

    @Test
    void zeroMeansForEverWhereItIsAllowed() {
        var deadlines = client().writeTimeout(Duration.ZERO)
                .idleTimeout(Duration.ZERO)
                .build()
                .settings()
                .deadlines();
        assertThat(deadlines.write()).isZero();
        assertThat(deadlines.idle()).isZero();
    }

    @Test
    void aLoginNeedsMessagesAndEndsInFiveMinutes() {
        var verifier = Users.verifier(Users.withAda());
        assertThatThrownBy(() -> ChannelPair.serverConfig()
                        .framing(Framing.none())
                        .requireLogin(verifier)
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("needs messages");
        assertThatThrownBy(() -> ChannelPair.clientConfig()
                        .framing(Framing.none())
                        .login(ChallengeAuth.certificate())
                        .build())
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ChannelPair.clientConfig()
                        .loginTimeout(Duration.ofMinutes(5).plusNanos(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("5 minutes");
        assertThatThrownBy(() -> LoginVerifier.builder().build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nobody could log in");
        assertThatThrownBy(() -> LoginVerifier.builder().iterations(99_999))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void limitsMustBeAtLeastOne() {
        List<Consumer<Integer>> settings = List.of(
                value -> server().backlog(value),
                value -> server().maxConnections(value),
                value -> server().maxConnectionsPerAddress(value));
        for (var setting : settings) {
            setting.accept(1);
            assertThatThrownBy(() -> setting.accept(0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("at least 1, not 0");
        }
    }

    @Test
    void aConfigurationIsNotChangedByItsBuilder() {
        var builder = client().idleTimeout(Duration.ofSeconds(1));
        var config = builder.build();
        builder.idleTimeout(Duration.ofSeconds(2)).framing(Framing.none());
        assertThat(config.settings().deadlines().idle()).hasSeconds(1);
        assertThat(config.settings().framing()).isInstanceOf(Framing.Messages.class);
    }

    private static void refused(String name, BiConsumer<Duration, Boolean> setting, boolean zero) {
        setting.accept(Duration.ofDays(365), true);
        for (var value : List.of(NEGATIVE, Duration.ofDays(366), zero ? NEGATIVE : Duration.ZERO)) {
            assertThatThrownBy(() -> setting.accept(value, false))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(name)
                    .hasMessageContaining(value.toString());
        }
    }
}
