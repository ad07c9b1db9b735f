package io.securechannel;

import static io.securechannel.Loopback.anyPort;
import static io.securechannel.Loopback.assertTells;
import static io.securechannel.Loopback.await;
import static io.securechannel.Loopback.client;
import static io.securechannel.Loopback.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.framing.CloseReason;
import io.securechannel.hostile.Task;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a server's stop lets finish and what it cuts. */
@Tag("verify")
@Timeout(30)
class ServerStopTest {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final ChannelHandler ECHO = channel -> channel.forEachMessage(channel::send);

    @Test
    void aMessageAtHandIsAnsweredBeforeTheChannelEnds() throws Exception {
        var entered = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        try (var server = listen(channel -> channel.forEachMessage(message -> {
                    entered.countDown();
                    waitFor(goOn);
                    channel.sendText("answer");
                }));
                var channel = connect(server)) {
            channel.sendText("question");
            entered.await();
            var stopping = start(() -> {
                server.stop(LONG);
                return server.connections();
            });
            assertTells(awaitRefusal(server), Reason.CONNECT_REFUSED);
            goOn.countDown();
            assertThat(channel.receiveText()).contains("answer");
            assertThat(channel.receiveText()).isEmpty();
            channel.closeOutput();
            assertThat(await(stopping)).isZero();
        }
    }

    @RepeatedTest(20)
    void clientsThatWaitAreToldThatTheServerGoesAway() throws Exception {
        try (var server = listen(ECHO);
                var channel = connect(server)) {
            channel.sendText("hello");
            assertThat(channel.receiveText()).contains("hello");
            var stopping = start(() -> {
                server.stop(LONG);
                return server.connections();
            });
            assertThat(channel.receive()).isEmpty();
            channel.closeOutput();
            assertThat(await(stopping)).isZero();
        }
    }

    @Test
    void theReasonIsGoingAway() throws Exception {
        var waiting = new CountDownLatch(1);
        try (var server = listen(channel -> {
                    waiting.countDown();
                    assertThat(channel.receive()).isEmpty();
                });
                var channel = connect(server)) {
            waiting.await();
            // A ping that is answered proves that the handler waits for a message.
            channel.ping();
            Task.awaitThat("the ping is answered", () -> {
                assertTells(catchThrowable(() -> channel.receive(Duration.ofMillis(20))), Reason.RECEIVE_TIMEOUT);
                return channel.statistics().roundTrip().isPresent();
            });
            var stopping = start(() -> {
                server.stop(LONG);
                return true;
            });
            assertThat(channel.receive()).isEmpty();
            assertThat(channel.closeReason())
                    .contains(new CloseReason(CloseReason.GOING_AWAY, "the server is stopping"));
            channel.closeOutput();
            assertThat(await(stopping)).isTrue();
        }
    }

    @Test
    void clientsThatDoNotAnswerDoNotAddUp() throws Exception {
        var idle = new ArrayList<SecureChannel>();
        var config = Loopback.server().closeTimeout(Duration.ofMillis(500)).build();
        try (var server = SecureChannelServer.listen(anyPort(), config, ECHO)) {
            for (int i = 0; i < 20; i++) {
                var channel = connect(server);
                channel.sendText("hello");
                assertThat(channel.receiveText()).contains("hello");
                idle.add(channel);
            }
            long begun = System.nanoTime();
            server.stop(LONG);
            // One after the other, each with its closeTimeout of half a second, they would take ten.
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(7));
        } finally {
            idle.forEach(SecureChannel::abandon);
        }
    }

    @Test
    void aHandlerThatIsStuckIsCutAfterTheGrace() throws Exception {
        var entered = new CountDownLatch(1);
        var interrupted = new CountDownLatch(1);
        try (var server = listen(channel -> {
                    entered.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                    }
                });
                var channel = connect(server)) {
            entered.await();
            server.stop(Duration.ofMillis(100));
            interrupted.await();
            assertTells(catchThrowable(channel::receive), Reason.CONNECTION_CUT);
            assertThat(server.connections()).isZero();
        }
    }

    @Test
    void aConnectionInItsHandshakeIsCutAtOnce() throws Exception {
        try (var server = listen(ECHO);
                var silent = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            while (server.connections() == 0) {
                Thread.onSpinWait();
            }
            long begun = System.nanoTime();
            server.stop(LONG);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
            assertThat(silent.getInputStream().readAllBytes()).hasSizeLessThan(100);
        }
    }

    @Test
    void closeEndsAllThreadsAndTellsWhoWaits() throws Exception {
        var server = listen(ECHO);
        var waiting = start(() -> {
            server.awaitClose();
            return true;
        });
        try (var channel = connect(server)) {
            channel.sendText("hello");
            assertThat(channel.receiveText()).contains("hello");
        }
        int port = server.port();
        server.close();
        server.close();
        server.stop(Duration.ZERO);
        assertThat(await(waiting)).isTrue();
        for (var thread : threads()) {
            if (thread.getName().contains(String.valueOf(port))
                    || thread.getName().equals("securechannel-watchdog")) {
                thread.join(10_000);
                assertThat(thread.isAlive()).as(thread.getName()).isFalse();
            }
        }
    }

    private static List<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("securechannel-"))
                .toList();
    }

    private static Throwable awaitRefusal(SecureChannelServer server) {
        while (true) {
            var error = catchThrowable(() -> connect(server).close());
            if (error != null && error.getMessage().contains("refused")) {
                return error;
            }
        }
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static SecureChannelServer listen(ChannelHandler handler) throws IOException {
        return SecureChannelServer.listen(anyPort(), Loopback.server().build(), handler);
    }

    private static SecureChannel connect(SecureChannelServer server) throws IOException {
        return SecureChannel.connect("127.0.0.1", server.port(), client().build());
    }
}
