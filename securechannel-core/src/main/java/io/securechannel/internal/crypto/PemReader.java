package io.securechannel.internal.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes PEM text apart, line by line, on the bytes: a private key's Base64 never becomes a {@code String}, which could
 * not be wiped.
 *
 * <pre>
 * anything, such as "Bag Attributes" or what openssl x509 -text prints
 * -----BEGIN label-----
 * Name: value              headers and the empty line after them, in private keys only (RFC 1421)
 *
 * Base64                   lines of any length, ended by LF, CRLF or CR; blanks around a line do not count
 * -----END label-----
 * </pre>
 */
final class PemReader {

    private static final int MOST_BLOCKS = 64;
    private static final int MOST_HEADERS = 8;
    private static final int LONGEST_LABEL = 64;
    private static final byte[] BEGIN = "-----BEGIN ".getBytes(US_ASCII);
    private static final byte[] END = "-----END ".getBytes(US_ASCII);
    private static final byte[] DASHES = "-----".getBytes(US_ASCII);

    private final byte[] text;
    private final String source;
    private final byte[] base64;
    private int base64Length;
    private int next;
    private int line;
    private int start;
    private int end;

    PemReader(byte[] text, String source) {
        this.text = text;
        this.source = source;
        this.base64 = new byte[text.length];
    }

    /** {@return all blocks; to be called once} */
    List<PemBlock> blocks() throws KeyMaterialException {
        var blocks = new ArrayList<PemBlock>();
        boolean whole = false;
        try {
            skipByteOrderMark();
            while (nextLine()) {
                if (lineStartsWith(BEGIN)) {
                    requireRoom(blocks);
                    blocks.add(block());
                } else if (lineStartsWith(END)) {
                    throw malformed("END without a BEGIN before it: the start of the block is cut off");
                }
            }
            whole = true;
            return blocks;
        } finally {
            Arrays.fill(base64, (byte) 0);
            if (!whole) {
                blocks.forEach(PemBlock::close);
            }
        }
    }

    private PemBlock block() throws KeyMaterialException {
        int firstLine = line;
        String label = label(BEGIN);
        var headers = new HashMap<String, String>();
        boolean inside = nextLine();
        if (inside && lineIndexOf(':') >= 0) {
            readHeaders(label, headers);
            inside = nextLine();
        }
        base64Length = 0;
        for (; inside; inside = nextLine()) {
            if (lineStartsWith(END)) {
                if (!label(END).equals(label)) {
                    throw malformed("the block that begins as " + label + " in line " + firstLine + " ends as "
                            + label(END) + ": the file is cut or mixed up");
                }
                return new PemBlock(label, firstLine, headers, decode(label));
            }
            takeBase64(label);
        }
        throw malformed(
                "the block " + label + " that begins in line " + firstLine + " has no END line: the file is cut off");
    }

    private void readHeaders(String label, Map<String, String> headers) throws KeyMaterialException {
        if (!label.endsWith("PRIVATE KEY")) {
            throw malformed("a header inside " + label + ", where only Base64 may stand");
        }
        do {
            int colon = lineIndexOf(':');
            if (colon < 0 || headers.size() == MOST_HEADERS) {
                throw malformed("expected an empty line after the headers of the block " + label);
            }
            headers.put(
                    new String(text, start, colon - start, US_ASCII).strip(),
                    new String(text, colon + 1, end - colon - 1, US_ASCII).strip());
            if (!nextLine()) {
                throw malformed("the file is cut off inside the headers of the block " + label);
            }
        } while (start < end);
    }

    private void takeBase64(String label) throws KeyMaterialException {
        for (int i = start; i < end; i++) {
            byte c = text[i];
            boolean digit = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
            boolean padded = base64Length > 0 && base64[base64Length - 1] == '=';
            if (c != '=' && (padded || !(digit || c == '+' || c == '/'))) {
                throw malformed("something other than Base64 inside the block " + label);
            }
            base64[base64Length++] = c;
        }
    }

    private byte[] decode(String label) throws KeyMaterialException {
        int padding = 0;
        while (padding < base64Length && base64[base64Length - 1 - padding] == '=') {
            padding++;
        }
        if (base64Length == 0 || base64Length % 4 != 0 || padding > 2) {
            throw malformed("the Base64 of the block " + label + " is not whole: characters are missing or too many");
        }
        var exact = Arrays.copyOf(base64, base64Length);
        try {
            return Base64.getDecoder().decode(exact);
        } finally {
            Arrays.fill(exact, (byte) 0);
        }
    }

    /** Checks and returns the label of a BEGIN or END line (RFC 7468, section 3: printable ASCII). */
    private String label(byte[] prefix) throws KeyMaterialException {
        int from = start + prefix.length;
        int to = end - DASHES.length;
        boolean sound = to > from && to - from <= LONGEST_LABEL && Arrays.equals(text, to, end, DASHES, 0, 5);
        for (int i = from; sound && i < to; i++) {
            sound = text[i] >= ' ' && text[i] <= '~';
        }
        if (!sound) {
            throw malformed("a BEGIN or END line that is not whole: it has to end with a label and five dashes");
        }
        return new String(text, from, to - from, US_ASCII);
    }

    /** Moves to the next line and leaves the bounds of what is in it, without blanks at both ends. */
    private boolean nextLine() {
        if (next >= text.length) {
            return false;
        }
        line++;
        start = next;
        while (next < text.length && text[next] != '\n' && text[next] != '\r') {
            next++;
        }
        end = next;
        boolean carriageReturn = next < text.length && text[next] == '\r';
        next++;
        if (carriageReturn && next < text.length && text[next] == '\n') {
            next++;
        }
        while (start < end && isBlank(text[start])) {
            start++;
        }
        while (start < end && isBlank(text[end - 1])) {
            end--;
        }
        return true;
    }

    /** A UTF-8 byte order mark, as Windows editors write, would hide a BEGIN in the first line. */
    private void skipByteOrderMark() {
        if (text.length >= 3 && text[0] == (byte) 0xEF && text[1] == (byte) 0xBB && text[2] == (byte) 0xBF) {
            next = 3;
        }
    }

    private boolean lineStartsWith(byte[] prefix) {
        return end - start >= prefix.length
                && Arrays.equals(text, start, start + prefix.length, prefix, 0, prefix.length);
    }

    private int lineIndexOf(char wanted) {
        for (int i = start; i < end; i++) {
            if (text[i] == wanted) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isBlank(byte c) {
        return c == ' ' || c == '\t';
    }

    private void requireRoom(List<PemBlock> blocks) throws KeyMaterialException {
        if (blocks.size() == MOST_BLOCKS) {
            throw new KeyMaterialException(
                    Reason.TOO_LARGE,
                    source + " holds more than " + MOST_BLOCKS + " PEM blocks: not the file of one key or one chain");
        }
    }

    private KeyMaterialException malformed(String what) {
        return new KeyMaterialException(Reason.MALFORMED, source + ", line " + line + ": " + what);
    }
}
