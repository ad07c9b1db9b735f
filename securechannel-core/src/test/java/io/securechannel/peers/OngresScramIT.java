package io.securechannel.peers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.ongres.scram.client.ScramClient;
import com.ongres.scram.client.ScramClient.FinalBuildStage;
import com.ongres.scram.common.StringPreparation;
import com.ongres.scram.common.exception.ScramInvalidServerSignatureException;
import io.securechannel.auth.scram.ScramCredential;
import io.securechannel.auth.scram.ScramServer;
import io.securechannel.auth.scram.ScramServerBuilder;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.peer.ChannelBinding;
import io.securechannel.secret.Password;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The client of com.ongres.scram, which JDBC's PostgreSQL driver has, logs in to our server. It has no server to go against. */
@Tag("it")
class OngresScramIT {

    private static final byte[] DATA = "what names this channel and no other".getBytes(UTF_8);
    private static final List<String> BOTH = List.of("SCRAM-SHA-256-PLUS", "SCRAM-SHA-256");

    @ParameterizedTest
    @CsvSource({
        "ada, pencil, pencil",
        "'comma,equals=', pencil, pencil",
        "gr\u00FC\u00DFe, p\u00E4ssword, pa\u0308ssword",
        "\u2168, \uFB01n\u00AD, fin",
        "\u0627\u0644\u0641, \u65E5\u672C\u8A9E, \u65E5\u672C\u8A9E"
    })
    void itLogsInWithoutBinding(String user, String password, String kept) throws Exception {
        var client = client(user, password).build();
        assertThat(client.getScramMechanism().getName()).isEqualTo("SCRAM-SHA-256");
        try (var server = server(kept).build()) {
            server.clientFinal(exchange(client, server));
            assertThat(server.proves()).isTrue();
            client.serverFinalMessage(new String(server.serverFinal(), UTF_8));
        }
    }

    @ParameterizedTest
    @EnumSource(ChannelBinding.Type.class)
    void itLogsInBound(ChannelBinding.Type type) throws Exception {
        var client = client("ada", "pencil")
                .channelBinding(type.registeredName(), DATA)
                .build();
        assertThat(client.getScramMechanism().getName()).isEqualTo("SCRAM-SHA-256-PLUS");
        try (var server = bound(type, DATA).build()) {
            server.clientFinal(exchange(client, server));
            assertThat(server.proves()).isTrue();
            client.serverFinalMessage(new String(server.serverFinal(), UTF_8));
            assertThat(server.user()).isEqualTo("ada");
        }
    }

    @Test
    void itActsForSomebodyElse() throws Exception {
        var client = client("ada", "pencil").authzid("admin,=").build();
        try (var server = server("pencil").build()) {
            server.clientFinal(exchange(client, server));
            assertThat(server.proves()).isTrue();
            assertThat(server.authorizationIdentity()).contains("admin,=");
            client.serverFinalMessage(new String(server.serverFinal(), UTF_8));
        }
    }

    /**
     * A fault of its own (3.2): it signs the server's first message as it would have written it, without extensions, where
     * RFC 5802, section 3, has what was sent. So it cannot log in where the offer is hashed.
     */
    @Test
    void itCannotLogInWhereTheOfferIsHashed() throws Exception {
        var client = client("ada", "pencil").build();
        try (var server = server("pencil").offer(BOTH, List.of("tls-exporter")).build()) {
            server.clientFinal(exchange(client, server));
            assertThat(server.proves()).isFalse();
        }
    }

    @Test
    void ofAnotherChannelItIsRefused() throws Exception {
        var client = client("ada", "pencil")
                .channelBinding("tls-exporter", new byte[32])
                .build();
        try (var server = bound(ChannelBinding.Type.TLS_EXPORTER, DATA).build()) {
            byte[] last = exchange(client, server);
            assertThatThrownBy(() -> server.clientFinal(last))
                    .asInstanceOf(type(SecureChannelException.class))
                    .returns(Reason.BINDING_MISMATCH, SecureChannelException::reason);
        }
    }

    @Test
    void withAWrongPasswordItIsRefusedAndFindsAFalseServerOut() throws Exception {
        var client = client("ada", "pencil").build();
        try (var server = server("another").build()) {
            server.clientFinal(exchange(client, server));
            assertThat(server.proves()).isFalse();
            assertThatThrownBy(() -> client.serverFinalMessage("v=rmF9pqV8S7suAoZWja4dJRkFsKQrmF9pqV8S7suAoZU="))
                    .isInstanceOf(ScramInvalidServerSignatureException.class);
        }
    }

    /** {@return the client's last message} */
    private static byte[] exchange(ScramClient client, ScramServer server) throws Exception {
        byte[] first = client.clientFirstMessage().toString().getBytes(UTF_8);
        client.serverFirstMessage(new String(server.serverFirst(first), UTF_8));
        return client.clientFinalMessage().toString().getBytes(UTF_8);
    }

    private static FinalBuildStage client(String user, String password) {
        return ScramClient.builder()
                .advertisedMechanisms(BOTH)
                .username(user)
                .password(password.toCharArray())
                .stringPreparation(StringPreparation.SASL_PREPARATION);
    }

    private static ScramServerBuilder bound(ChannelBinding.Type type, byte[] data) throws Exception {
        return server("pencil")
                .bindings(List.of(new ChannelBinding(type, data)))
                .plus(true);
    }

    private static ScramServerBuilder server(String password) throws Exception {
        try (var kept = Password.copyOf(password.toCharArray())) {
            var credential = ScramCredential.derive(kept, 4_096);
            return ScramServer.builder(user -> credential);
        }
    }
}
