package io.securechannel.internal.envelope;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;

/**
 * Bytes as text that survives mail and clipboards: the strict form of RFC 7468, section 3, where every content has one text but
 * for the ends of its lines.
 *
 * <pre>
 * -----BEGIN label-----
 * Base64 (RFC 4648, section 4), 64 characters in every line but the last, padded
 * -----END label-----
 * </pre>
 *
 * <p>Lines end by LF or CRLF, all alike; the end of the last one may be missing. Nothing stands before or after, nothing but
 * that in between, and there is at least one byte of content.
 */
public final class Armor {

    /** The label of envelopes. */
    public static final String ENVELOPE = "SECURECHANNEL ENVELOPE";

    /** The label of signature files. */
    public static final String SIGNATURE = "SECURECHANNEL SIGNATURE";

    /** Characters in a line. */
    static final int LINE = 64;

    /** Bytes that a line holds. */
    static final int LINE_BYTES = LINE / 4 * 3;

    private static final byte[] BEGIN = "-----BEGIN ".getBytes(US_ASCII);

    private Armor() {}

    /**
     * {@return the text, its lines ended by LF}
     *
     * @param label one of those above
     * @param content at least one byte
     */
    public static String encode(String label, byte[] content) {
        var text = new ByteArrayOutputStream(content.length / 3 * 4 + content.length / LINE_BYTES + 128);
        try (var armor = encoding(label, text)) {
            armor.write(content);
            armor.finish();
        } catch (IOException e) {
            throw new UncheckedIOException("bytes in memory can be written", e);
        }
        return text.toString(US_ASCII);
    }

    /**
     * Reads the text.
     *
     * @param label the one that is expected
     * @param text in the strict form
     * @return the content
     * @throws KeyMaterialException with {@link Reason#MALFORMED} if it is cut, changed or something else
     */
    public static byte[] decode(String label, String text) throws KeyMaterialException {
        // What is not in the character set becomes a question mark, which stands nowhere in the form.
        try (var content = decoding(label, new ByteArrayInputStream(text.getBytes(ISO_8859_1)))) {
            return content.readAllBytes();
        } catch (IOException e) {
            if (e.getCause() instanceof KeyMaterialException malformed) {
                throw malformed;
            }
            throw new UncheckedIOException("bytes in memory can be read", e);
        }
    }

    /**
     * {@return whether this is the beginning of armor, of whatever label; {@value #PEEK} bytes are enough}
     *
     * @param first the first bytes of a file
     */
    public static boolean looksLike(byte[] first) {
        return first.length >= BEGIN.length && Arrays.equals(first, 0, BEGIN.length, BEGIN, 0, BEGIN.length);
    }

    /** How many bytes {@link #looksLike} looks at. */
    public static final int PEEK = 11;

    /**
     * Writes armor around what is written, in constant memory.
     *
     * @param label one of those above
     * @param out takes the text
     * @return to be finished
     */
    public static ArmorOutputStream encoding(String label, OutputStream out) {
        return new ArmorOutputStream(label, out);
    }

    /**
     * Takes armor away, in constant memory. Armor that is cut or changed is an {@link IOException} whose cause is a
     * {@link KeyMaterialException} with {@link Reason#MALFORMED}: never a content that is shorter. Only the end of the stream says
     * that the armor was whole.
     *
     * @param label the one that is expected
     * @param in the text, up to its end
     * @return the content
     */
    public static InputStream decoding(String label, InputStream in) {
        return new ArmorInputStream(label, in);
    }

    static byte[] begin(String label) {
        return ("-----BEGIN " + label + "-----").getBytes(US_ASCII);
    }

    static byte[] end(String label) {
        return ("-----END " + label + "-----").getBytes(US_ASCII);
    }
}
