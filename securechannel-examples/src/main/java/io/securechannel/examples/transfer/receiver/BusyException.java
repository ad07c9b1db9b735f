package io.securechannel.examples.transfer.receiver;

import java.io.IOException;

/** Another receiver writes there, or may do so. */
final class BusyException extends IOException {

    private static final long serialVersionUID = 1L;

    BusyException(String message) {
        super(message);
    }
}
