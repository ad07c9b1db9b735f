package io.securechannel.examples.messenger;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.examples.messenger.client.ChatEvent;
import io.securechannel.examples.messenger.client.ChatEvent.Received;
import io.securechannel.examples.messenger.client.ChatEvent.Undelivered;
import io.securechannel.examples.messenger.protocol.Mail;
import io.securechannel.examples.messenger.protocol.ServerMessage.Expired;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What was taken from the server is shown, also when the process ends before it was (C5), and so is what was to be told (C6, M6). */
@Timeout(120)
class UnshownMessagesTest {

    /** More than the history keeps, and than is taken at once. */
    private static final int MANY = 150;

    @TempDir
    private Path directory;

    private Scene scene;

    @BeforeEach
    void open() throws Exception {
        scene = Scene.open(directory);
    }

    @AfterEach
    void close() throws Exception {
        assertThat(scene.bob().events(ChatEvent.Alarm.class)).isEmpty();
        scene.close();
    }

    private Path killedWhileShowing(String text) throws IOException {
        return killedAt(event ->
                event instanceof Received received && received.message().text().equals(text));
    }

    private Path killedAt(Predicate<ChatEvent> which) throws IOException {
        var left = Files.createDirectory(directory.resolve("left"));
        scene.bob().first(event -> {
            if (which.test(event)) {
                copy(directory.resolve("bob.keys"), left.resolve("bob.keys"));
            }
        });
        return left;
    }

    private static void copy(Path from, Path to) {
        try {
            Files.copy(from, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The server has forgotten it: what was acknowledged before its sender was told is told then (C6). */
    @Test
    void whatHasEndedIsToldAtTheNextStart() throws Exception {
        scene.bob().client().send(Scene.TALK, "one");
        scene.bob().await(ChatEvent.Delivered.class, each -> true);
        var left = killedAt(Undelivered.class::isInstance);
        scene.connection().say(new Expired(5000, "ada", scene.ada().device().id(), 1));
        var told = scene.bob().await(Undelivered.class, each -> true);

        scene.bobComesAgain(left);
        assertThat(scene.bob().await(Undelivered.class, each -> true)).isEqualTo(told);
        scene.settle();

        scene.bobComesAgain(left);
        scene.settle();
        assertThat(scene.bob().events(Undelivered.class)).as("told once").isEmpty();
    }

    /** A terminal shows what is left when the threads have ended, and says so before the key store is left. */
    @Test
    void whatIsShownAfterTheThreadsHaveEndedIsNotShownAgain() throws Exception {
        var mail = scene.next("at the end");
        scene.bob().showLater();
        scene.deliver(mail);
        var last = scene.bob().await(Received.class, each -> true);
        scene.bob().client().stop();
        scene.bob().client().shown(last);
        scene.bobComesAgain(directory);
        scene.settle();
        assertThat(scene.shown()).as("shown once").isEmpty();
    }

    /** The file of the moment in which the first is shown is what is left. */
    @Test
    void whatNobodyWasShownIsShownAtTheNextStartInOrder() throws Exception {
        var texts = IntStream.range(0, MANY).mapToObj(each -> "text " + each).toList();
        var mails = new ArrayList<Mail>();
        for (var text : texts) {
            mails.add(scene.next(text));
        }
        var left = killedWhileShowing("text 0");
        mails.forEach(scene::deliver);
        scene.bob().awaitText("text " + (MANY - 1));
        assertThat(scene.bob().texts()).isEqualTo(texts);
        while (scene.bob().client().history().size() > 100) {
            Thread.onSpinWait(); // what has been shown last is forgotten in a moment
        }

        scene.bobComesAgain(left);
        int taken = scene.bob().client().history().size();
        assertThat(taken).isBetween(1, MANY);
        mails.subList(taken, MANY).forEach(scene::deliver); // what it had not acknowledged
        scene.settle();
        assertThat(scene.shown()).isEqualTo(texts);

        scene.bobComesAgain(left);
        scene.settle();
        assertThat(scene.shown()).as("shown once").isEmpty();
    }
}
