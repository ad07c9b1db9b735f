package io.securechannel.auth.totp;

import java.util.Arrays;
import java.util.Optional;

/** Base32 (RFC 4648, section 6) in its one spelling: upper case, full padding or none, no bits that belong to no byte. */
final class Base32 {

    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final int BITS = 5;
    private static final int BLOCK = 8;

    private Base32() {}

    /** Without padding, as otpauth URIs have it. */
    static String encode(byte[] bytes) {
        var text = new StringBuilder();
        int buffer = 0;
        int held = 0;
        for (byte each : bytes) {
            buffer = (buffer << Byte.SIZE) | (each & 0xFF);
            held += Byte.SIZE;
            while (held >= BITS) {
                held -= BITS;
                text.append(ALPHABET.charAt((buffer >>> held) & 0x1F));
            }
            buffer &= (1 << held) - 1;
        }
        if (held > 0) {
            text.append(ALPHABET.charAt((buffer << (BITS - held)) & 0x1F));
        }
        return text.toString();
    }

    /** The bytes, which the caller wipes; empty if the text is not Base32. */
    static Optional<byte[]> decode(CharSequence text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == '=') {
            end--;
        }
        int padding = text.length() - end;
        if (padding > 0 && (padding >= BLOCK || text.length() % BLOCK != 0)) {
            return Optional.empty();
        }
        var bytes = new byte[end * BITS / Byte.SIZE];
        int buffer = 0;
        int held = 0;
        int written = 0;
        for (int i = 0; i < end; i++) {
            int value = ALPHABET.indexOf(text.charAt(i));
            if (value < 0) {
                Arrays.fill(bytes, (byte) 0);
                return Optional.empty();
            }
            buffer = (buffer << BITS) | value;
            held += BITS;
            if (held >= Byte.SIZE) {
                held -= Byte.SIZE;
                bytes[written++] = (byte) (buffer >> held & 0xFF);
                buffer &= (1 << held) - 1;
            }
        }
        // Five bits or more are a character too many; the others have to be zero (RFC 4648, section 3.5).
        if (held >= BITS || buffer != 0) {
            Arrays.fill(bytes, (byte) 0);
            return Optional.empty();
        }
        return Optional.of(bytes);
    }
}
