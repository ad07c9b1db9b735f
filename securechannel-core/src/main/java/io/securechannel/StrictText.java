package io.securechannel;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Text as UTF-8 (RFC 3629), with nothing replaced: what is not well-formed is an error, both ways. */
final class StrictText {

    private StrictText() {}

    static byte[] encode(String text) {
        try {
            var bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            var exact = new byte[bytes.remaining()];
            bytes.get(exact);
            return exact;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("the text holds half of a surrogate pair, which UTF-8 cannot say", e);
        }
    }

    static Optional<String> decode(Optional<byte[]> message) throws SecureChannelException {
        if (message.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(message.get()))
                    .toString());
        } catch (CharacterCodingException e) {
            throw new SecureChannelException(
                    Reason.INVALID_TEXT,
                    "a message of " + message.get().length
                            + " bytes is not UTF-8: does the peer send bytes, to be taken by" + " receive()?",
                    e);
        }
    }
}
