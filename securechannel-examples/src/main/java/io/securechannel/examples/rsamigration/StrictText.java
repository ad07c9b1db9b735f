package io.securechannel.examples.rsamigration;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** UTF-8 that is refused where it is none: a replaced character would be a changed message that nobody notices. */
final class StrictText {

    private StrictText() {}

    static byte[] encode(String text) throws SecureChannelException {
        try {
            var bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            var exact = new byte[bytes.remaining()];
            bytes.get(exact);
            return exact;
        } catch (CharacterCodingException e) {
            throw new SecureChannelException(
                    Reason.INVALID_TEXT, "the message is no text: half of a surrogate pair stands alone in it", e);
        }
    }

    static String decode(byte[] bytes) throws SecureChannelException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new SecureChannelException(
                    Reason.INVALID_TEXT,
                    "the message is not UTF-8: " + bytes.length + " bytes, which the other end has to encode so",
                    e);
        }
    }
}
