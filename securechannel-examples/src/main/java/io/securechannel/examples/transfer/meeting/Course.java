package io.securechannel.examples.transfer.meeting;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.examples.transfer.protocol.Greeting;
import io.securechannel.examples.transfer.protocol.Link;
import io.securechannel.examples.transfer.protocol.Message.Hello;
import io.securechannel.examples.transfer.protocol.Message.Role;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** The whole of a transfer, over as many channels as it takes. */
public final class Course {

    /** So many channels in a row that are cut before anything has moved are more than bad luck. */
    private static final int FRUITLESS = 10;

    private final Meeting meeting;
    private final Access access;
    private final Role role;
    private final Consumer<String> says;

    /**
     * Knows how to meet.
     *
     * @param meeting makes channels
     * @param access whom to believe
     * @param role of this end
     * @param says is told of cuts, in a sentence for people; what the other end has said in it is not harmless yet
     */
    public Course(Meeting meeting, Access access, Role role, Consumer<String> says) {
        this.meeting = meeting;
        this.access = access;
        this.role = role;
        this.says = says;
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
            var link = meeting.meet();
            var cut = over(link, session);
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
            Greeting.exchange(link, new Hello(role, Optional.empty()));
            session.over(link);
            return Optional.empty();
        } catch (SecureChannelException e) {
            if (!isCut(e.reason())) {
                throw e;
            }
            return Optional.of(e);
        }
    }

    private void introduce() throws KeyMaterialException, IOException {
        try (var link = meeting.meet()) {
            var hello = Greeting.exchange(link, new Hello(role, access.introduces()));
            access.met(hello.key()
                    .orElseThrow(() -> new SecureChannelException(
                            Reason.PROTOCOL_VIOLATION, "the other end has told no key for the channels to come")));
        }
    }

    private static boolean isCut(Reason reason) {
        return switch (reason) {
            case CONNECTION_CUT, IO_FAILURE, CORRUPT_RECORD, WRITE_TIMEOUT, IDLE_TIMEOUT, CLOSED -> true;
            default -> false;
        };
    }
}
