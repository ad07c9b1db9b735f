package io.securechannel.hostile.tls;

/**
 * An alert (RFC 8446, section 6).
 *
 * @param level 1 for a warning, 2 for fatal
 * @param description what it says
 */
public record Alert(int level, int description) {

    static final int WARNING = 1;
    static final int FATAL = 2;

    static final int CLOSE_NOTIFY = 0;
    static final int UNEXPECTED_MESSAGE = 10;
    static final int BAD_RECORD_MAC = 20;
    static final int RECORD_OVERFLOW = 22;
    static final int ILLEGAL_PARAMETER = 47;
    static final int DECODE_ERROR = 50;
    static final int DECRYPT_ERROR = 51;
    static final int USER_CANCELED = 90;

    /** TLS 1.2 (RFC 5246, section 7.2.2): a warning that refuses to renegotiate. */
    static final int NO_RENEGOTIATION = 100;

    static Alert in(byte[] content) {
        return new Alert(content[0] & 0xFF, content[1] & 0xFF);
    }

    static byte[] bytes(int level, int description) {
        return new byte[] {(byte) level, (byte) description};
    }
}
