package io.securechannel.examples.rsamigration;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.keys.EnvelopePublicKey;

/**
 * The fingerprint of the server's key, which its owner has told by another way than this connection. Step 1 is nothing but this.
 *
 * @param fingerprint {@code SHA256:} and 43 characters of Base64
 */
record Pin(String fingerprint) {

    static Pin of(String text) {
        if (!text.matches("SHA256:[A-Za-z0-9+/]{43}")) {
            throw new IllegalArgumentException("'" + text
                    + "' is no fingerprint: it is SHA256: and 43 characters, as the server prints it when it starts");
        }
        return new Pin(text);
    }

    /** Refuses every other key, before anything has been encrypted to it. */
    void check(EnvelopePublicKey key, String server) throws SecureChannelException {
        if (!key.fingerprint().equals(fingerprint)) {
            throw new SecureChannelException(
                            Reason.PIN_MISMATCH,
                            "the server showed the key " + key.fingerprint() + ", and expected is " + fingerprint
                                    + ": somebody is in between, or the server has a new key; nothing was sent. Ask its"
                                    + " owner for the fingerprint, not over this connection, and give that as --pin")
                    .withPeer(server);
        }
    }
}
