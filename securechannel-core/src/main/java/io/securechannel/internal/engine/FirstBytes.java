package io.securechannel.internal.engine;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/** Guesses what a peer speaks that does not speak what this side does. It names the protocol and quotes nothing. */
final class FirstBytes {

    /** Enough to tell the protocols apart; a line break says that no more will come. */
    private static final int ENOUGH = 4;

    private static final Set<String> HTTP_METHODS =
            Set.of("GET ", "HEAD", "POST", "PUT ", "DELE", "OPTI", "PATC", "CONN", "TRAC");

    private FirstBytes() {}

    /** What the first bytes of a peer tell. */
    sealed interface Guess {
        /** It may be TLS. */
        record Tls() implements Guess {}

        /** Too few bytes to tell. */
        record Unknown() implements Guess {}

        /**
         * It is not TLS.
         *
         * @param looksLike what it looks like, in words
         */
        record Other(String looksLike) implements Guess {}
    }

    /**
     * @param bytes the first bytes of the peer, left as they are; at least one
     * @return what they tell
     */
    static Guess guess(ByteBuffer bytes) {
        int at = bytes.position();
        int type = bytes.get(at) & 0xFF;
        if (type >= 20 && type <= 24) {
            boolean otherVersion = bytes.remaining() > 1 && bytes.get(at + 1) != 3;
            return otherVersion ? new Guess.Other("bytes of no protocol known here") : new Guess.Tls();
        }
        var head = new byte[Math.min(ENOUGH, bytes.remaining())];
        bytes.get(at, head);
        var text = new String(head, StandardCharsets.ISO_8859_1);
        return head.length < ENOUGH && text.indexOf('\n') < 0 ? new Guess.Unknown() : new Guess.Other(describe(text));
    }

    /**
     * {@return what a peer that should speak Noise speaks instead, in words; empty if more bytes are needed to tell}
     *
     * @param bytes its first bytes, left as they are; at least one
     */
    static Optional<String> describe(ByteBuffer bytes) {
        var guess = guess(bytes);
        if (guess instanceof Guess.Other other) {
            return Optional.of(other.looksLike());
        }
        return guess instanceof Guess.Tls ? Optional.of("TLS") : Optional.empty();
    }

    /** {@return whether a peer that should speak TLS speaks this library's Noise transport, of any version} */
    static boolean isNoise(ByteBuffer bytes) {
        int at = bytes.position();
        return bytes.remaining() >= ENOUGH
                && bytes.get(at) == 'S'
                && bytes.get(at + 1) == 'C'
                && bytes.get(at + 2) == 'N';
    }

    private static String describe(String head) {
        if (HTTP_METHODS.contains(head)) {
            return "a plain HTTP request";
        }
        if (head.startsWith("SCN") && !head.equals("SCN1")) {
            return "another version of this library's Noise transport";
        }
        return switch (head) {
            case "HTTP" -> "a plain HTTP answer";
            case "SSH-" -> "SSH";
            case "SCN1" -> "this library's Noise transport";
            default ->
                head.chars().allMatch(c -> (c >= 0x20 && c < 0x7F) || c == '\r' || c == '\n' || c == '\t')
                        ? "plain text"
                        : "bytes of no protocol known here";
        };
    }
}
