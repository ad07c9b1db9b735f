package io.securechannel.examples.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.examples.transfer.protocol.Codec;
import io.securechannel.examples.transfer.protocol.Greeting;
import io.securechannel.examples.transfer.protocol.Link;
import io.securechannel.examples.transfer.protocol.Message;
import io.securechannel.examples.transfer.protocol.Refusal;
import io.securechannel.examples.transfer.protocol.StoppedException;
import io.securechannel.examples.transfer.sender.Sending;
import io.securechannel.examples.transfer.sender.SendingSession;
import io.securechannel.examples.transfer.sender.SourceTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a receiver says, it gets what was offered and nothing else, and is not believed about what became of it (FT20). */
@Timeout(60)
class HostileReceiverTest {

    private static final int SIZE = 100;

    @TempDir
    private Path directory;

    private MemoryLinks links;
    private Link link;
    private Path file;
    private Sending sending;
    private CompletableFuture<@Nullable IOException> sender;

    @BeforeEach
    void begin() throws Exception {
        begin(SIZE);
    }

    private void begin(int size) throws Exception {
        links = new MemoryLinks();
        link = links.server();
        var senders = links.client();
        file = new Tree(directory).file("d/f", size);
        sending = new Sending(SourceTree.read(List.of(directory.resolve("d"))), new Transfer.Noted());
        sender = CompletableFuture.supplyAsync(() -> {
            try (senders) {
                new SendingSession(senders, sending).run();
                return null;
            } catch (IOException e) {
                return e;
            }
        });
        assertThat(Greeting.next(link)).isEqualTo(new Message.Offer(2, size));
        assertThat(Greeting.next(link)).isInstanceOf(Message.Batch.class);
    }

    private @Nullable IOException end() throws Exception {
        return sender.get(30, TimeUnit.SECONDS);
    }

    private void assertViolation(String words) throws Exception {
        assertThat(end())
                .isInstanceOfSatisfying(
                        SecureChannelException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.PROTOCOL_VIOLATION))
                .hasMessageContaining(words);
        assertThat(sending.arrived()).isZero();
    }

    private static Message.Have nothing() {
        return new Message.Have(1, 0, Scripted.NOTHING, false, false);
    }

    @Test
    void moreThanThereIs() throws Exception {
        link.send(new Message.Have(1, SIZE + 1, Scripted.NOTHING, false, false));
        assertViolation("more of a file than there is");
    }

    @Test
    void aFinishedFileOfAnotherSize() throws Exception {
        link.send(new Message.Have(1, SIZE - 1, Scripted.NOTHING, true, false));
        assertViolation("more of a file than there is");
    }

    @Test
    void somethingOfAnotherFile() throws Exception {
        link.send(new Message.Have(7, 0, Scripted.NOTHING, false, false));
        assertViolation("that was not announced");
    }

    @Test
    void somethingOfADirectory() throws Exception {
        link.send(new Message.Have(0, 0, Scripted.NOTHING, false, false));
        assertViolation("of a file that is none");
    }

    @Test
    void doneBeforeItWasSent() throws Exception {
        link.send(new Message.Done(1));
        assertViolation("done which was not sent");
    }

    @Test
    void finishedBeforeTheEnd() throws Exception {
        link.send(new Message.Finished());
        assertViolation("where it has no place");
    }

    @Test
    void twice() throws Exception {
        link.queue(nothing());
        link.send(nothing());
        assertViolation("twice");
    }

    @Test
    void finishedAndNotAWordAboutTheFile() throws Exception {
        link.send(nothing());
        for (var message = hear(); !(message instanceof Message.Finish); message = hear()) {
            assertThat(message).isNotNull();
        }
        link.send(new Message.Finished());
        assertViolation("not what became of a file");
    }

    private Message hear() throws IOException {
        var in = link.receive().orElseThrow();
        var message = Codec.decode(in);
        assertThat(in.readAllBytes()).hasSizeLessThanOrEqualTo(SIZE);
        return message;
    }

    @Test
    void aMessageOfTheSender() throws Exception {
        link.send(new Message.Offer(1, 1));
        assertViolation("where it has no place");
    }

    /** FT12: what it says that it has is compared, and not believed. */
    @Test
    void aBeginningThatIsAnother() throws Exception {
        link.send(new Message.Have(1, SIZE / 2, Scripted.NOTHING, false, false));
        var in = link.receive().orElseThrow();
        assertThat(Codec.decode(in)).isEqualTo(new Message.Part(1, 0));
        assertThat(in.readAllBytes()).isEqualTo(Files.readAllBytes(file));
        assertThat(hear()).isEqualTo(new Message.End(1, Scripted.hash(Files.readAllBytes(file))));
        link.close();
        assertThat(end()).isInstanceOf(SecureChannelException.class);
    }

    @Test
    void itGoesAwayAndSaysWhy() throws Exception {
        link.send(new Message.Stop(Refusal.DISK_FULL));
        assertThat(end())
                .isInstanceOfSatisfying(
                        StoppedException.class, e -> assertThat(e.why()).isEqualTo(Refusal.DISK_FULL))
                .hasMessageContaining("make room and run both again");
    }

    @Test
    void itRefusesEverything() throws Exception {
        link.queue(new Message.Refused(0, Refusal.NAME));
        link.send(new Message.Refused(1, Refusal.NO_DIRECTORY));
        assertThat(hear()).isEqualTo(new Message.Finish());
        link.send(new Message.Finished());
        assertThat(end()).isNull();
        assertThat(sending.failures()).containsExactly("d: " + Refusal.NAME.text());
        assertThat(sending.arrived()).isZero();
    }

    /** FT20: what can be said without end is not listened to. */
    @Test
    void itRefusesOneItemAgainAndAgain() throws Exception {
        link.queue(new Message.Refused(0, Refusal.NAME));
        link.send(new Message.Refused(0, Refusal.NAME));
        assertViolation("twice what became of an item");
    }

    /** FT11, FT20 */
    @Test
    void itIsStillReadingAndHasReadNextToNothing() throws Exception {
        link.send(new Message.Checking(1, 1));
        assertViolation("has read next to nothing");
    }

    @Test
    void itIsStillReadingMoreThanThereIs() throws Exception {
        link.send(new Message.Checking(1, 2L << 20));
        assertViolation("has read next to nothing");
    }

    @Test
    void itIsStillReadingAndComesNoFurther() throws Exception {
        links.cut();
        sender.join();
        begin(3 << 20);
        link.queue(new Message.Checking(1, 1 << 20));
        link.queue(new Message.Checking(1, 2 << 20));
        link.send(new Message.Checking(1, (3 << 20) - 1));
        assertViolation("has read next to nothing");
    }

    /** What it says while this end sends waits in a memory that is bounded, and then at the receiver's. */
    @Test
    void itTalksAndDoesNotListen() throws Exception {
        links.cut();
        sender.join();
        begin(1_000_000);
        link.send(nothing());
        while (!links.isFullThere()) {
            Thread.onSpinWait();
        }
        var said = new AtomicLong();
        var talking = CompletableFuture.runAsync(() -> {
            try {
                while (said.get() < 1_000_000) {
                    link.send(new Message.Refused(1, Refusal.FAILED));
                    said.incrementAndGet();
                }
            } catch (IOException e) {
                return; // the sender has gone
            }
        });
        while (!answersAreFull()) {
            assertThat(talking).isNotDone();
            Thread.onSpinWait();
        }
        links.cut();
        talking.join();
        assertThat(said.get()).isLessThan(10_000);
        assertThat(end()).isInstanceOf(SecureChannelException.class);
    }

    private static boolean answersAreFull() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(each -> each.getKey().getName().equals("answers")
                        && each.getKey().getState() == Thread.State.WAITING)
                .flatMap(each -> Arrays.stream(each.getValue()))
                .anyMatch(each -> each.getClassName().equals(ArrayBlockingQueue.class.getName())
                        && each.getMethodName().equals("put"));
    }
}
