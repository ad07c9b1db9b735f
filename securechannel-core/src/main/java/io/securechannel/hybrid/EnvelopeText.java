package io.securechannel.hybrid;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.crypto.Base64Url;
import io.securechannel.internal.envelope.Armor;
import io.securechannel.internal.envelope.ArmorOutputStream;
import io.securechannel.internal.envelope.EnvelopeJson;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * Envelopes as text. The text says the same as the bytes, so it needs no protection of its own; it is read strictly, because what
 * can be written in two ways passes for two envelopes.
 *
 * <p>Armor is for mail, clipboards and files; compact text for URLs and headers: both give back the bytes that were put
 * in. JSON is for protocols of the web, and has every field by its name. It gives back the bytes that were put in but for one thing:
 * room for more recipients, which an envelope in a file may have, is zeros that nothing protects, and is left out; the envelope
 * opens as before. Text that is longer than 64 Mi characters is refused.
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
     * Puts armor around an envelope of any length, with little memory.
     *
     * <pre>{@code
     * try (var armor = EnvelopeText.armoring(out)) {
     *     sealer.seal(in, armor, context, Progress.none());
     * }
     * }</pre>
     *
     * @param text takes the armor; closed with what this returns
     * @return takes the envelope; {@link OutputStream#close() close} completes the armor, also around an envelope that is not complete:
     *     nobody can open that one
     */
    public static OutputStream armoring(OutputStream text) {
        return new ClosingArmor(Armor.encoding(Armor.ENVELOPE, text));
    }

    /**
     * Takes the armor from an envelope of any length, with little memory.
     *
     * @param text armor as {@link #armor} and {@link #armoring} write it; closed with what this returns
     * @return the envelope, not opened yet. Where the armor is cut or changed, or is something else, reading throws an {@link
     *     IOException} whose cause is a {@link KeyMaterialException} with {@link Reason#MALFORMED}
     */
    public static InputStream dearmoring(InputStream text) {
        return Armor.decoding(Armor.ENVELOPE, text);
    }

    /**
     * {@return whether something is armor, and no envelope in binary; 11 bytes are enough}
     *
     * @param beginning its first bytes
     */
    public static boolean isArmor(byte[] beginning) {
        return Armor.looksLike(beginning);
    }

    /** Closing completes it. */
    private static final class ClosingArmor extends FilterOutputStream {

        private final ArmorOutputStream armor;
        private boolean written;

        ClosingArmor(ArmorOutputStream armor) {
            super(armor);
            this.armor = armor;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            written |= length > 0;
            armor.write(bytes, offset, length);
        }

        @Override
        public void write(int octet) throws IOException {
            written = true;
            armor.write(octet);
        }

        @Override
        public void close() throws IOException {
            try (armor) {
                if (written) {
                    written = false;
                    armor.finish();
                }
            }
        }
    }

    /**
     * {@return the envelope in base64url without padding (RFC 4648, section 5), in one line}
     *
     * @param envelope the bytes
     * @throws KeyMaterialException as {@link #armor}
     */
    public static String compact(byte[] envelope) throws KeyMaterialException {
        return Base64Url.encode(small(envelope), false);
    }

    /**
     * Reads compact text.
     *
     * @param text as {@link #compact} writes it
     * @return the envelope, not opened yet
     * @throws KeyMaterialException with {@link Reason#MALFORMED} if it is cut, changed or something else
     */
    public static byte[] fromCompact(String text) throws KeyMaterialException {
        return envelope(Base64Url.decode(bounded(text), false)
                .orElseThrow(() -> new KeyMaterialException(
                        Reason.MALFORMED,
                        "the envelope's text is not base64url without padding (RFC 4648, section 5), or was changed on its way:"
                                + " pass it on unchanged, without line breaks or blanks")));
    }

    /**
     * {@return the envelope in JSON (RFC 8259): the fields of the binary form by name, bytes in Base64 with padding}
     *
     * <pre>{@code
     * {"envelope":1,"suite":"message","id":"…","contextTag":"…","commitment":"…",
     *  "slots":[{"type":"X-Wing","hint":"…","body":"…"}],"slotsTag":"…","content":"…"}
     * }</pre>
     *
     * @param envelope the bytes
     * @throws KeyMaterialException as {@link #armor}; {@link Reason#TOO_NEW} if a later version sealed it, {@link Reason#NOT_OPENED}
     *     if it is cut or changed before its content
     */
    public static String json(byte[] envelope) throws KeyMaterialException {
        return EnvelopeJson.write(small(envelope));
    }

    /**
     * Reads JSON: all the members of {@link #json} and no others, none twice, in any order.
     *
     * @param text the JSON
     * @return the envelope, not opened yet
     * @throws KeyMaterialException {@link Reason#MALFORMED} if it is cut, changed or something else, {@link Reason#TOO_NEW} if a later
     *     version wrote it
     */
    public static byte[] fromJson(String text) throws KeyMaterialException {
        return EnvelopeJson.read(bounded(text));
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
