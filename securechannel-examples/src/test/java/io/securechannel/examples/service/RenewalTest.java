package io.securechannel.examples.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What looks after a server's certificate while it runs, and nothing after its end. */
@Timeout(60)
class RenewalTest {

    private static final Duration OFTEN = Duration.ofNanos(1);

    private final BlockingQueue<String> said = new LinkedBlockingQueue<>();

    @Test
    void looksAgainAlsoAfterATrouble() throws Exception {
        Renewal.Check check = new Renewal.Check() {

            private int times;

            @Override
            public Optional<String> look() {
                times++;
                if (times == 1) {
                    throw new IllegalStateException("not today");
                }
                return Optional.of("renewed at time " + times);
            }
        };
        try (var renewal = Renewal.start("renewal", check, said::add, OFTEN)) {
            assertThat(said.take()).isEqualTo("its certificate cannot be renewed: not today");
            assertThat(said.take()).isEqualTo("renewed at time 2");
            assertThat(renewal).isNotNull();
        }
    }

    /** Its thread is over, not merely about to be: many times, since the moment between is short. */
    @Test
    void closeWaitsForTheThread() throws Exception {
        for (int i = 0; i < 500; i++) {
            var threads = new LinkedBlockingQueue<Thread>();
            Renewal.Check check = () -> {
                threads.add(Thread.currentThread());
                return Optional.empty();
            };
            Thread thread;
            try (var renewal = Renewal.start("renewal", check, said::add, OFTEN)) {
                thread = threads.take();
                assertThat(renewal).isNotNull();
            }
            assertThat(thread.isAlive()).as("closed for time " + i).isFalse();
        }
    }

    /** The key store behind it is closed next: to be interrupted in the middle of its writing would be no help to it. */
    @Test
    void closeLetsARenewalThatIsUnderWayFinish() throws Exception {
        var begun = new CountDownLatch(1);
        var closing = new CountDownLatch(1);
        var finished = new AtomicBoolean();
        Renewal.Check check = () -> {
            begun.countDown();
            try {
                closing.await();
                finished.set(true);
            } catch (InterruptedException e) {
                said.add("interrupted");
            }
            return Optional.empty();
        };
        var renewal = Renewal.start("renewal", check, said::add, OFTEN);
        begun.await();
        var closer = new Thread(renewal::close, "closer");
        closer.start();
        while (closer.getState() != Thread.State.TIMED_WAITING && closer.isAlive()) {
            Thread.onSpinWait(); // until it waits for the check
        }
        closing.countDown();
        closer.join();
        assertThat(finished).isTrue();
        assertThat(said).isEmpty();
    }
}
