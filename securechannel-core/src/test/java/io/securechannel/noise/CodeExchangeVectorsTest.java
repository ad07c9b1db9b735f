package io.securechannel.noise;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The published vectors of codes, which docs/python/one_time_code.py has made; it shares no code with the library. */
class CodeExchangeVectorsTest {

    private record File(String description, List<Vector> vectors) {}

    private record Vector(
            String name,
            String code,
            String handshakeHash,
            String initiatorExponents,
            String responderExponents,
            String key,
            List<String> messages) {

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Vector> vectors() throws IOException {
        try (var in = new InputStreamReader(
                Objects.requireNonNull(CodeExchangeVectorsTest.class.getResourceAsStream("code-exchange.json")),
                StandardCharsets.UTF_8)) {
            return new Gson().fromJson(in, File.class).vectors();
        }
    }

    @Test
    void allAreThere() throws IOException {
        assertThat(vectors()).hasSize(4);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("vectors")
    void bothEndsSayIt(Vector vector) throws Exception {
        var hash = HexFormat.of().parseHex(vector.handshakeHash());
        var initiatorsRandom = new CodeRun.Fixed(HexFormat.of().parseHex(vector.initiatorExponents()));
        var respondersRandom = new CodeRun.Fixed(HexFormat.of().parseHex(vector.responderExponents()));
        try (var one = CodeRun.code(vector.code());
                var other = CodeRun.code(vector.code());
                var initiator = CodeExchange.begin(one, hash, true, initiatorsRandom);
                var responder = CodeExchange.begin(other, hash, false, respondersRandom)) {
            var first = initiator.first().orElseThrow();
            var second = responder.receive(first).orElseThrow();
            var third = initiator.receive(second).orElseThrow();
            var fourth = responder.receive(third).orElseThrow();
            assertThat(initiator.receive(fourth)).isEmpty();
            assertThat(List.of(first, second, third, fourth))
                    .map(HexFormat.of()::formatHex)
                    .isEqualTo(vector.messages());
            assertThat(initiator.done()).isTrue();
            assertThat(responder.done()).isTrue();
            assertThat(initiatorsRandom.spent()).isTrue();
            assertThat(respondersRandom.spent()).isTrue();
        }
    }
}
