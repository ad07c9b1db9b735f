package io.securechannel.noise;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.noise.NoiseHandshake.Turn;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The published vectors, through the public API, both ends of each. */
class NoiseVectorsTest {

    /** All; for the profile mutation every seventh, in which each pattern is there, and each suite. */
    static Stream<NoiseVector> vectors() throws IOException {
        var all = new ArrayList<>(suitable("cacophony.txt.gz"));
        all.addAll(suitable("noise-c-basic.txt.gz"));
        int step = Integer.getInteger("noise.vectors.every", 1);
        return IntStream.range(0, all.size()).filter(i -> i % step == 0).mapToObj(all::get);
    }

    private static List<NoiseVector> suitable(String resource) throws IOException {
        return NoiseVector.read(resource).stream()
                .filter(NoiseVector::isSuitable)
                .toList();
    }

    @Test
    void allAreThere(TestReporter reporter) throws IOException {
        int cacophony = suitable("cacophony.txt.gz").size();
        int noiseC = suitable("noise-c-basic.txt.gz").size();
        reporter.publishEntry(
                "vectors of the Noise Protocol Framework",
                cacophony + " of cacophony, " + noiseC + " of noise-c; that of XXhfs is in HybridVectorTest");
        assertThat(cacophony).isEqualTo(472);
        assertThat(noiseC).isEqualTo(120);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("vectors")
    void bothEndsWriteAndReadIt(NoiseVector vector) throws Exception {
        var initiator = vector.initiator();
        var responder = vector.responder();
        int number = 0;
        while (initiator.turn() != Turn.FINISHED) {
            var message = vector.messages().get(number++);
            var writer = initiator.turn() == Turn.WRITE ? initiator : responder;
            var reader = writer == initiator ? responder : initiator;
            assertThat(writer.writeMessage(message.payloadBytes())).isEqualTo(message.ciphertextBytes());
            assertThat(reader.readMessage(message.ciphertextBytes())).isEqualTo(message.payloadBytes());
        }
        boolean oneWay = number == 1;
        try (var ofInitiator = initiator.finish();
                var ofResponder = responder.finish()) {
            assertThat(ofInitiator.handshakeHash()).isEqualTo(vector.handshakeHash());
            assertThat(ofResponder.handshakeHash()).isEqualTo(vector.handshakeHash());
            for (; number < vector.messages().size(); number++) {
                var message = vector.messages().get(number);
                boolean fromInitiator = oneWay || number % 2 == 0;
                var writer = fromInitiator ? ofInitiator : ofResponder;
                var reader = fromInitiator ? ofResponder : ofInitiator;
                assertThat(writer.seal(message.payloadBytes())).isEqualTo(message.ciphertextBytes());
                assertThat(reader.open(message.ciphertextBytes())).isEqualTo(message.payloadBytes());
            }
            assertThat(ofInitiator.exportKeyingMaterial("test", new byte[0], 32))
                    .isEqualTo(ofResponder.exportKeyingMaterial("test", new byte[0], 32));
        }
    }
}
