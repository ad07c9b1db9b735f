package io.securechannel.examples.transfer.meeting;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.examples.transfer.protocol.Greeting;
import io.securechannel.examples.transfer.protocol.Link;
import io.securechannel.examples.transfer.protocol.Message.Hello;
import io.securechannel.examples.transfer.protocol.Message.Role;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The whole of a transfer, over as many channels as it takes. */
public final class Course {

    /** So many channels in a row that are cut before anything has moved are more than bad luck. */
    private static final int FRUITLESS = 10;

    /** So long an end waits for the other while nothing goes on. A peer that writes to a slow disk is no dead one. */
    static final Duration STALL = Duration.ofMinutes(5);

    private final Meeting meeting;
    private final Access access;
    private final Role role;
    private final Consumer<String> says;
    private final Duration stall;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable PatientLink current;
    private boolean stopped;

    /**
     * Knows how to meet.
     *
     * @param meeting makes channels
     * @param access whom to believe
     * @param role of this end
     * @param says is told of cuts, in a sentence for people; what the other end has said in it is not harmless yet
     */
    public Course(Meeting meeting, Access access, Role role, Consumer<String> says) {
        this(meeting, access, role, says, STALL);
    }

    Course(Meeting meeting, Access access, Role role, Consumer<String> says, Duration stall) {
        this.stall = stall;
        this.meeting = meeting;
        this.access = access;
        this.role = role;
        this.says = says;
    }

    /**
     * Ends it from another thread, as when a person wants to: the other end is told, if it listens, and what has arrived stays. Does nothing
     * where nothing is under way.
     */
    public void stop() {
        PatientLink link;
        lock.lock();
        try {
            stopped = true;
            link = current;
        } finally {
            lock.unlock();
        }
        if (link != null) {
            says.accept("stopped: what has arrived stays, and it goes on when both are run again");
            link.stop();
        }
    }

    /** {@return empty if it was stopped before anybody came} */
    private Optional<PatientLink> begin(Link met) {
        var link = new PatientLink(met, stall);
        lock.lock();
        try {
            current = stopped ? null : link;
            return Optional.ofNullable(current);
        } finally {
            lock.unlock();
        }
    }

    private boolean end() {
        lock.lock();
        try {
            current = null;
            return stopped;
        } finally {
            lock.unlock();
        }
    }

    /** Works over one link; after a cut, over another. */
    @FunctionalInterface
    public interface Session {

        /**
         * Works until all is done.
         *
         * @param link after the greeting
         * @throws IOException if it is not done
         */
        void over(Link link) throws IOException;
    }

    /**
     * Works until all is done.
     *
     * @param session is run once for each channel
     * @param moved how many bytes have moved so far
     * @throws KeyMaterialException if keys cannot be used
     * @throws IOException if it cannot be done
     */
    public void run(Session session, LongSupplier moved) throws KeyMaterialException, IOException {
        if (access.introduces().isPresent()) {
            introduce();
        }
        long before = moved.getAsLong();
        for (int fruitless = 0; ; ) {
            var met = meeting.meet();
            var link = begin(met);
            if (link.isEmpty()) {
                met.close();
                throw new SecureChannelException(Reason.INTERRUPTED, "stopped at this end");
            }
            var cut = over(link.get(), session);
            if (cut.isEmpty()) {
                return;
            }
            fruitless = moved.getAsLong() == before ? fruitless + 1 : 0;
            before = moved.getAsLong();
            if (fruitless >= FRUITLESS) {
                throw cut.get();
            }
            says.accept("the channel was cut, and the transfer goes on when there is another: "
                    + cut.get().getMessage());
        }
    }

    /** {@return how the channel was cut; empty if all is done} */
    private Optional<SecureChannelException> over(Link link, Session session) throws IOException {
        try (link) {
            var hello = Greeting.exchange(link, new Hello(role, Optional.empty()));
            if (hello.key().isPresent()) {
                throw new SecureChannelException(
                        Reason.PROTOCOL_VIOLATION, "the other end has told a key where no code was used");
            }
            session.over(link);
            return Optional.empty();
        } catch (SecureChannelException e) {
            if (end()) {
                throw new SecureChannelException(Reason.INTERRUPTED, "stopped at this end", e);
            }
            if (!isCut(e.reason())) {
                throw e;
            }
            return Optional.of(e);
        } finally {
            end();
        }
    }

    private void introduce() throws KeyMaterialException, IOException {
        try (var link = new PatientLink(meeting.meet(), stall)) {
            var hello = Greeting.exchange(link, new Hello(role, access.introduces()));
            access.met(hello.key()
                    .orElseThrow(() -> new SecureChannelException(
                            Reason.PROTOCOL_VIOLATION, "the other end has told no key for the channels to come")));
        }
    }

    /**
     * {@return whether another channel may be the better one, rather than that something is wrong with either end}
     *
     * @param reason why a channel has ended
     */
    public static boolean isCut(Reason reason) {
        return switch (reason) {
            case CONNECTION_CUT, IO_FAILURE, CORRUPT_RECORD, WRITE_TIMEOUT, IDLE_TIMEOUT, CLOSED -> true;
            default -> false;
        };
    }
}
