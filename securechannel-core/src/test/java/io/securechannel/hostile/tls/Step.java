package io.securechannel.hostile.tls;

/** The messages of the handshake that a hand-made peer sends itself, in the order in which it does. */
public enum Step {
    /** A client's first word. */
    CLIENT_HELLO,
    /** A server's answer; what follows is encrypted. */
    SERVER_HELLO,
    /** A server's. */
    ENCRYPTED_EXTENSIONS,
    /** A server's, if it is told to ask. */
    CERTIFICATE_REQUEST,
    /** A server's, and a client's that was asked. */
    CERTIFICATE,
    /** A server's, and a client's that has a certificate. */
    CERTIFICATE_VERIFY,
    /** The last one of either. */
    FINISHED
}
