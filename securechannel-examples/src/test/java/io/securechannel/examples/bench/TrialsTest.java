package io.securechannel.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.EnvelopeKeyType;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is measured in each round beside others, and who an envelope is sealed to. */
class TrialsTest {

    private record Recording(String contender, List<String> calls) implements Trial {

        @Override
        public String workload() {
            return "streams";
        }

        @Override
        public Map<Metric, Double> measure(Duration time) {
            calls.add(contender);
            return Map.of(Metric.STREAMS_SEAL_RATE, 1.0);
        }

        @Override
        public void close() {
            calls.add("closed " + contender);
        }
    }

    private final List<String> calls = new ArrayList<>();

    @Test
    void anotherOneBeginsEachRoundAndTheReportKeepsTheirOrder() throws IOException {
        var results = new Results();
        try (var trials = new OpenTrials(List.of(List.of(new Recording("a", calls), new Recording("b", calls))))) {
            new Rounds(List.of(), List.of(), trials.all(), 0, Duration.ZERO).run(2, results, line -> {});
        }
        assertThat(calls).containsExactly("b", "a", "a", "b", "closed a", "closed b");
        assertThat(results.contenders()).containsExactly("a", "b");
        assertThat(results.only(metric -> metric == Metric.BULK_RATE).samples()).isEmpty();
        assertThat(results.only(Trials::have).samples()).hasSize(4);
    }

    @Test
    void rsaKeysOfManyAreAllDifferentAndAsLongAsTheyShould() throws Exception {
        try (var own = EnvelopeKeyPair.generate(EnvelopeKeyType.RSA_2048)) {
            var keys = EnvelopeReaders.of(own, 3);
            assertThat(keys).hasSize(3).doesNotHaveDuplicates().startsWith(own.publicKey());
            assertThat(keys).allSatisfy(each -> assertThat(each.type()).isEqualTo(EnvelopeKeyType.RSA_2048));
        }
    }

    @Test
    void theSourceGivesAllItHasInPieces() {
        byte[] bytes = RawSlot.random(StreamPipe.PIECE + 3);
        var source = new StreamPipe.Source(bytes);
        var sink = new StreamPipe.Sink(bytes.length);
        var piece = new byte[2 * StreamPipe.PIECE];
        assertThat(source.read(piece, 0, piece.length)).isEqualTo(StreamPipe.PIECE);
        sink.write(piece, 0, StreamPipe.PIECE);
        sink.write(source.read());
        assertThat(source.read(piece, 0, piece.length)).isEqualTo(2);
        sink.write(piece, 0, 2);
        assertThat(source.read()).isEqualTo(-1);
        assertThat(source.read(piece, 0, 1)).isEqualTo(-1);
        assertThat(sink.copy()).isEqualTo(bytes);
        assertThat(sink.rewound().written()).isZero();
        assertThat(source.rewound().read()).isEqualTo(bytes[0] & 0xff);
    }
}
