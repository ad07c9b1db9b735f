package io.securechannel.examples.transfer.meeting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.ClientConfig;
import io.securechannel.SecureChannel;
import io.securechannel.SecureChannelServer;
import io.securechannel.ServerConfig;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.examples.transfer.Scripted;
import io.securechannel.examples.transfer.Transfer.Noted;
import io.securechannel.examples.transfer.Tree;
import io.securechannel.examples.transfer.protocol.ChannelLink;
import io.securechannel.examples.transfer.protocol.Codec;
import io.securechannel.examples.transfer.protocol.Greeting;
import io.securechannel.examples.transfer.protocol.Link;
import io.securechannel.examples.transfer.protocol.Message;
import io.securechannel.examples.transfer.receiver.Policy;
import io.securechannel.examples.transfer.receiver.ReceivingSession;
import io.securechannel.examples.transfer.receiver.Target;
import io.securechannel.examples.transfer.sender.Sending;
import io.securechannel.examples.transfer.sender.SendingSession;
import io.securechannel.examples.transfer.sender.SourceTree;
import io.securechannel.noise.OneTimeCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** FT27: an end that keeps the other waiting, however busy it seems, is left. Over real channels, whose own deadlines for what is read are far away. */
@Timeout(60)
class PatienceTest {

    private static final Duration SHORT = Duration.ofMillis(300);
    private static final long EVERY = 5;

    @TempDir
    private Path directory;

    private final ScheduledExecutorService often = Executors.newSingleThreadScheduledExecutor();
    private final AtomicReference<@Nullable Future<?>> begun = new AtomicReference<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private SecureChannelServer server;
    private SecureChannel hostile;
    private Link patient;

    @BeforeEach
    void connect() throws Exception {
        try (var code = OneTimeCode.random();
                var shown = code.code();
                var typed = OneTimeCode.of(shown.copy())) {
            var arrived = new CompletableFuture<SecureChannel>();
            server = SecureChannelServer.listen(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    ServerConfig.noise(code).closeTimeout(SHORT).build(),
                    channel -> {
                        arrived.complete(channel);
                        await();
                    });
            hostile = SecureChannel.connect(
                    "127.0.0.1",
                    server.port(),
                    ClientConfig.noise(typed).closeTimeout(SHORT).build());
            patient = new PatientLink(new ChannelLink(arrived.get(30, TimeUnit.SECONDS)), SHORT);
        }
    }

    private void await() {
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @AfterEach
    void end() throws Exception {
        often.shutdownNow();
        assertThat(often.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        over.countDown();
        closeLeft();
        patient.close();
        server.close();
    }

    private void closeLeft() {
        try {
            hostile.close();
        } catch (IOException e) {
            return; // it was left in the middle of what it had to say
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    private void often(Step step) {
        begun.set(often.scheduleAtFixedRate(
                () -> {
                    try {
                        step.run();
                    } catch (IOException e) {
                        often.shutdown(); // it was left
                    }
                },
                0,
                EVERY,
                TimeUnit.MILLISECONDS));
    }

    private interface Work {
        void run() throws Exception;
    }

    private static void assertLeft(Work work) {
        var left = catchThrowableOfType(SecureChannelException.class, work::run);
        assertThat(left.reason()).isEqualTo(Reason.IDLE_TIMEOUT);
        assertThat(left).hasMessageContaining("has brought the transfer no further for");
    }

    private void receive() throws IOException {
        try (var target = Target.open(directory)) {
            ReceivingSession.receive(patient, target, Policy.DEFAULT, new Noted());
        }
    }

    private void send(int size) throws IOException {
        var file = new Tree(directory.resolve("source")).file("f", size);
        new SendingSession(patient, new Sending(SourceTree.read(List.of(file)), new Noted())).run();
    }

    private void announce(long size) throws IOException {
        hostile.send(Codec.encode(new Message.Offer(1, size)));
        hostile.send(Codec.encode(new Message.Batch(List.of(Scripted.file("f", size)))));
    }

    @Test
    void silenceInPlaceOfAGreeting() {
        assertLeft(() -> Greeting.next(patient));
    }

    @Test
    void signsOfLifeAndNothingElse() throws Exception {
        often(hostile::ping);
        assertLeft(this::receive);
    }

    @Test
    void aSenderThatTrickles() throws Exception {
        announce(1 << 30);
        var message = hostile.openMessage();
        message.write(Codec.encode(new Message.Part(0, 0)));
        often(() -> {
            message.write(7);
            message.flush();
        });
        assertLeft(this::receive);
    }

    /** Each byte in a message of its own is no more than in one. */
    @Test
    void aSenderThatTricklesMessages() throws Exception {
        announce(1 << 30);
        var next = new long[1];
        often(() -> {
            try (var message = hostile.openMessage()) {
                message.write(Codec.encode(new Message.Part(0, next[0]++)));
                message.write(7);
                message.complete();
            }
        });
        assertLeft(this::receive);
    }

    @Test
    void aSenderThatHasNothingToSayOfAFile() throws Exception {
        announce(4);
        hostile.send(Codec.encode(new Message.Part(0, 0)));
        hostile.send(Codec.encode(new Message.Part(0, 0)));
        var error = catchThrowableOfType(SecureChannelException.class, this::receive);
        assertThat(error.reason()).isEqualTo(Reason.PROTOCOL_VIOLATION);
        assertThat(error).hasMessageContaining("nothing of a file, again");
    }

    @Test
    void aReceiverThatNeverAnswers() throws Exception {
        often(hostile::ping);
        assertLeft(() -> send(10));
    }

    @Test
    void aReceiverThatTakesNothing() throws Exception {
        hostile.send(Codec.encode(new Message.Have(0, 0, Scripted.NOTHING, false, false)));
        assertLeft(() -> send(50_000_000));
    }

    @Test
    void aReceiverThatIsNeverDone() throws Exception {
        hostile.send(Codec.encode(new Message.Have(0, 0, Scripted.NOTHING, false, false)));
        var listening = CompletableFuture.runAsync(() -> {
            try {
                hostile.forEachMessage(message -> assertThat(message).isNotEmpty());
            } catch (IOException e) {
                return; // it was left
            }
        });
        assertLeft(() -> send(10));
        listening.join();
    }

    /** What a peer is waited for counts, and not what this end does meanwhile. */
    @Test
    void aSlowDiskIsNoHostilePeer() throws Exception {
        var noted = new Noted();
        var content = new byte[200_000];
        announce(content.length);
        try (var message = hostile.openMessage()) {
            message.write(Codec.encode(new Message.Part(0, 0)));
            message.write(content);
            message.complete();
        }
        hostile.send(Codec.encode(new Message.End(0, Scripted.hash(content))));
        hostile.send(Codec.encode(new Message.Finish()));
        var slow = new CountDownLatch(1);
        noted.onMoved = () -> {
            noted.onMoved = () -> {}; // once is enough
            try {
                assertThat(slow.await(2 * SHORT.toMillis(), TimeUnit.MILLISECONDS))
                        .isFalse();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        var closing = CompletableFuture.runAsync(() -> {
            try {
                hostile.forEachMessage(message -> {
                    if (Codec.decode(new ByteArrayInputStream(message)) instanceof Message.Finished) {
                        hostile.closeOutput();
                    }
                });
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        try (var target = Target.open(directory)) {
            ReceivingSession.receive(patient, target, Policy.DEFAULT, noted);
        }
        patient.close();
        closing.join();
        assertThat(Files.readAllBytes(directory.resolve("f"))).isEqualTo(content);
    }
}
