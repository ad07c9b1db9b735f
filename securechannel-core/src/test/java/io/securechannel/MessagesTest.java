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
import io.securechannel.framing.CloseReason;
import io.securechannel.framing.Framing;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole messages, both ways. */
@Tag("verify")
@Timeout(30)
class MessagesTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 16_383, 16_384, 65_531, 65_532, 65_533, 131_072, 3_000_001})
    void aMessageOfAnySizeArrivesAsItWasSent(int size) throws Exception {
        var message = new byte[size];
        new Random(size).nextBytes(message);
        try (var pair = pair()) {
            var echo = start(() -> {
                pair.server().send(pair.server().receive().orElseThrow());
                return true;
            });
            pair.client().send(message);
            assertThat(pair.client().receive())
                    .hasValueSatisfying(answer -> assertThat(answer).isEqualTo(message));
            assertThat(await(echo)).isTrue();
        }
    }

    @Test
    void nothingToSendIsNamedByItsParameter() throws Exception {
        try (var pair = pair()) {
            assertThatThrownBy(() -> pair.client().sendText(null))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessage("message");
            assertThatThrownBy(() -> pair.client().send((byte[]) null)).hasMessage("message");
            assertThatThrownBy(() -> pair.client().queue(null)).hasMessage("message");
            assertThatThrownBy(() -> pair.client().send((InputStream) null)).hasMessage("content");
            pair.client().sendText("the channel is as good as before");
            assertThat(pair.server().receiveText()).isPresent();
        }
    }

    @Test
    void textCrossesAsUtf8() throws Exception {
        try (var pair = pair()) {
            pair.client().sendText("grüße 🔑");
            assertThat(pair.server().receive())
                    .hasValueSatisfying(bytes -> assertThat(bytes).isEqualTo("grüße 🔑".getBytes(UTF_8)));
            pair.server().sendText("");
            assertThat(pair.client().receiveText()).contains("");
        }
    }

    @Test
    void bytesThatAreNoTextAreToldAndTheChannelStays() throws Exception {
        try (var pair = pair()) {
            pair.client().send(new byte[] {'o', 'k', (byte) 0xC3});
            assertTells(
                    catchThrowable(() -> pair.server().receiveText()),
                    Reason.INVALID_TEXT,
                    "a message of 3 bytes is not UTF-8",
                    "receive()");
            pair.client().sendText("again");
            assertThat(pair.server().receiveText()).contains("again");
        }
    }

    @Test
    void halfOfASurrogatePairIsNotSent() throws Exception {
        try (var pair = pair()) {
            assertThatThrownBy(() -> pair.client().sendText("half \uD83D"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("surrogate")
                    .hasMessageNotContaining("half \uD83D");
            pair.client().sendText("whole");
            assertThat(pair.server().receiveText()).contains("whole");
        }
    }

    @Test
    void aMessageTooLargeToSendNamesLimitAndSettingAndTheChannelStays() throws Exception {
        var small = Framing.messages().withMaxMessageSize(10);
        try (var pair =
                pair(client().framing(small).build(), server().framing(small).build())) {
            assertTells(
                    catchThrowable(() -> pair.client().send(new byte[11])),
                    Reason.MESSAGE_TOO_LARGE,
                    "has 11 bytes",
                    "limit here is 10",
                    "withMaxMessageSize",
                    "Nothing was sent");
            pair.client().send(new byte[10]);
            assertThat(pair.server().receive())
                    .hasValueSatisfying(bytes -> assertThat(bytes).hasSize(10));
        }
    }

    @Test
    void aMessageTooLargeToReceiveIsToldAtBothEnds() throws Exception {
        var small = server().framing(Framing.messages().withMaxMessageSize(10)).build();
        try (var pair = pair(client().build(), small)) {
            pair.client().send(new byte[11]);
            assertTells(
                    catchThrowable(() -> pair.server().receive()),
                    Reason.MESSAGE_TOO_LARGE,
                    "at least 11 bytes",
                    "limit here is 10",
                    "withMaxMessageSize",
                    "receiveStream()");
            assertThat(pair.server().isOpen()).isFalse();
            assertTells(
                    catchThrowable(() -> pair.client().receive()),
                    Reason.CLOSED_BY_PEER,
                    "3 (message too large)",
                    "limit here is 10");
            assertThat(pair.client().closeReason())
                    .hasValueSatisfying(reason -> assertThat(reason.code()).isEqualTo(CloseReason.MESSAGE_TOO_LARGE));
        }
    }

    @Test
    void queuedMessagesGoWithTheNextFlush() throws Exception {
        try (var pair = pair()) {
            long before = pair.client().statistics().networkBytesSent();
            for (int i = 0; i < 100; i++) {
                pair.client().queue(new byte[] {(byte) i});
            }
            assertThat(pair.client().statistics().networkBytesSent()).isEqualTo(before);
            pair.client().flush();
            assertThat(pair.client().statistics().networkBytesSent()).isBetween(before + 500, before + 600);
            for (int i = 0; i < 100; i++) {
                assertThat(pair.server().receive().orElseThrow()).containsExactly(i);
            }
        }
    }

    @Test
    void queuedMessagesGoWithTheNextMessageAndWithTheClose() throws Exception {
        try (var pair = pair()) {
            pair.client().queue(new byte[] {1});
            pair.client().send(new byte[] {2});
            pair.client().queue(new byte[] {3});
            var closing = start(() -> {
                pair.client().close();
                return true;
            });
            var received = new ArrayList<Byte>();
            pair.server().forEachMessage(message -> received.add(message[0]));
            assertThat(received).containsExactly((byte) 1, (byte) 2, (byte) 3);
            pair.server().close();
            assertThat(await(closing)).isTrue();
        }
    }

    @Test
    void aDeadlineLeavesTheChannelUsableAndLosesNothing() throws Exception {
        try (var pair = pair()) {
            var brief = Duration.ofMillis(20);
            assertTells(catchThrowable(() -> pair.server().receive(brief)), Reason.RECEIVE_TIMEOUT, "stays open");
            assertTells(catchThrowable(() -> pair.server().receiveText(brief)), Reason.RECEIVE_TIMEOUT);
            try (var half = pair.client().openMessage()) {
                half.write("first ".getBytes(UTF_8));
                half.flush();
                assertTells(catchThrowable(() -> pair.server().receiveText(brief)), Reason.RECEIVE_TIMEOUT);
                assertThat(pair.server().isOpen()).isTrue();
                half.write("second".getBytes(UTF_8));
                half.complete();
            }
            assertThat(pair.server().receiveText()).contains("first second");
        }
    }

    @Test
    void aDeadlineMustBePositive() throws Exception {
        try (var pair = pair()) {
            assertThatThrownBy(() -> pair.client().receive(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> pair.client().receive(Duration.ofSeconds(-1)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void messagesOfManyThreadsAreNeverTorn() throws Exception {
        try (var pair = pair()) {
            var senders = IntStream.range(0, 4)
                    .mapToObj(sender -> start(() -> {
                        for (int i = 0; i < 25; i++) {
                            pair.client().sendText((sender + ":" + i + ";").repeat(10_000));
                        }
                        return true;
                    }))
                    .toList();
            var seen = new TreeSet<String>();
            for (int i = 0; i < 100; i++) {
                var text = pair.server().receiveText().orElseThrow();
                var first = text.substring(0, text.indexOf(';') + 1);
                assertThat(text).isEqualTo(first.repeat(10_000));
                seen.add(first);
            }
            assertThat(seen).hasSize(100);
            for (var sender : senders) {
                assertThat(await(sender)).isTrue();
            }
        }
    }

    @Test
    void whatAHandlerThrowsEndsTheLoop() throws Exception {
        try (var pair = pair()) {
            pair.client().sendText("one");
            assertThatThrownBy(() -> pair.server().forEachMessage(message -> {
                        throw new IOException("no disk left");
                    }))
                    .hasMessage("no disk left");
            assertThat(pair.server().isOpen()).isTrue();
        }
    }

    @Test
    void theFiguresCountWhatCrossed() throws Exception {
        try (var pair = pair()) {
            pair.client().send(new byte[1_000]);
            pair.client().queue(new byte[1]);
            pair.client().flush();
            assertThat(pair.server().receive()).isPresent();
            assertThat(pair.server().receive()).isPresent();
            var sent = pair.client().statistics();
            var received = pair.server().statistics();
            assertThat(sent.messagesSent()).isEqualTo(2);
            assertThat(sent.messagesReceived()).isZero();
            assertThat(received.messagesReceived()).isEqualTo(2);
            assertThat(received.networkBytesReceived()).isEqualTo(sent.networkBytesSent());
            assertThat(sent.networkBytesSent()).isGreaterThan(1_500);
            assertThat(sent.handshakeTime()).isBetween(Duration.ofNanos(1), Duration.ofSeconds(10));
            assertThat(sent.roundTrip()).isEmpty();
        }
    }

    @Test
    void rawMethodsPointToTheMessages() throws Exception {
        try (var pair = pair()) {
            assertThatThrownBy(() -> pair.client().inputStream())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("Framing.none()");
            assertThatThrownBy(() -> pair.client().outputStream()).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void aChannelReadsWell() throws Exception {
        try (var pair = pair()) {
            assertThat(pair.client().toString())
                    .startsWith("SecureChannel as CLIENT with CN=localhost at localhost:")
                    .contains("TLSv1.3, TLS_AES_256_GCM_SHA384", "ALPN securechannel/1");
            assertThat(pair.server().toString()).contains("SERVER with an unauthenticated peer at 127.0.0.1:");
        }
    }
}
