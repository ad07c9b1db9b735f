package io.securechannel.examples.messenger.server;

import io.securechannel.examples.messenger.protocol.MailRefusal;
import java.util.List;
import java.util.Optional;

/** What has become of a {@link Change}. */
sealed interface Outcome {

    /**
     * A mail is kept.
     *
     * @param delivery to be handed over; empty if the store had it before
     */
    record Kept(Optional<Delivery> delivery) implements Outcome {}

    /**
     * A mail is not kept.
     *
     * @param reason why
     * @param expected the next number of its row, for OUT_OF_ORDER
     */
    record Refused(MailRefusal reason, long expected) implements Outcome {}

    /**
     * Mail has ended: by its time, or with the device that it was for.
     *
     * @param notices for those who sent it
     */
    record Ended(List<Delivery> notices) implements Outcome {

        public Ended {
            notices = List.copyOf(notices);
        }
    }

    /**
     * It is as it was to be.
     *
     * @param rows how many deliveries were deleted
     */
    record Done(int rows) implements Outcome {}
}
