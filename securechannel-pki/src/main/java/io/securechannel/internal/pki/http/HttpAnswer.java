package io.securechannel.internal.pki.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * An answer by HTTP/1.0 as it arrives (RFC 1945, section 6): bounded, and nothing is allocated for what is only announced.
 * Without I/O, for one thread.
 */
final class HttpAnswer {

    private static final int LONGEST_HEAD = 16 << 10;
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[0-9] ([0-9]{3})(?: .*)?");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");
    private static final long UNKNOWN = -1;

    private final int largest;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private int headSize;
    private boolean statusSeen;
    private boolean inContent;
    private long length = UNKNOWN;

    HttpAnswer(int largest) {
        this.largest = largest;
    }

    /** {@return whether all has come that was announced} */
    boolean isComplete() {
        return inContent && length != UNKNOWN && content.size() >= length;
    }

    /** Takes what has come, the whole of the buffer. */
    void take(ByteBuffer bytes) throws IOException {
        while (!inContent && bytes.hasRemaining()) {
            takeHead(bytes.get());
        }
        if (!inContent) {
            return;
        }
        int wanted = length == UNKNOWN ? bytes.remaining() : (int) Math.min(bytes.remaining(), length - content.size());
        if (content.size() + wanted > largest) {
            throw tooLarge();
        }
        content.write(bytes.array(), bytes.arrayOffset() + bytes.position(), wanted);
        bytes.position(bytes.limit()); // what comes after the announced end is not looked at
    }

    /** {@return the content, since nothing more comes} */
    byte[] ended() throws IOException {
        if (!inContent) {
            throw new IOException(headSize == 0 ? "the connection ended without an answer" : "half an answer");
        }
        if (length != UNKNOWN && content.size() < length) {
            throw new IOException("the connection ended after " + content.size() + " of " + length + " bytes");
        }
        return content.toByteArray();
    }

    private void takeHead(byte octet) throws IOException {
        headSize++;
        if (headSize > LONGEST_HEAD) {
            throw new IOException("the header of the answer has more than " + LONGEST_HEAD + " bytes");
        }
        if (octet != '\n') {
            line.write(octet);
            return;
        }
        var text = line.toString(StandardCharsets.ISO_8859_1);
        var whole = text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
        line.reset();
        if (!statusSeen) {
            takeStatus(whole);
            statusSeen = true;
        } else if (whole.isEmpty()) {
            inContent = true;
        } else {
            takeField(whole);
        }
    }

    private static void takeStatus(String line) throws IOException {
        var matcher = STATUS_LINE.matcher(line);
        if (!matcher.matches()) {
            throw new IOException("what answers there does not speak HTTP");
        }
        var status = matcher.group(1);
        if (status.startsWith("3")) {
            throw new IOException("the answer is a redirect (" + status
                    + "), and none is followed: configure the address where it leads, if that is right");
        }
        if (!status.equals("200")) {
            throw new IOException("the answer has the status " + status + " instead of 200");
        }
    }

    private void takeField(String line) throws IOException {
        int colon = line.indexOf(':');
        if (colon <= 0) {
            throw new IOException("the header of the answer is no header");
        }
        var name = line.substring(0, colon).toLowerCase(Locale.ROOT);
        var value = line.substring(colon + 1).strip();
        if (name.equals("transfer-encoding") || (name.equals("content-encoding") && !value.equals("identity"))) {
            throw new IOException("the answer is encoded in a way that was not asked for");
        }
        if (name.equals("content-length")) {
            if (!NUMBER.matcher(value).matches() || (length != UNKNOWN && length != Long.parseLong(value))) {
                throw new IOException("the length of the answer is no number");
            }
            length = Long.parseLong(value);
            if (length > largest) {
                throw tooLarge();
            }
        }
    }

    private IOException tooLarge() {
        return new IOException("the answer has more than " + largest + " bytes");
    }
}
