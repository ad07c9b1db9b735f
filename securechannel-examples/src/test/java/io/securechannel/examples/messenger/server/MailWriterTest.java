package io.securechannel.examples.messenger.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.examples.messenger.protocol.DeviceId;
import io.securechannel.examples.messenger.protocol.DirectoryEntry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nobody is told that a thing is done which the store has not done. */
class MailWriterTest {

    private final List<String> told = Collections.synchronizedList(new ArrayList<>());
    private final List<IOException> failures = Collections.synchronizedList(new ArrayList<>());
    private final FailingStore store = new FailingStore();
    private final MailWriter writer =
            new MailWriter(store, InstantSource.fixed(TestUser.START), Duration.ofHours(1), new Nothing(), new Heard());

    @AfterEach
    void close() {
        writer.close();
    }

    @Test
    void workIsDoneInItsOrder() throws Exception {
        for (int i = 0; i < 50; i++) {
            writer.submit(new Said("work " + i));
        }
        writer.start();
        var last = new Said("last");
        writer.submit(last);
        last.over.await();
        assertThat(told).hasSize(51).startsWith("work 0 done", "work 1 done").endsWith("last done");
        assertThat(store.groups.get()).as("what waits is one group").isLessThanOrEqualTo(2);
    }

    /** Or who acknowledges at length would hold up the group, and with it all servers of the store. */
    @Test
    void aGroupIsBoundedByWhatItHasToDo() throws Exception {
        var works = new ArrayList<Said>();
        for (int i = 0; i < 6; i++) {
            var heavy = new Said("heavy " + i) {
                @Override
                public int weight() {
                    return MailWriter.MOST_OF_A_GROUP / 2;
                }
            };
            works.add(heavy);
            writer.submit(heavy);
        }
        writer.start();
        for (var work : works) {
            work.over.await();
        }
        assertThat(store.groups.get()).isGreaterThanOrEqualTo(3);
    }

    @Test
    void afterAFailureNothingIsTakenAnyMore() throws Exception {
        store.broken = true;
        writer.submit(new Said("first"));
        var second = new Said("second");
        writer.submit(second);
        writer.start();
        second.over.await();
        writer.close();
        assertThat(told).containsExactly("first failed", "second failed");
        assertThat(failures).singleElement().satisfies(e -> assertThat(e).hasMessage("no space left"));
        assertThatThrownBy(() -> writer.submit(new Said("third")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("store has failed")
                .hasRootCauseMessage("no space left");
    }

    /** What comes meanwhile is refused and not kept: who has said it says it again. */
    @Test
    void aStoreThatIsLostIsFoundAgain() throws Exception {
        store.lost = true;
        var first = new Said("first");
        writer.submit(first);
        writer.start();
        first.over.await();
        var next = new Said("next");
        while (!submitted(next)) {
            Thread.onSpinWait();
        }
        next.over.await();
        writer.close();
        assertThat(told)
                .as(
                        "what others have kept is to be fetched after the directory is renewed, and before anybody is woken (C11)")
                .startsWith(
                        "first failed",
                        "lost: no database",
                        "found",
                        "news, mail up to 0",
                        "woken, mail up to 7",
                        "next done");
        assertThat(store.tries).hasValue(2);
        assertThat(failures).isEmpty();
    }

    /** Whoever runs the server has to know what is there, once for each; nothing is taken meanwhile, nor is anybody let in. */
    @Test
    void whatIsThereInPlaceOfTheStoreIsSaidOnceAndTheStoreIsFoundAfterIt() throws Exception {
        store.lost = true;
        store.instead.addAll(List.of("it is empty", "it is empty", "it is not whole", "it is empty"));
        var first = new Said("first");
        writer.submit(first);
        writer.start();
        first.over.await();
        assertThat(writer.isStoreThere()).isFalse();
        var next = new Said("next");
        while (!submitted(next)) {
            Thread.onSpinWait();
        }
        next.over.await();
        assertThat(writer.isStoreThere()).isTrue();
        assertThat(told)
                .startsWith(
                        "first failed",
                        "lost: no database",
                        "another: it is empty",
                        "another: it is not whole",
                        "another: it is empty",
                        "found");
    }

    /** Without that thread the server would take connections and answer none. */
    @Test
    void whatNobodyHasForeseenEndsItWithAWord() throws Exception {
        store.lost = true;
        store.defect = true;
        var first = new Said("first");
        writer.submit(first);
        writer.start();
        first.over.await();
        var next = new Said("next");
        while (failures.isEmpty() || submitted(next)) {
            Thread.onSpinWait();
        }
        writer.close();
        assertThat(failures).singleElement().satisfies(e -> assertThat(e).hasMessageContaining("a defect"));
        assertThat(writer.isStoreThere()).isFalse();
    }

    @Test
    void memoryThatIsAllGoneEndsItAsWell() throws Exception {
        var first = new Said("first");
        writer.submit(new Said("too large") {
            @Override
            public Optional<Change> change() {
                throw new OutOfMemoryError("of the test");
            }
        });
        writer.submit(first);
        writer.start();
        first.over.await();
        writer.close();
        assertThat(told).containsExactly("too large failed", "first failed");
        assertThat(failures).singleElement().satisfies(e -> assertThat(e).hasMessageContaining("of the test"));
    }

    /** As if it came when the thread had looked for the last time. */
    @Test
    void whatIsLeftAtTheEndIsAnswered() throws Exception {
        writer.submit(new Said("first"));
        writer.close();
        assertThat(told).containsExactly("first failed");
    }

    private boolean submitted(Said work) throws InterruptedException {
        try {
            writer.submit(work);
            return true;
        } catch (IOException e) {
            assertThat(e)
                    .hasMessageContaining("store has failed")
                    .rootCause()
                    .hasMessageMatching("no database|a defect");
            return false;
        }
    }

    @Test
    void workThatIsWrongFailsAloneAndTheOthersGoOn() throws Exception {
        writer.submit(new Said("before"));
        writer.submit(new Said("wrong") {
            @Override
            public Optional<Change> change() {
                throw new IllegalStateException("a defect");
            }
        });
        var after = new Said("after");
        writer.submit(after);
        writer.start();
        after.over.await();
        writer.close();
        assertThat(told).containsExactlyInAnyOrder("before done", "wrong failed", "left out: a defect", "after done");
        assertThat(failures).isEmpty();
    }

    @Test
    void whatWasTakenIsDoneBeforeTheEnd() throws Exception {
        writer.submit(new Said("first"));
        writer.start();
        writer.close();
        assertThat(told).containsExactly("first done");
        assertThatThrownBy(() -> writer.submit(new Said("second"))).hasMessageContaining("is stopping");
    }

    private class Said implements MailWriter.Work {

        private final String name;
        final CountDownLatch over = new CountDownLatch(1);

        Said(String name) {
            this.name = name;
        }

        @Override
        public Optional<Change> change() {
            return Optional.of(new Change.Expire());
        }

        @Override
        public void done(Outcome outcome) {
            told.add(name + " done");
            over.countDown();
        }

        @Override
        public void failed(IOException cause) {
            told.add(name + " failed");
            over.countDown();
        }
    }

    private final class Nothing implements MailWriter.Housekeeping {

        @Override
        public Optional<Change> change() {
            return Optional.empty();
        }

        @Override
        public void done(Outcome outcome) {
            throw new AssertionError("there was nothing to be done");
        }

        @Override
        public void failed(IOException cause) {
            // Others tell.
        }

        @Override
        public void groupDone() {
            // Nothing to be flushed.
        }

        @Override
        public void leftOut(RuntimeException cause) {
            told.add("left out: " + cause.getMessage());
        }
    }

    private final class Heard implements MailWriter.Observer {

        @Override
        public void heard(News news) {
            if (!news.mailFor().isEmpty()) {
                told.add("news, mail up to " + store.lastDelivery());
            }
        }

        @Override
        public void mailFor(Set<DeviceId> devices) {
            if (!devices.isEmpty()) {
                told.add("woken, mail up to " + store.lastDelivery());
            }
        }

        @Override
        public void lost(IOException cause) {
            told.add("lost: " + cause.getMessage());
        }

        @Override
        public void another(IOException what) {
            told.add("another: " + what.getMessage());
        }

        @Override
        public void found() {
            told.add("found");
        }

        @Override
        public void failed(IOException cause) {
            failures.add(cause);
        }
    }

    private static final class FailingStore implements MailStore {

        private volatile boolean broken;
        private volatile boolean lost;
        private volatile boolean defect;
        private final AtomicInteger tries = new AtomicInteger();
        private final AtomicInteger groups = new AtomicInteger();
        private final Queue<String> instead = new ConcurrentLinkedQueue<>();
        private volatile boolean shown;

        @Override
        public News begin() throws IOException {
            if (lost) {
                throw new StoreLostException("no database");
            }
            return tries.get() == 0 ? News.NONE : new News(List.of(), List.of(), Set.of(new TestUser("somebody").id()));
        }

        @Override
        public void show() {
            shown = tries.get() > 0;
        }

        @Override
        public void recover() throws IOException {
            if (tries.incrementAndGet() == 1) {
                throw new StoreLostException("no database yet");
            }
            if (defect) {
                throw new IllegalStateException("a defect");
            }
            if (!instead.isEmpty()) {
                throw new IOException(instead.remove());
            }
            lost = false;
        }

        @Override
        public List<Outcome> apply(Instant now, List<Change> changes) throws IOException {
            if (broken) {
                throw new IOException("no space left");
            }
            groups.incrementAndGet();
            return Collections.nCopies(changes.size(), new Outcome.Done(0));
        }

        @Override
        public long lastDelivery() {
            return shown ? 7 : 0;
        }

        @Override
        public Waiting waiting(DeviceId device, long after, long upTo, int most) {
            return new Waiting(List.of(), true);
        }

        @Override
        public List<DirectoryEntry> entries() {
            return List.of();
        }

        @Override
        public Map<DeviceId, String> devices() {
            return Map.of();
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
