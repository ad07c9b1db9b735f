package io.securechannel;

import static io.securechannel.Loopback.assertTells;
import static io.securechannel.Loopback.await;
import static io.securechannel.Loopback.client;
import static io.securechannel.Loopback.pair;
import static io.securechannel.Loopback.server;
import static io.securechannel.Loopback.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.framing.CloseReason;
import io.securechannel.hostile.MoreTime;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ends, silences and signs of life. */
@Tag("verify")
@Timeout(30)
class ClosingTest {

    @Test
    void anOrderlyCloseIsAnEmptyMessageAtTheOtherEnd() throws Exception {
        var pair = pair();
        var closing = start(() -> {
            pair.client().close();
            return pair.client().isOpen();
        });
        assertThat(pair.server().receive()).isEmpty();
        assertThat(pair.server().receiveText()).isEmpty();
        assertThat(pair.server().closeReason()).contains(new CloseReason(CloseReason.NORMAL, ""));
        assertThat(pair.server().isOpen()).isTrue();
        pair.server().close();
        assertThat(pair.server().isOpen()).isFalse();
        assertThat(await(closing)).isFalse();
    }

    @Test
    void aReasonOfTheApplicationReachesTheOtherEnd() throws Exception {
        var pair = pair();
        var reason = new CloseReason(4_200, "come back at noon");
        var closing = start(() -> {
            pair.client().close(reason);
            return true;
        });
        assertThat(pair.server().closeReason()).isEmpty();
        assertThat(pair.server().receive()).isEmpty();
        assertThat(pair.server().closeReason()).contains(reason);
        pair.server().close();
        assertThat(await(closing)).isTrue();
    }

    @Test
    void anErrorOfThePeerThrowsWithItsWords() throws Exception {
        var pair = pair();
        var closing = start(() -> {
            pair.server().close(new CloseReason(CloseReason.INTERNAL_ERROR, "database\u001b[2J is down"));
            return true;
        });
        var error = catchThrowable(() -> pair.client().receive());
        assertTells(error, Reason.CLOSED_BY_PEER, "5 (internal error): database?[2J is down");
        pair.client().close();
        assertThat(await(closing)).isTrue();
    }

    @Test
    void halfCloseLetsTheOtherDirectionGoOn() throws Exception {
        try (var pair = pair()) {
            pair.client().sendText("question");
            pair.client().closeOutput();
            pair.client().closeOutput();
            assertThat(pair.server().receiveText()).contains("question");
            assertThat(pair.server().receiveText()).isEmpty();
            pair.server().sendText("answer");
            pair.server().sendText("and more");
            assertThat(pair.client().receiveText()).contains("answer");
            assertThat(pair.client().isOpen()).isTrue();
            assertThat(pair.client().receiveText()).contains("and more");
            assertTells(catchThrowable(() -> pair.client().sendText("too late")), Reason.CLOSED, "ended its direction");
            pair.server().closeOutput();
            assertThat(pair.client().receiveText()).isEmpty();
        }
    }

    @Test
    void aClosedChannelSaysSo() throws Exception {
        var pair = pair();
        pair.close();
        pair.client().close();
        assertTells(
                catchThrowable(() -> pair.client().sendText("x")), Reason.CLOSED, "this side has closed the channel");
        assertTells(catchThrowable(() -> pair.client().receive()), Reason.CLOSED, "this side");
        assertTells(catchThrowable(() -> pair.client().flush()), Reason.CLOSED);
        pair.client().ping();
    }

    @Test
    void aThreadThatWaitsGetsClosed() throws Exception {
        var pair = pair(client().closeTimeout(Duration.ofMillis(100)).build(), server().build());
        var entered = new CountDownLatch(1);
        var waiting = start(() -> catchThrowable(() -> {
            entered.countDown();
            pair.client().receive();
        }));
        entered.await();
        pair.client().close();
        assertTells(await(waiting), Reason.CLOSED);
        pair.server().abandon();
    }

    @Test
    void closeDoesNotWaitLongForAPeerThatDoesNotAnswer() throws Exception {
        var config = client().closeTimeout(Duration.ofMillis(100)).build();
        var pair = pair(config, server().build());
        long start = System.nanoTime();
        pair.client().close();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
        pair.server().abandon();
    }

    @Test
    void aCutIsNoCleanEnd() throws Exception {
        var pair = pair();
        pair.client().abandon();
        assertTells(catchThrowable(() -> pair.server().receive()), Reason.CONNECTION_CUT, "close_notify", "127.0.0.1:");
        assertThat(pair.server().isOpen()).isFalse();
        assertTells(catchThrowable(() -> pair.server().receive()), Reason.CONNECTION_CUT);
    }

    @Test
    void aPingMeasuresTheRoundTrip() throws Exception {
        try (var pair = pair()) {
            pair.client().ping();
            pair.server().sendText("not yet");
            assertThat(pair.client().receiveText()).contains("not yet");
            assertThat(pair.client().statistics().roundTrip()).isEmpty();
            pair.client().sendText("hello");
            assertThat(pair.server().receiveText()).contains("hello");
            pair.server().sendText("after the pong");
            assertThat(pair.client().receiveText()).contains("after the pong");
            assertThat(pair.client().statistics().roundTrip())
                    .hasValueSatisfying(
                            time -> assertThat(time).isBetween(Duration.ofNanos(1), Duration.ofSeconds(20)));
        }
    }

    @Test
    void silenceEndsTheChannelAndThePeerIsTold() throws Exception {
        var config = server().idleTimeout(Duration.ofMillis(150)).build();
        var pair = pair(client().build(), config);
        assertTells(catchThrowable(() -> pair.server().receive()), Reason.IDLE_TIMEOUT, "idleTimeout (PT0.15S)");
        assertThat(pair.server().isOpen()).isFalse();
        assertTells(catchThrowable(() -> pair.client().receive()), Reason.CLOSED_BY_PEER, "4 (timed out)");
        pair.client().close();
    }

    @Test
    void peersThatReceiveKeepTheChannelAliveBeyondTheIdleTime() throws Exception {
        MoreTime.unlessQuick(Duration.ofMillis(120), ClosingTest::aliveBeyond);
    }

    private static void aliveBeyond(Duration idle) throws Exception {
        try (var pair = pair(
                client().idleTimeout(idle).build(), server().idleTimeout(idle).build())) {
            var echo = start(() -> {
                pair.server().forEachMessage(pair.server()::send);
                return true;
            });
            // Both wait for five times as long as either would bear silence.
            assertTells(catchThrowable(() -> pair.client().receive(idle.multipliedBy(5))), Reason.RECEIVE_TIMEOUT);
            pair.client().sendText("still there");
            assertThat(pair.client().receiveText()).contains("still there");
            assertThat(pair.client().statistics().roundTrip()).isPresent();
            var closing = start(() -> {
                pair.client().close();
                return true;
            });
            assertThat(await(echo)).isTrue();
            pair.server().close();
            assertThat(await(closing)).isTrue();
        }
    }

    @Test
    void anAbandonedChannelTakesNothingAnyMore() throws Exception {
        var pair = pair();
        pair.client().abandon();
        assertTells(catchThrowable(() -> pair.client().send(new byte[100])), Reason.CLOSED);
        assertTells(catchThrowable(() -> pair.client().send(new byte[100_000])), Reason.CLOSED);
        assertTells(catchThrowable(() -> pair.client().receive()), Reason.CLOSED);
        pair.client().close();
        pair.server().abandon();
    }

    @Test
    void anInterruptedThreadClosesTheChannel() throws Exception {
        var pair = pair();
        var thread = new Thread[1];
        var entered = new CountDownLatch(1);
        var waiting = start(() -> {
            thread[0] = Thread.currentThread();
            entered.countDown();
            var error = catchThrowable(() -> pair.client().receive());
            assertThat(Thread.interrupted()).isTrue();
            return error;
        });
        entered.await();
        thread[0].interrupt();
        assertTells(await(waiting), Reason.INTERRUPTED);
        assertThat(pair.client().isOpen()).isFalse();
        pair.server().abandon();
    }
}
