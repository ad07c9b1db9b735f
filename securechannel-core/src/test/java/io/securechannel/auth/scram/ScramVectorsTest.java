package io.securechannel.auth.scram;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.securechannel.error.SecureChannelException;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** RFC 7677's vector and those of xdg-go/scram, byte for byte, both ends. */
class ScramVectorsTest {

    static List<Vector> vectors() throws IOException {
        return Vector.all();
    }

    @Test
    void thereAreAllOfThem() throws IOException {
        assertThat(Vector.all()).hasSize(7);
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void theClientSaysTheSame(Vector vector) throws Exception {
        try (var client = vector.client()) {
            assertThat(client.mechanism()).isEqualTo("SCRAM-SHA-256");
            assertThat(client.clientFirst())
                    .asString(UTF_8)
                    .isEqualTo(vector.steps().get(0));
            assertThat(client.clientFinal(vector.step(1)))
                    .asString(UTF_8)
                    .isEqualTo(vector.steps().get(2));
            assertThat(client.iterations()).isEqualTo(4_096);
            assertThat(client.salt()).isEqualTo(vector.salt());
            client.serverFinal(vector.step(3));
        }
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void theServerSaysTheSame(Vector vector) throws Exception {
        try (var server = vector.server()) {
            assertThat(server.serverFirst(vector.step(0)))
                    .asString(UTF_8)
                    .isEqualTo(vector.steps().get(1));
            server.clientFinal(vector.step(2));
            assertThat(server.proves()).isTrue();
            assertThat(server.serverFinal())
                    .asString(UTF_8)
                    .isEqualTo(vector.steps().get(3));
        }
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void aWrongProofIsRefused(Vector vector) throws Exception {
        var right = vector.steps().get(2);
        int at = right.indexOf(",p=") + 3;
        var wrong = right.substring(0, at) + (right.charAt(at) == 'A' ? 'B' : 'A') + right.substring(at + 1);
        try (var server = vector.server()) {
            server.serverFirst(vector.step(0));
            server.clientFinal(wrong.getBytes(UTF_8));
            assertThat(server.proves()).isFalse();
            assertThatThrownBy(server::serverFinal).isInstanceOf(IllegalStateException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void aWrongServerSignatureIsRefused(Vector vector) throws Exception {
        var right = vector.steps().get(3);
        var wrong = "v=" + (right.charAt(2) == 'A' ? 'B' : 'A') + right.substring(3);
        try (var client = vector.client()) {
            client.clientFirst();
            client.clientFinal(vector.step(1));
            assertThatThrownBy(() -> client.serverFinal(wrong.getBytes(UTF_8)))
                    .asInstanceOf(type(SecureChannelException.class))
                    .returns(SecureChannelException.Reason.SERVER_UNPROVED, SecureChannelException::reason);
        }
    }
}
