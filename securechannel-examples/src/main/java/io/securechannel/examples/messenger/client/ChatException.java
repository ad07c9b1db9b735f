package io.securechannel.examples.messenger.client;

import java.util.Objects;

/** What a user asked for cannot be done. The message is for the user: what was wrong, and what to do. */
public final class ChatException extends Exception {

    private static final long serialVersionUID = 1L;

    /**
     * Says why.
     *
     * @param message for the user
     */
    public ChatException(String message) {
        super(message);
    }

    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }
}
