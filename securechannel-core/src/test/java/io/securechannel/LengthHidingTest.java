package io.securechannel;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.framing.CloseReason;
import io.securechannel.framing.Framing;
import io.securechannel.framing.Padding;
import io.securechannel.internal.engine.EngineAccess;
import io.securechannel.testkit.ChannelPair;
import io.securechannel.testkit.SocketPair;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an observer of the network sees of lengths, with Padmé and without. */
class LengthHidingTest {

    private static final int RECORD_HEADER = 5;

    /** Both lengths, with the header of four bytes and the least PAD frame, are padded alike. */
    @ParameterizedTest
    @CsvSource({"89, 96", "993, 1016", "16300, 16376", "20000, 20000", "70000, 71000", "300000, 303000"})
    void messagesThatArePaddedAlikeLookAlike(int one, int other) throws Exception {
        assertThat(Padding.PADME.padded(framed(one))).isEqualTo(Padding.PADME.padded(framed(other)));
        assertThat(recordsOf(Padding.PADME, one)).isEqualTo(recordsOf(Padding.PADME, other));
        if (one != other) {
            assertThat(recordsOf(Padding.NONE, one)).isNotEqualTo(recordsOf(Padding.NONE, other));
        }
    }

    @Test
    void theSumOnTheWireIsThePaddedLength() throws Exception {
        // Header, type and tag, and what the provider adds of its own accord.
        int perRecord = recordsOf(Padding.NONE, 100).get(0) - 104;
        assertThat(perRecord).isBetween(RECORD_HEADER + 17, RECORD_HEADER + 17 + 16);
        for (int length : new int[] {0, 1, 100, 5_000, 16_384, 100_000}) {
            long sum = recordsOf(Padding.PADME, length).stream()
                    .mapToLong(record -> record - perRecord)
                    .sum();
            assertThat(sum).isEqualTo(Padding.PADME.padded(framed(length)));
        }
    }

    @Test
    void whatIsQueuedTogetherIsPaddedTogether() throws Exception {
        var wire = new Wire();
        try (var channels = wire.channels(Padding.PADME)) {
            wire.forget();
            for (int i = 0; i < 10; i++) {
                channels.client().queue(new byte[50]);
            }
            channels.client().flush();
            int perRecord = recordsOf(Padding.NONE, 100).get(0) - 104;
            assertThat(wire.records()).containsExactly((int) Padding.PADME.padded(10 * 54 + 4) + perRecord);
            for (int i = 0; i < 10; i++) {
                assertThat(channels.server().receive())
                        .hasValueSatisfying(message -> assertThat(message).hasSize(50));
            }
        }
    }

    @Test
    void closesOfDifferentReasonsLookAlike() throws Exception {
        assertThat(recordsOfClose("sorry")).isEqualTo(recordsOfClose("sorry!"));
    }

    @Test
    void streamedMessagesArePaddedAtTheirEnd() throws Exception {
        assertThat(recordsOfStream(200_001)).isEqualTo(recordsOfStream(200_600));
    }

    /** The short records of a fresh JVM, too: what is gathered and what is encrypted where it is are cut at the same places. */
    @ParameterizedTest
    @CsvSource({"32700, 70092, 32792, 70000", "100, 98300, 100, 98500", "100, 20000, 100, 20200"})
    void overNoiseTooInAFreshJvm(int first, int second, int otherFirst, int otherSecond) throws Exception {
        var seen = overNoise(first, second);
        assertThat(overNoise(otherFirst, otherSecond)).isEqualTo(seen);
    }

    /** {@return how many records, and how many bytes, two messages take that are sent together} */
    private static List<Long> overNoise(int first, int second) throws Exception {
        var framing = Framing.messages().withPadding(Padding.PADME);
        EngineAccess.makeShortRecordsAgain();
        try (var pair = ChannelPair.over(
                SocketPair.inMemory(1 << 20),
                ChannelPair.noiseClientConfig().framing(framing).build(),
                ChannelPair.noiseServerConfig().framing(framing).build())) {
            var before = pair.client().statistics();
            pair.client().queue(new byte[first]);
            pair.client().send(new byte[second]);
            for (int length : new int[] {first, second}) {
                assertThat(pair.server().receive())
                        .hasValueSatisfying(message -> assertThat(message).hasSize(length));
            }
            var after = pair.client().statistics();
            return List.of(
                    after.records().sent() - before.records().sent(),
                    after.networkBytesSent() - before.networkBytesSent());
        }
    }

    private static long framed(int message) {
        int fragments = Math.max(1, (message + 131_067) / 131_068);
        return message + 4L * fragments + 4;
    }

    private static List<Integer> recordsOf(Padding padding, int length) throws Exception {
        var wire = new Wire();
        try (var channels = wire.channels(padding)) {
            wire.forget();
            var received = Loopback.start(() -> channels.server().receive());
            channels.client().send(new byte[length]);
            assertThat(Loopback.await(received))
                    .hasValueSatisfying(message -> assertThat(message).hasSize(length));
            return wire.records();
        }
    }

    private static List<Integer> recordsOfStream(int length) throws Exception {
        var wire = new Wire();
        try (var channels = wire.channels(Padding.PADME)) {
            wire.forget();
            var received = Loopback.start(() -> channels.server().receive());
            try (var message = channels.client().openMessage()) {
                message.write(new byte[length]);
                message.complete();
            }
            assertThat(Loopback.await(received))
                    .hasValueSatisfying(message -> assertThat(message).hasSize(length));
            return wire.records();
        }
    }

    private static List<Integer> recordsOfClose(String reason) throws Exception {
        var wire = new Wire();
        try (var channels = wire.channels(Padding.PADME)) {
            wire.forget();
            var end = Loopback.start(() -> channels.server().receive());
            var closing = Loopback.start(() -> {
                channels.client().close(new CloseReason(4_096, reason));
                return true;
            });
            assertThat(Loopback.await(end)).isEmpty();
            channels.server().close();
            Loopback.await(closing);
            return wire.records();
        }
    }

    /** A pair of channels whose client's bytes are kept. */
    private static final class Wire {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Loopback.Pair channels(Padding padding) throws Exception {
            var framing = Framing.messages().withPadding(padding);
            var sockets = SocketPair.inMemory(1 << 20);
            var accepted = Loopback.start(() -> SecureChannel.accept(
                    sockets.server(), Loopback.server().framing(framing).build()));
            var client = SecureChannel.connect(
                    new Recorded(sockets.client(), bytes),
                    "localhost",
                    Loopback.client().framing(framing).build());
            client.sendText("the first message");
            assertThat(Loopback.await(accepted).receiveText()).isPresent();
            return new Loopback.Pair(client, Loopback.await(accepted));
        }

        void forget() {
            bytes.reset();
        }

        List<Integer> records() {
            var wire = ByteBuffer.wrap(bytes.toByteArray());
            var lengths = new ArrayList<Integer>();
            while (wire.hasRemaining()) {
                int length = RECORD_HEADER + (wire.getShort(wire.position() + 3) & 0xFFFF);
                lengths.add(length);
                wire.position(wire.position() + length);
            }
            return lengths;
        }
    }

    @SuppressWarnings("UnsynchronizedOverridesSynchronized")
    private static final class Recorded extends Socket {

        private final Socket socket;
        private final OutputStream copy;

        Recorded(Socket socket, OutputStream copy) {
            this.socket = socket;
            this.copy = copy;
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            return new FilterOutputStream(socket.getOutputStream()) {
                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    copy.write(bytes, offset, length);
                    out.write(bytes, offset, length);
                }
            };
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return socket.getInputStream();
        }

        @Override
        public void setTcpNoDelay(boolean on) {}

        @Override
        public void setSoTimeout(int timeout) throws SocketException {
            socket.setSoTimeout(timeout);
        }

        @Override
        public void shutdownOutput() throws IOException {
            socket.shutdownOutput();
        }

        @Override
        public void shutdownInput() throws IOException {
            socket.shutdownInput();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
