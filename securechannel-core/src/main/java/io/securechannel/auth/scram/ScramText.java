package io.securechannel.auth.scram;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;

/** What the four messages are made of (RFC 5802, section 7): names, nonces, base64, all of it strict. */
final class ScramText {

    /** No message is longer: names, nonces, salt and binding data fit many times over. */
    static final int LONGEST_MESSAGE = 8_192;

    /** The longest name, in characters; a store takes no longer one. */
    static final int LONGEST_NAME = 255;

    private static final int NONCE_LENGTH = 24;
    private static final SecureRandom RANDOM = new SecureRandom();

    private ScramText() {}

    /**
     * {@return the message as text}
     *
     * @param what the message's name, for errors
     * @param message what the peer sent
     * @throws SecureChannelException PROTOCOL_VIOLATION if it is too long, no UTF-8, or holds NUL, which no attribute may
     */
    static String read(String what, byte[] message) throws SecureChannelException {
        if (message.length > LONGEST_MESSAGE) {
            throw malformed(what, "has " + message.length + " bytes, more than " + LONGEST_MESSAGE);
        }
        try {
            var text = UTF_8.newDecoder().decode(ByteBuffer.wrap(message)).toString();
            if (text.indexOf('\0') >= 0) {
                throw malformed(what, "holds a NUL");
            }
            return text;
        } catch (CharacterCodingException e) {
            throw malformed(what, "is not UTF-8");
        }
    }

    /** {@return a name as it is sent} {@code saslname}: the comma as {@code =2C}, the equals sign as {@code =3D}. */
    static String escape(String name) {
        return name.replace("=", "=3D").replace(",", "=2C");
    }

    /** {@return the name that was sent in this form} */
    static String unescape(String what, String sent) throws SecureChannelException {
        var name = new StringBuilder();
        for (int i = 0; i < sent.length(); i++) {
            char next = sent.charAt(i);
            if (next != '=') {
                name.append(next);
            } else if (sent.startsWith("=2C", i)) {
                name.append(',');
                i += 2;
            } else if (sent.startsWith("=3D", i)) {
                name.append('=');
                i += 2;
            } else {
                throw malformed(what, "holds a name with '=' that is neither =2C nor =3D");
            }
        }
        if (name.length() == 0 || name.length() > LONGEST_NAME) {
            throw malformed(what, "holds a name of " + name.length() + " characters; names have 1 to " + LONGEST_NAME);
        }
        return name.toString();
    }

    /** Refuses what is not {@code 1*printable}: ASCII from 0x21 to 0x7E without the comma. */
    static String nonce(String what, String nonce) throws SecureChannelException {
        if (nonce.isEmpty() || !isNonce(nonce)) {
            throw malformed(what, "holds a nonce that is empty or not of printable ASCII");
        }
        return nonce;
    }

    /** {@return a nonce of 192 random bits} */
    static String randomNonce() {
        var bytes = new byte[NONCE_LENGTH];
        RANDOM.nextBytes(bytes);
        return base64(bytes);
    }

    /** {@return the value of {@code c}} Base64 of the GS2 header as it was sent and, if it says so, the binding data. */
    static String channelBinding(String gs2Header, byte[] data) {
        byte[] header = gs2Header.getBytes(UTF_8);
        var both = Arrays.copyOf(header, header.length + data.length);
        System.arraycopy(data, 0, both, header.length, data.length);
        return base64(both);
    }

    static boolean isNonce(String nonce) {
        return nonce.chars().allMatch(each -> each > 0x20 && each < 0x7F && each != ',');
    }

    static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    static byte[] base64(String what, String text) throws SecureChannelException {
        // Not ASCII becomes '?', which is no base64 either.
        return base64(what, text.getBytes(US_ASCII));
    }

    /** Decodes base64 in its canonical form alone: with padding, without line ends, unused bits zero, one byte at least. */
    static byte[] base64(String what, byte[] text) throws SecureChannelException {
        try {
            var bytes = Base64.getDecoder().decode(text);
            if (bytes.length > 0 && Arrays.equals(Base64.getEncoder().encode(bytes), text)) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            // Said below; the decoder's own message may quote what was sent.
        }
        throw malformed(what, "holds an attribute that is not base64 in its canonical form (RFC 4648, section 3.5)");
    }

    static SecureChannelException malformed(String what, String how) {
        return new SecureChannelException(
                Reason.PROTOCOL_VIOLATION, "SCRAM's " + what + " " + how + " (RFC 5802, section 7)");
    }
}
