package io.securechannel.noise;

/** What a message of a handshake is made of (rev 34, section 7.1; psk: section 9; hfs: docs/spec/noise.md, section 2). */
enum Token {
    E,
    S,
    EE,
    ES,
    SE,
    SS,
    PSK,
    /** The initiator's encapsulation key. */
    E1,
    /** The responder's ciphertext for it. */
    EKEM1;

    boolean isDiffieHellman() {
        return this == EE || this == ES || this == SE || this == SS;
    }
}
