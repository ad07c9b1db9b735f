package io.securechannel.internal.envelope;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads {@link Armor}, one line at a time. After an error every further call fails alike. */
final class ArmorInputStream extends InputStream {

    private static final int LONGEST_LINE = 96;
    private static final int END_OF_TEXT = -1;

    /** How lines end; the first one says it for all. */
    private enum LineEnd {
        LF,
        CRLF
    }

    private enum State {
        BEFORE,
        INSIDE,
        LAST_LINE_READ,
        ENDED
    }

    private final String label;
    private final InputStream in;
    private final byte[] buffer = new byte[8_192];
    private int next;
    private int limit;
    private final byte[] line = new byte[LONGEST_LINE];
    private int lineLength;
    private long lineNumber;
    private boolean lineEnded;
    private @Nullable LineEnd lineEnd;
    private byte[] content = new byte[0];
    private int taken;
    private State state = State.BEFORE;
    private @Nullable IOException failure;

    ArmorInputStream(String label, InputStream in) {
        this.label = label;
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        return ready() ? content[taken++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        int count = 0;
        while (count < length && ready()) {
            int part = Math.min(length - count, content.length - taken);
            System.arraycopy(content, taken, bytes, offset + count, part);
            taken += part;
            count += part;
        }
        return count > 0 || length == 0 ? count : -1;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /** Returns whether there is content; false at the end, which has been checked. */
    private boolean ready() throws IOException {
        if (failure != null) {
            throw failure instanceof RefusedContentException refused
                    ? new RefusedContentException(refused.refusal())
                    : new IOException(failure.getMessage(), failure.getCause());
        }
        try {
            while (taken == content.length) {
                if (state == State.ENDED) {
                    return false;
                }
                advance();
            }
            return true;
        } catch (KeyMaterialException e) {
            failure = new RefusedContentException(e);
            throw failure;
        } catch (IOException e) {
            // A line of which a part is lost would read as a shorter one.
            failure = e;
            throw e;
        }
    }

    private void advance() throws IOException, KeyMaterialException {
        readLine();
        if (state == State.BEFORE) {
            if (!lineIs(Armor.begin(label))) {
                throw malformed("does not begin with -----BEGIN " + label + "-----");
            }
            state = State.INSIDE;
        } else if (lineIs(Armor.end(label))) {
            if (content.length == 0) {
                throw malformed("holds nothing");
            }
            requireEnd();
            state = State.ENDED;
        } else {
            decode();
        }
    }

    private void decode() throws KeyMaterialException {
        if (state == State.LAST_LINE_READ || lineLength == 0 || lineLength > Armor.LINE || !lineEnded) {
            throw malformed(
                    "expected -----END " + label + "----- or a line of " + Armor.LINE + " characters of Base64");
        }
        var text = Arrays.copyOf(line, lineLength);
        try {
            content = Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw malformed("something other than Base64"); // without the cause, which quotes it
        }
        taken = 0;
        if (content.length < Armor.LINE_BYTES) {
            state = State.LAST_LINE_READ;
            // The JDK's decoder also takes missing padding, and bits that belong to no byte.
            if (!Arrays.equals(Base64.getEncoder().encode(content), text)) {
                taken = content.length;
                throw malformed("Base64 that is not padded as it has to be, or has bits that belong to no byte");
            }
        }
    }

    private boolean lineIs(byte[] expected) {
        return Arrays.equals(line, 0, lineLength, expected, 0, expected.length);
    }

    private void requireEnd() throws IOException, KeyMaterialException {
        if (lineEnded && nextByte() != END_OF_TEXT) {
            lineNumber++;
            throw malformed("something after the end of the armor");
        }
    }

    /** Reads to the end of the line, or of the text. */
    private void readLine() throws IOException, KeyMaterialException {
        lineNumber++;
        lineLength = 0;
        lineEnded = true;
        while (true) {
            int c = nextByte();
            if (c == END_OF_TEXT) {
                lineEnded = false;
                requireMore();
                return;
            }
            if (c == '\n') {
                requireLineEnd(LineEnd.LF);
                return;
            }
            if (c == '\r') {
                if (nextByte() != '\n') {
                    throw malformed("a CR without LF");
                }
                requireLineEnd(LineEnd.CRLF);
                return;
            }
            if (lineLength == LONGEST_LINE) {
                throw malformed("a line of more than " + LONGEST_LINE + " characters");
            }
            line[lineLength++] = (byte) c;
        }
    }

    /** The text may end in the END line alone; elsewhere it is cut. */
    private void requireMore() throws KeyMaterialException {
        if (state == State.BEFORE || !lineIs(Armor.end(label))) {
            throw malformed("the armor is cut off before -----END " + label + "-----");
        }
    }

    private void requireLineEnd(LineEnd found) throws KeyMaterialException {
        if (lineEnd != null && lineEnd != found) {
            throw malformed("lines that end by LF and lines that end by CRLF");
        }
        lineEnd = found;
    }

    private int nextByte() throws IOException {
        if (next == limit) {
            limit = 0;
            next = 0;
            int count = in.read(buffer, 0, buffer.length);
            if (count == 0) {
                return in.read(); // which waits, and has nothing but its end to say it by
            }
            if (count < 0) {
                return END_OF_TEXT;
            }
            limit = count;
        }
        return buffer[next++] & 0xFF;
    }

    private KeyMaterialException malformed(String what) {
        return new KeyMaterialException(
                Reason.MALFORMED,
                "line " + lineNumber + " of the text that should be a " + label + ": " + what
                        + "; it has to be passed on whole and unchanged (RFC 7468, section 3, strict)");
    }
}
