package io.securechannel.examples.messenger;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Looks for many secrets at once, each as UTF-8, UTF-16 of both orders, hexadecimal in small letters and capitals, and base64 in the
 * three places that it can have in a group of four. It goes over each byte once: the first eight bytes of all that is sought are in
 * one table.
 */
final class SecretSearch {

    static final int CHUNK = 8 << 20;

    private static final int HEAD = 8;

    private final Map<Long, List<Pattern>> patterns = new HashMap<>();
    private final long[] filter = new long[1 << 14];
    private int longest;

    /** One secret in one of its forms. */
    private static final class Pattern {

        private final String secret;
        private final String form;
        private final byte[] bytes;

        Pattern(String secret, String form, byte[] bytes) {
            this.secret = secret;
            this.form = form;
            this.bytes = bytes;
        }
    }

    /** Where something was found. */
    record Found(String secret, String form, String where) {}

    /**
     * Prepares the search.
     *
     * @param secrets of at least eight characters, letters and digits alone
     */
    SecretSearch(Collection<String> secrets) {
        for (var secret : secrets) {
            if (!secret.matches("[A-Za-z0-9-]{8,}")) {
                throw new IllegalArgumentException("too short, or of other characters: " + secret);
            }
            add(secret, "UTF-8", utf(secret, StandardCharsets.UTF_8));
            add(secret, "UTF-16LE", utf(secret, StandardCharsets.UTF_16LE));
            add(secret, "UTF-16BE", utf(secret, StandardCharsets.UTF_16BE));
            var hex = HexFormat.of().formatHex(utf(secret, StandardCharsets.UTF_8));
            add(secret, "hexadecimal", utf(hex, StandardCharsets.US_ASCII));
            add(secret, "HEXADECIMAL", utf(hex.toUpperCase(Locale.ROOT), StandardCharsets.US_ASCII));
            for (int before = 0; before < 3; before++) {
                add(secret, "base64 after " + before, base64(secret, before));
            }
        }
    }

    private static byte[] utf(String text, Charset charset) {
        return text.getBytes(charset);
    }

    /** The characters that depend on the secret alone, and not on what stands before it and behind. */
    static byte[] base64(String secret, int before) {
        var padded = new byte[before + secret.length()];
        System.arraycopy(secret.getBytes(StandardCharsets.UTF_8), 0, padded, before, secret.length());
        var encoded = Base64.getEncoder().withoutPadding().encode(padded);
        int from = (before * 8 + 5) / 6;
        int to = padded.length * 8 / 6;
        return Arrays.copyOfRange(encoded, from, to);
    }

    private void add(String secret, String form, byte[] bytes) {
        long head = head(bytes, 0);
        patterns.computeIfAbsent(head, each -> new ArrayList<>()).add(new Pattern(secret, form, bytes));
        int at = slot(head);
        filter[at >>> 6] |= 1L << at;
        longest = Math.max(longest, bytes.length);
    }

    private static long head(byte[] bytes, int at) {
        long head = 0;
        for (int i = 0; i < HEAD; i++) {
            head = (head << 8) | (bytes[at + i] & 0xff);
        }
        return head;
    }

    private static int slot(long head) {
        return (int) ((head * 0x9e3779b97f4a7c15L) >>> 44);
    }

    /** {@return all that is in a file, or in the files of a directory and below} */
    List<Found> in(Path where) throws IOException {
        var found = new ArrayList<Found>();
        try (var paths = Files.walk(where)) {
            for (var path : paths.toList()) {
                found.addAll(in(
                        path.getFileName().toString().getBytes(StandardCharsets.UTF_8),
                        "the name of " + path.getFileName()));
                if (Files.isRegularFile(path)) {
                    found.addAll(inFile(path));
                }
            }
        }
        return found;
    }

    /** A heap dump is larger than this test's heap: it is read in parts, each of which begins with the end of the one before. */
    private List<Found> inFile(Path file) throws IOException {
        var found = new ArrayList<Found>();
        var part = new byte[CHUNK];
        int kept = 0;
        long before = 0;
        try (var in = Files.newInputStream(file)) {
            for (int count = in.readNBytes(part, 0, CHUNK); count > kept; ) {
                boolean last = count < CHUNK;
                int end = last ? count : count - longest + 1;
                var where = new Place(file.getFileName().toString(), before);
                found.addAll(in(Arrays.copyOf(part, count), end, where));
                if (last) {
                    break;
                }
                kept = count - end;
                System.arraycopy(part, end, part, 0, kept);
                before += end;
                count = kept + in.readNBytes(part, kept, CHUNK - kept);
            }
        }
        return found;
    }

    /** {@return all that is in these bytes} */
    List<Found> in(byte[] bytes, String where) {
        return in(bytes, bytes.length, new Place(where, 0));
    }

    private record Place(String name, long offset) {

        String at(int index) {
            return name + ", byte " + (offset + index);
        }
    }

    /** Finds what begins before the end. */
    private List<Found> in(byte[] bytes, int end, Place where) {
        var found = new ArrayList<Found>();
        long head = 0;
        for (int i = 0; i < bytes.length && i - HEAD + 1 < end; i++) {
            head = (head << 8) | (bytes[i] & 0xff);
            int at = slot(head);
            if (i >= HEAD - 1 && (filter[at >>> 6] & (1L << at)) != 0) {
                int start = i - HEAD + 1;
                patterns.getOrDefault(head, List.of()).stream()
                        .filter(pattern -> matches(pattern.bytes, bytes, start))
                        .forEach(pattern -> found.add(new Found(pattern.secret, pattern.form, where.at(start))));
            }
        }
        return found;
    }

    private static boolean matches(byte[] pattern, byte[] bytes, int start) {
        int end = start + pattern.length;
        return end <= bytes.length && Arrays.equals(pattern, 0, pattern.length, bytes, start, end);
    }

    /** {@return which secrets these are} */
    static Set<String> secrets(List<Found> found) {
        var secrets = new TreeSet<String>();
        found.forEach(each -> secrets.add(each.secret()));
        return secrets;
    }
}
