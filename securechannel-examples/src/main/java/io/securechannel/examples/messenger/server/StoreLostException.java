package io.securechannel.examples.messenger.server;

import java.io.IOException;

/** The store cannot be reached, or what was begun in it came to nothing: it may be opened again. */
final class StoreLostException extends IOException {

    private static final long serialVersionUID = 1L;

    StoreLostException(String message, Throwable cause) {
        super(message, cause);
    }

    StoreLostException(String message) {
        super(message);
    }
}
