package io.securechannel.noise;

import io.securechannel.keys.SharedSecret;

/** Pre-shared secrets, which have one length here (rev 34, section 9). */
final class Psk {

    static final int LENGTH = 32;

    private Psk() {}

    /** {@return the place of a secret in the handshakes of the transport} Beside static keys psk2, which hides who calls; alone psk0. */
    static int place(boolean besideKeys) {
        return besideKeys ? 2 : 0;
    }

    static SharedSecret checked(SharedSecret secret) {
        if (secret.length() != LENGTH) {
            throw new IllegalArgumentException("a pre-shared secret has " + LENGTH + " bytes here, not "
                    + secret.length() + ": SharedSecret.random() makes one");
        }
        return secret;
    }
}
