package io.securechannel.examples.messenger.server;

import io.securechannel.examples.messenger.protocol.DeviceId;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that changes the store. It takes all that waits, makes it durable at once, and only then tells those who wait for
 * it: so a thousand senders share one write to the disk.
 */
final class MailWriter implements AutoCloseable {

    private static final int WAITING = 1_024;

    /** By weight. Other servers wait as long as a group lasts, and this one renews its lease after it. */
    static final int MOST_OF_A_GROUP = 512;

    /** Between two tries to find a store again that was lost. */
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(250);

    /**
     * Something to be done, in the writer's thread alone. Nothing in it may block.
     */
    interface Work {

        /** {@return how many rows of the store it is about, at least 1} */
        default int weight() {
            return 1;
        }

        /** {@return the change; empty where none is needed, and then nothing is done} */
        Optional<Change> change();

        /**
         * It is done, and will not be lost.
         *
         * @param outcome what became of it
         */
        void done(Outcome outcome);

        /**
         * It is not done, or nobody knows.
         *
         * @param cause what is wrong with the store, or with this
         */
        void failed(IOException cause);
    }

    /** What is done from time to time. */
    interface Housekeeping extends Work {

        /** A group is done, and all have been told. */
        void groupDone();

        /**
         * Work could not be decided upon, and was left out.
         *
         * @param cause a defect of the server's
         */
        void leftOut(RuntimeException cause);
    }

    /** Hears what becomes of the store, in the writer's thread. */
    interface Observer {

        /** What other servers have done to entries and sessions, before anything is decided upon. Their mail cannot be fetched yet. */
        void heard(News news);

        /** Other servers have kept mail for these, which can be fetched now. */
        void mailFor(Set<DeviceId> devices);

        /** Nothing is taken until {@link #found}; what was decided upon, and is not done, is to be forgotten. */
        void lost(IOException cause);

        /** There is something in its place that is not it, or not whole. To be told once, as long as that is so. */
        void another(IOException what);

        /** It is there again. */
        void found() throws IOException;

        /** Nothing is taken any more. To be told once; must not block. */
        void failed(IOException cause);
    }

    /** Wakes the thread, so that it sees that it is to end, or asks the store for news. */
    private static final Work NOTHING = new Work() {

        @Override
        public Optional<Change> change() {
            return Optional.empty();
        }

        @Override
        public void done(Outcome outcome) {
            throw new IllegalStateException("there was nothing to be done");
        }

        @Override
        public void failed(IOException cause) {
            // Nobody waits for it.
        }
    };

    private final MailStore store;
    private final InstantSource clock;
    private final Duration interval;
    private final Housekeeping housekeeping;
    private final Observer observer;
    private final BlockingQueue<Work> queue = new ArrayBlockingQueue<>(WAITING);
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicBoolean woken = new AtomicBoolean();
    private final Thread thread;
    private volatile @Nullable IOException failure;
    private volatile boolean ended;
    private long lastHousekeeping;
    private long lastTry;
    private @Nullable String told;

    /**
     * Starts.
     *
     * @param store which no other thread of this server changes
     * @param clock by which mail ends
     * @param interval how often housekeeping is done
     * @param housekeeping looks for mail that has ended
     * @param observer hears what becomes of the store
     */
    MailWriter(MailStore store, InstantSource clock, Duration interval, Housekeeping housekeeping, Observer observer) {
        this.store = store;
        this.clock = clock;
        this.interval = interval;
        this.housekeeping = housekeeping;
        this.observer = observer;
        this.thread = new Thread(this::run, "chat-writer");
    }

    void start() {
        thread.start();
    }

    /**
     * Hands work over; waits where too much is waiting.
     *
     * @throws IOException if the store has failed or is closed
     */
    void submit(Work work) throws IOException, InterruptedException {
        while (true) {
            var broken = failure;
            if (broken != null) {
                throw new IOException("the server's store has failed: nothing is taken any more", broken);
            }
            if (closed.get()) {
                throw new IOException("the server is stopping");
            }
            if (queue.offer(work, 100, TimeUnit.MILLISECONDS)) {
                if (ended) {
                    failTheRest(); // it may have come when nobody looked any more
                }
                return;
            }
        }
    }

    /** {@return whether the store is there: it was not lost, or was found again, and has not failed} */
    boolean isStoreThere() {
        return failure == null;
    }

    /** There are news in the store: the thread looks, if it does not do so anyway. Never waits. */
    void wake() {
        if (woken.compareAndSet(false, true) && !queue.offer(NOTHING)) {
            woken.set(false); // it is busy, and so about to look
        }
    }

    /** Does what was handed over, and ends. */
    @Override
    public void close() {
        closed.set(true);
        var unused = queue.offer(NOTHING); // where there is no room for it, nobody sleeps
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true; // what was taken is finished first
            }
        }
        ended = true;
        failTheRest();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (true) {
            boolean last = closed.get();
            turn(last);
            if (last && queue.isEmpty()) {
                return;
            }
        }
    }

    /** What nobody has foreseen ends the server, also memory that is all gone: without this thread it would take connections and answer none. */
    private void turn(boolean last) {
        var group = new ArrayList<Work>();
        try {
            findAgain();
            take(last, group);
            if (!group.isEmpty()) {
                make(group);
            }
        } catch (RuntimeException | Error e) {
            var cause = new IOException("what changes the store of mails has failed: " + e, e);
            failure = cause;
            observer.failed(cause);
            group.forEach(work -> work.failed(cause));
        }
    }

    private void take(boolean last, List<Work> group) {
        try {
            long patience = failure == null ? interval.toNanos() : Math.min(PAUSE, interval.toNanos());
            var first = last ? queue.poll() : queue.poll(patience, TimeUnit.NANOSECONDS);
            int weight = 0;
            for (var work = first; work != null; work = weight < MOST_OF_A_GROUP ? queue.poll() : null) {
                group.add(work);
                weight += work.weight();
            }
        } catch (InterruptedException e) {
            return; // nobody has a reason to interrupt it
        }
        woken.set(false);
        if (lastHousekeeping == 0 || System.nanoTime() - lastHousekeeping >= interval.toNanos()) {
            lastHousekeeping = System.nanoTime();
            group.add(housekeeping);
        }
    }

    /** Nobody who waits for an answer waits for ever. */
    private void failTheRest() {
        var stopping = new IOException("the server is stopping");
        for (var work = queue.poll(); work != null; work = queue.poll()) {
            work.failed(stopping);
        }
    }

    private void make(List<Work> group) {
        var broken = failure;
        if (broken != null) {
            group.forEach(work -> work.failed(broken));
            return;
        }
        var works = new ArrayList<Work>(group.size());
        var changes = new ArrayList<Change>(group.size());
        try {
            begin();
            for (var work : group) {
                change(work).ifPresent(change -> {
                    works.add(work);
                    changes.add(change);
                });
            }
            var outcomes = store.apply(clock.instant(), changes);
            for (int i = 0; i < works.size(); i++) {
                works.get(i).done(outcomes.get(i));
            }
            housekeeping.groupDone();
        } catch (IOException | RuntimeException e) {
            fail(group, e);
        }
    }

    /**
     * In this order alone: a device that could fetch a mail before the directory is renewed would be told of an older one (C11), and
     * one that is woken before the mail can be fetched would look too early, and not again.
     */
    private void begin() throws IOException {
        var news = store.begin();
        observer.heard(news);
        store.show();
        observer.mailFor(news.mailFor());
    }

    /** What is wrong with one request must not end the server for all: nothing of it has reached the store. */
    private Optional<Change> change(Work work) {
        try {
            return work.change();
        } catch (RuntimeException e) {
            work.failed(new IOException("the server could not deal with this: " + e, e));
            housekeeping.leftOut(e);
            return Optional.empty();
        }
    }

    private void fail(List<Work> works, Exception e) {
        var cause = e instanceof IOException io ? io : new IOException("the store of mails failed: " + e, e);
        failure = cause;
        works.forEach(work -> work.failed(cause));
        if (cause instanceof StoreLostException) {
            lastTry = System.nanoTime();
            observer.lost(cause);
        } else {
            observer.failed(cause);
        }
    }

    /** A store that was lost is tried now and then; as long as it is not there, whatever comes is refused. */
    private void findAgain() {
        if (!(failure instanceof StoreLostException) || System.nanoTime() - lastTry < PAUSE) {
            return;
        }
        try {
            store.recover();
            observer.found();
            told = null;
            failure = null;
        } catch (StoreLostException e) {
            lastTry = System.nanoTime(); // what was said when it was lost is true still
        } catch (IOException e) {
            lastTry = System.nanoTime();
            if (!Objects.equals(told, e.getMessage())) {
                told = e.getMessage();
                observer.another(e);
            }
        }
    }
}
