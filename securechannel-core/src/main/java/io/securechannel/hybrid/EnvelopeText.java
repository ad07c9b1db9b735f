package io.securechannel.hybrid;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.envelope.Armor;
import io.securechannel.internal.envelope.Base64Url;
import java.util.Arrays;

/**
 * Envelopes as text. The text says the same as the bytes, so it needs no protection of its own; it is read strictly, because what
 * can be written in two ways passes for two envelopes.
 *
 * <p>Armor is for mail, clipboards and files; compact text for URLs and headers. Both give back the bytes that were put in. Text that is
 * longer than 64 Mi characters is refused.
 */
public final class EnvelopeText {

    private static final int LONGEST = 64 << 20;

    private static final byte[] MAGIC = "SCEV".getBytes(US_ASCII);

    private EnvelopeText() {}

    /**
     * {@return the envelope in armor: "-----BEGIN SECURECHANNEL ENVELOPE-----" and lines of 64 characters of Base64 (RFC 7468, strict)}
     *
     * @param envelope the bytes
     * @throws KeyMaterialException with {@link Reason#MALFORMED} if they are no envelope, {@link Reason#TOO_LARGE} for more than
     *     about 47 MiB
     */
    public static String armor(byte[] envelope) throws KeyMaterialException {
        return Armor.encode(Armor.ENVELOPE, small(envelope));
    }

    /**
     * Takes the armor away.
     *
     * @param text armor as {@link #armor} writes it; lines may end by CRLF, the end of the last one may be missing
     * @return the envelope, not opened yet
     * @throws KeyMaterialException with {@link Reason#MALFORMED} if it is cut, changed or something else
     */
    public static byte[] dearmor(String text) throws KeyMaterialException {
        return envelope(Armor.decode(Armor.ENVELOPE, bounded(text)));
    }

    /**
     * {@return the envelope in base64url without padding (RFC 4648, section 5), in one line}
     *
     * @param envelope the bytes
     * @throws KeyMaterialException as {@link #armor}
     */
    public static String compact(byte[] envelope) throws KeyMaterialException {
        return Base64Url.encode(small(envelope));
    }

    /**
     * Reads compact text.
     *
     * @param text as {@link #compact} writes it
     * @return the envelope, not opened yet
     * @throws KeyMaterialException with {@link Reason#MALFORMED} if it is cut, changed or something else
     */
    public static byte[] fromCompact(String text) throws KeyMaterialException {
        return envelope(Base64Url.decode(bounded(text), "the envelope's text"));
    }

    private static byte[] small(byte[] envelope) throws KeyMaterialException {
        // Armor needs 65 characters for 48 bytes, and its two lines.
        if (envelope.length > LONGEST / 65 * 48 - 96) {
            throw tooLarge("the envelope has " + envelope.length + " bytes");
        }
        return envelope(envelope);
    }

    private static String bounded(String text) throws KeyMaterialException {
        if (text.length() > LONGEST) {
            throw tooLarge("the text has " + text.length() + " characters");
        }
        return text;
    }

    private static byte[] envelope(byte[] envelope) throws KeyMaterialException {
        if (envelope.length < MAGIC.length || !Arrays.equals(envelope, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new KeyMaterialException(
                    Reason.MALFORMED,
                    "this is no envelope, which begins with \"SCEV\": pass the bytes that seal returned");
        }
        return envelope;
    }

    private static KeyMaterialException tooLarge(String what) {
        return new KeyMaterialException(
                Reason.TOO_LARGE,
                what + ", and text in memory has up to " + (LONGEST >> 20)
                        + " Mi: keep large envelopes in binary files");
    }
}
