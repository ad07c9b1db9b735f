package io.securechannel.framing;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Why a side closed the channel: what a CLOSE frame says.
 *
 * @param code 0 to 65,535; below 4,096 the codes of this protocol, from 4,096 on the application's own
 * @param text for people, at most 512 bytes of UTF-8; may be empty; never a secret
 */
public record CloseReason(int code, String text) {

    /** Done; nothing is wrong. */
    public static final int NORMAL = 0;
    /** The program is stopping. */
    public static final int GOING_AWAY = 1;
    /** The peer broke a rule of the protocol. */
    public static final int PROTOCOL_ERROR = 2;
    /** The peer sent a message larger than the limit of this side. */
    public static final int MESSAGE_TOO_LARGE = 3;
    /** A deadline of this side has passed. */
    public static final int TIMED_OUT = 4;
    /** This side failed; the peer did nothing wrong. */
    public static final int INTERNAL_ERROR = 5;
    /** The login failed; what could be said of it was said in the login. */
    public static final int LOGIN_FAILED = 6;
    /** The first code that applications may give a meaning of their own. */
    public static final int FIRST_APPLICATION_CODE = 4_096;

    /** The longest text, in bytes of UTF-8. */
    public static final int LONGEST_TEXT = 512;

    /**
     * Checks the code and the length of the text.
     *
     * @param code 0 to 65,535
     * @param text at most 512 bytes of UTF-8
     */
    public CloseReason {
        if (code < 0 || code > 0xFFFF) {
            throw new IllegalArgumentException("a close code is between 0 and 65,535, not " + code);
        }
        int length = text.getBytes(StandardCharsets.UTF_8).length;
        if (length > LONGEST_TEXT) {
            throw new IllegalArgumentException(
                    "the text of a close has at most " + LONGEST_TEXT + " bytes of UTF-8, not " + length);
        }
    }

    /**
     * Makes a reason whose text fits.
     *
     * @param code 0 to 65,535
     * @param text of any length; what is longer than 512 bytes of UTF-8 is cut between two characters
     * @return the reason
     */
    public static CloseReason shortened(int code, String text) {
        var encoder = StandardCharsets.UTF_8.newEncoder();
        var characters = CharBuffer.wrap(text);
        encoder.encode(characters, ByteBuffer.allocate(LONGEST_TEXT), true);
        return new CloseReason(code, text.substring(0, characters.position()));
    }

    /** {@return whether this reports an error of the protocol, rather than an end that somebody wanted} */
    public boolean isError() {
        return code > GOING_AWAY && code < FIRST_APPLICATION_CODE;
    }

    @Override
    public String toString() {
        var name = switch (code) {
            case NORMAL -> "normal";
            case GOING_AWAY -> "going away";
            case PROTOCOL_ERROR -> "protocol error";
            case MESSAGE_TOO_LARGE -> "message too large";
            case TIMED_OUT -> "timed out";
            case INTERNAL_ERROR -> "internal error";
            case LOGIN_FAILED -> "login failed";
            default -> code < FIRST_APPLICATION_CODE ? "unknown" : "application";
        };
        return code + " (" + name + ")" + (text.isEmpty() ? "" : ": " + text);
    }
}
