package io.securechannel.hostile.tls;

/** The types of RFC 8446, section 4, and one that TLS 1.3 no longer has. */
final class HandshakeType {

    /** TLS 1.2 (RFC 5246, section 7.4.1.1): an invitation to renegotiate. */
    static final int HELLO_REQUEST = 0;

    static final int CLIENT_HELLO = 1;
    static final int SERVER_HELLO = 2;
    static final int NEW_SESSION_TICKET = 4;
    static final int END_OF_EARLY_DATA = 5;
    static final int ENCRYPTED_EXTENSIONS = 8;
    static final int CERTIFICATE = 11;
    static final int CERTIFICATE_REQUEST = 13;
    static final int CERTIFICATE_VERIFY = 15;
    static final int FINISHED = 20;
    static final int KEY_UPDATE = 24;

    private HandshakeType() {}
}
