package io.securechannel.examples.secret.road;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A ciphertext in a file: alone, or in the answer of an HTTP server as {@code tap --save} keeps it. */
final class Captured {

    private static final int LARGEST = 1 << 20;

    private Captured() {}

    /**
     * {@return the text}
     *
     * @param file which has it
     * @throws IOException if it cannot be read, or has no letters to count
     */
    static String read(Path file) throws IOException {
        byte[] bytes;
        try (var in = Files.newInputStream(file)) {
            bytes = in.readNBytes(LARGEST + 1);
        }
        if (bytes.length > LARGEST) {
            throw new IOException(file + " has more than " + LARGEST + " bytes");
        }
        var text = body(new String(bytes, StandardCharsets.UTF_8));
        if (LetterCounts.of(text).total() == 0) {
            throw new IOException(file + " has no letters from A to Z, and so there is nothing to count");
        }
        return text;
    }

    /** A head ends with an empty line (RFC 9112, section 2.1). */
    private static String body(String text) {
        int end = text.indexOf("\r\n\r\n");
        return text.startsWith("HTTP/1.1 ") && end >= 0 ? text.substring(end + 4) : text;
    }
}
