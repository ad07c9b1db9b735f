package io.securechannel.hybrid;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.crypto.SignatureStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The message that is signed or verified: as a whole where the algorithm needs it so, in pieces elsewhere. */
final class MessageInput {

    /** How much Ed25519 takes from a stream: it reads its message twice, and so holds all of it. */
    static final int LARGEST_WHOLE = 256 << 20;

    /** How the signature input of every envelope begins, whatever its version. */
    private static final byte[] ENVELOPE = "SecureChannel envelope signature".getBytes(US_ASCII);

    private static final int PIECE = 64 << 10;

    private MessageInput() {}

    /** {@return the message, if it is not the signature input of an envelope} */
    static byte[] checked(byte[] message) throws KeyMaterialException {
        if (message.length >= ENVELOPE.length
                && Arrays.equals(message, 0, ENVELOPE.length, ENVELOPE, 0, ENVELOPE.length)) {
            throw new KeyMaterialException(
                    Reason.NOT_GRANTED,
                    "the message begins as what envelopes sign: \"" + new String(ENVELOPE, US_ASCII)
                            + "\"; signed as a message it could be passed off as an envelope: sign something that begins"
                            + " otherwise, such as a line that says what is signed");
        }
        return message;
    }

    /** {@return all that is in a stream, if it is not too much and not the signature input of an envelope} */
    static byte[] whole(InputStream in, int largest) throws IOException, KeyMaterialException {
        var message = in.readNBytes(largest + 1);
        if (message.length > largest) {
            throw tooLarge(largest);
        }
        return checked(message);
    }

    /** Passes a stream through all of those, if it is not the signature input of an envelope. */
    static void pass(InputStream in, List<SignatureStream> streams) throws IOException, KeyMaterialException {
        var piece = checked(in.readNBytes(ENVELOPE.length));
        int length = piece.length;
        var buffer = new byte[PIECE];
        while (length >= 0) {
            for (var stream : streams) {
                stream.update(piece, 0, length);
            }
            piece = buffer;
            length = in.read(buffer, 0, buffer.length);
        }
    }

    /** {@return the content of a file; refused before it is read if it has to be held and is too large} */
    static InputStream open(Path file, boolean whole) throws IOException, KeyMaterialException {
        if (whole && Files.size(file) > LARGEST_WHOLE) {
            throw tooLarge(LARGEST_WHOLE);
        }
        return Files.newInputStream(file);
    }

    private static KeyMaterialException tooLarge(int largest) {
        return new KeyMaterialException(
                Reason.TOO_LARGE,
                "the message is larger than " + (largest >> 20)
                        + " MiB, and Ed25519 reads its message twice (RFC 8032, section"
                        + " 5.1.6), so all of it would have to be in memory: sign it by a key of ML-DSA-65 or RSA, which take"
                        + " any size, or seal it in a signed envelope, whose chunks are signed one by one");
    }
}
