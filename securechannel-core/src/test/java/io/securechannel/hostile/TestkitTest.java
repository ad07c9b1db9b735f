package io.securechannel.hostile;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.testkit.ChannelPair;
import io.securechannel.testkit.Delivery;
import io.securechannel.testkit.HostileWire;
import io.securechannel.testkit.SocketPair;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sockets in memory behave as those over loopback do, where tests rely on it; and the wire does what it is told. */
@Timeout(value = 20, unit = TimeUnit.SECONDS)
class TestkitTest {

    private static SocketPair sockets(boolean memory) throws IOException {
        return memory ? SocketPair.inMemory() : SocketPair.overLoopback();
    }

    @ParameterizedTest(name = "in memory: {0}")
    @ValueSource(booleans = {true, false})
    void bytesGoBothWaysAndEachDirectionEndsByItself(boolean memory) throws Exception {
        try (var pair = sockets(memory)) {
            pair.client().getOutputStream().write(new byte[] {1, 2, 3});
            pair.client().shutdownOutput();
            assertThat(pair.server().getInputStream().readAllBytes()).containsExactly(1, 2, 3);
            pair.server().getOutputStream().write(4);
            pair.server().close();
            assertThat(pair.client().getInputStream().readAllBytes()).containsExactly(4);
            assertThat(pair.client().isOutputShutdown()).isTrue();
        }
    }

    @ParameterizedTest(name = "in memory: {0}")
    @ValueSource(booleans = {true, false})
    void aReadGivesUpAtItsTimeoutAndCanBeRepeated(boolean memory) throws Exception {
        try (var pair = sockets(memory)) {
            pair.client().setSoTimeout(20);
            assertThatThrownBy(() -> pair.client().getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
            pair.server().getOutputStream().write(9);
            assertThat(pair.client().getInputStream().read()).isEqualTo(9);
        }
    }

    @ParameterizedTest(name = "in memory: {0}")
    @ValueSource(booleans = {true, false})
    void aResetIsSeenAsOne(boolean memory) throws Exception {
        try (var pair = sockets(memory)) {
            SocketPair.reset(pair.client());
            assertThatThrownBy(() -> pair.server().getInputStream().read())
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("reset");
        }
    }

    @ParameterizedTest(name = "in memory: {0}")
    @ValueSource(booleans = {true, false})
    void aBlockedReadAndABlockedWriteEndWhenTheirSocketIsClosed(boolean memory) throws Exception {
        try (var pair = sockets(memory)) {
            var reading = error(() -> pair.client().getInputStream().read());
            var writing = error(() -> {
                while (true) {
                    pair.client().getOutputStream().write(new byte[100_000]);
                }
            });
            pair.client().close();
            assertThat(reading.get()).isInstanceOf(SocketException.class);
            assertThat(writing.get()).isInstanceOf(SocketException.class);
        }
    }

    @Test
    void aFullBufferBlocksTheWriterUntilThePeerReads() throws Exception {
        try (var pair = SocketPair.inMemory(10)) {
            var writing = CompletableFuture.runAsync(() -> write(pair, 25));
            assertThat(pair.server().getInputStream().readNBytes(15)).hasSize(15);
            assertThat(pair.server().getInputStream().readNBytes(10)).hasSize(10);
            writing.get();
        }
    }

    private static void write(SocketPair pair, int count) {
        try {
            pair.client().getOutputStream().write(new byte[count]);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theWireDoesWhatItsScriptSays() throws Exception {
        var plain = Delivery.asSent();
        assertThat(through(plain)).isEqualTo("0123456789");
        assertThat(through(plain.oneByteAtATime())).isEqualTo("0123456789");
        assertThat(through(plain.inRandomChunks(5))).isEqualTo("0123456789");
        assertThat(through(plain.coalesced())).isEqualTo("0123456789");
        assertThat(through(plain.flipping(2, 0))).isEqualTo("0133456789");
        assertThat(through(plain.dropping(2, 3))).isEqualTo("0156789");
        assertThat(through(plain.repeating(2, 3))).isEqualTo("0123423456789");
        assertThat(through(plain.swapping(2, 3, 2))).isEqualTo("0156234789");
        assertThat(through(plain.inserting(1, new byte[] {'x', 'y'}))).isEqualTo("0xy123456789");
        assertThat(through(plain.finAt(0))).isEmpty();
        assertThat(through(plain.oneByteAtATime().finAt(4))).isEqualTo("0123");
        assertThat(through(plain.reflected())).isEmpty();
        assertThatThrownBy(() -> through(plain.resetAt(4))).isInstanceOf(SocketException.class);
        assertThat(Stream.of(plain.inRandomChunks(77).toString())).allMatch(text -> text.contains("77"));
    }

    private static String through(Delivery delivery) throws IOException {
        try (var wire = HostileWire.inMemory(delivery, Delivery.asSent())) {
            wire.client().getOutputStream().write("0123456789".getBytes(US_ASCII));
            wire.client().shutdownOutput();
            return new String(wire.server().getInputStream().readAllBytes(), US_ASCII);
        }
    }

    @Test
    void aChannelPairTalksInOneLine() throws Exception {
        try (var pair = ChannelPair.inMemory()) {
            pair.client().sendText("hello");
            assertThat(pair.server().receiveText()).hasValue("hello");
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static CompletableFuture<IOException> error(Work work) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                work.run();
                return new IOException("no error");
            } catch (IOException e) {
                return e;
            }
        });
    }
}
