package io.securechannel.examples.transfer.protocol;

import java.io.IOException;

/** One end has ended the transfer, and trying again by itself would not help. */
public final class StoppedException extends IOException {

    private static final long serialVersionUID = 1L;

    private final Refusal why;

    /**
     * Says why.
     *
     * @param why for people
     */
    public StoppedException(Refusal why) {
        super(why.text());
        this.why = why;
    }

    /** {@return why} */
    public Refusal why() {
        return why;
    }
}
