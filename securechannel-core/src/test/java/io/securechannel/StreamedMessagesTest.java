package io.securechannel;

import static io.securechannel.Loopback.assertTells;
import static io.securechannel.Loopback.await;
import static io.securechannel.Loopback.client;
import static io.securechannel.Loopback.pair;
import static io.securechannel.Loopback.server;
import static io.securechannel.Loopback.start;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.framing.Framing;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Messages that are written and read piece by piece. */
@Tag("verify")
@Timeout(30)
class StreamedMessagesTest {

    @Test
    void aStreamLargerThanTheLimitCrossesAsOneMessage() throws Exception {
        var content = new byte[5_000_000];
        new Random(5).nextBytes(content);
        var small = Framing.messages().withMaxMessageSize(1_000);
        try (var pair =
                pair(client().framing(small).build(), server().framing(small).build())) {
            var sending = start(() -> {
                pair.client().send(new ByteArrayInputStream(content));
                return true;
            });
            try (var stream = pair.server().receiveStream().orElseThrow()) {
                assertThat(stream.readAllBytes()).isEqualTo(content);
                assertThat(stream.read()).isEqualTo(-1);
            }
            assertThat(await(sending)).isTrue();
            assertThat(pair.server().statistics().messagesReceived()).isEqualTo(1);
            assertThat(pair.client().statistics().messagesSent()).isEqualTo(1);
        }
    }

    @Test
    void anEmptyStreamIsAnEmptyMessage() throws Exception {
        try (var pair = pair()) {
            pair.client().send(InputStream.nullInputStream());
            assertThat(pair.server().receive())
                    .hasValueSatisfying(bytes -> assertThat(bytes).isEmpty());
            pair.client().send(new byte[0]);
            try (var stream = pair.server().receiveStream().orElseThrow()) {
                assertThat(stream.read()).isEqualTo(-1);
            }
        }
    }

    @Test
    void closingAStreamHalfReadSkipsTheRest() throws Exception {
        try (var pair = pair()) {
            var sending = start(() -> {
                pair.client().send(new byte[2_000_000]);
                pair.client().sendText("next");
                return true;
            });
            try (var stream = pair.server().receiveStream().orElseThrow()) {
                assertThat(stream.read()).isZero();
                assertThat(stream.readNBytes(99)).hasSize(99);
            }
            assertThat(pair.server().receiveText()).contains("next");
            assertThat(await(sending)).isTrue();
        }
    }

    @Test
    void aStreamMustBeFinishedBeforeTheNextMessage() throws Exception {
        try (var pair = pair()) {
            pair.client().send(new byte[100]);
            pair.client().sendText("next");
            var stream = pair.server().receiveStream().orElseThrow();
            assertThatThrownBy(() -> pair.server().receive())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("read it, or close it");
            assertThatThrownBy(() -> pair.server().receiveStream()).isInstanceOf(IllegalStateException.class);
            stream.close();
            stream.close();
            assertThatThrownBy(stream::read).isInstanceOf(IOException.class).hasMessageContaining("closed");
            assertThat(pair.server().receiveText()).contains("next");
        }
    }

    @Test
    void aStreamGoesOnWithWhatADeadlineInterrupted() throws Exception {
        try (var pair = pair();
                var message = pair.client().openMessage()) {
            message.write("begun, ".getBytes(UTF_8));
            message.flush();
            assertTells(catchThrowable(() -> pair.server().receive(Duration.ofMillis(20))), Reason.RECEIVE_TIMEOUT);
            message.write("ended".getBytes(UTF_8));
            message.complete();
            try (var stream = pair.server().receiveStream().orElseThrow()) {
                assertThat(new String(stream.readAllBytes(), UTF_8)).isEqualTo("begun, ended");
            }
        }
    }

    @Test
    void theEndOfTheChannelIsNoStream() throws Exception {
        var pair = pair();
        var closing = start(() -> {
            pair.client().close();
            return true;
        });
        assertThat(pair.server().receiveStream()).isEmpty();
        pair.server().close();
        assertThat(await(closing)).isTrue();
    }

    @Test
    void anOpenMessageArrivesWhenItIsComplete() throws Exception {
        try (var pair = pair()) {
            try (var message = pair.client().openMessage()) {
                message.write('a');
                message.write("bcdef".getBytes(UTF_8), 1, 3);
                message.flush();
                message.flush();
                message.write(new byte[0]);
                message.complete();
                assertThatThrownBy(() -> message.write(1)).isInstanceOf(IllegalStateException.class);
                assertThatThrownBy(message::complete).isInstanceOf(IllegalStateException.class);
            }
            assertThat(pair.server().receiveText()).contains("acde");
            pair.client().sendText("next");
            assertThat(pair.server().receiveText()).contains("next");
        }
    }

    @Test
    void aMessageGivenUpClosesTheChannelAndLooksWholeToNobody() throws Exception {
        var pair = pair();
        var message = pair.client().openMessage();
        message.write(new byte[100_000]);
        var closing = start(() -> catchThrowable(message::close));
        assertTells(catchThrowable(() -> pair.server().receive()), Reason.CONNECTION_CUT, "middle of a message");
        assertTells(await(closing), Reason.CLOSED, "before complete()");
        message.close();
        assertThat(pair.client().isOpen()).isFalse();
        assertThat(pair.server().isOpen()).isFalse();
    }

    @Test
    void aMessageGivenUpBeforeItsFirstByteLooksLikeACut() throws Exception {
        var pair = pair();
        var message = pair.client().openMessage();
        var closing = start(() -> catchThrowable(message::close));
        assertTells(catchThrowable(() -> pair.server().receive()), Reason.CONNECTION_CUT, "give up a message");
        assertTells(await(closing), Reason.CLOSED);
    }

    @Test
    void aStreamThatCannotBeReadClosesTheChannel() throws Exception {
        var pair = pair();
        var broken = new InputStream() {
            private int left = 200_000;

            @Override
            public int read() throws IOException {
                throw new IOException("the disk is gone");
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                int count = Math.min(left, length);
                left -= count;
                return count > 0 ? count : read();
            }
        };
        var sending = start(() -> catchThrowable(() -> pair.client().send(broken)));
        assertTells(catchThrowable(() -> pair.server().receive()), Reason.CONNECTION_CUT, "middle of a message");
        assertThat(await(sending)).hasMessage("the disk is gone");
        assertThat(pair.client().isOpen()).isFalse();
    }

    @Test
    void aThreadWithAMessageOpenCannotBeginAnother() throws Exception {
        try (var pair = pair();
                var message = pair.client().openMessage()) {
            assertThatThrownBy(() -> pair.client().sendText("other"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("message open");
            assertThatThrownBy(() -> pair.client().openMessage()).isInstanceOf(IllegalStateException.class);
            message.complete();
            assertThat(pair.server().receive()).isPresent();
        }
    }

    @Test
    void othersWaitForAnOpenMessage() throws Exception {
        try (var pair = pair()) {
            var message = pair.client().openMessage();
            var other = start(() -> {
                pair.client().sendText("second");
                return true;
            });
            message.write("first".getBytes(UTF_8));
            message.complete();
            assertThat(pair.server().receiveText()).contains("first");
            assertThat(pair.server().receiveText()).contains("second");
            assertThat(await(other)).isTrue();
        }
    }

    @Test
    void aCutInTheMiddleOfAStreamThrowsAndClosesTheChannel() throws Exception {
        var pair = pair();
        var message = pair.client().openMessage();
        message.write(new byte[100]);
        message.flush();
        var stream = pair.server().receiveStream().orElseThrow();
        assertThat(stream.readNBytes(100)).hasSize(100);
        pair.client().abandon();
        assertTells(catchThrowable(stream::read), Reason.CONNECTION_CUT);
        assertThat(pair.server().isOpen()).isFalse();
    }
}
