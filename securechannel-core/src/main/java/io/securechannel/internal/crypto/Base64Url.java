package io.securechannel.internal.crypto;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * Base64url (RFC 4648, section 5) in its one spelling: with or without padding as the form has it, nothing foreign, no stray bits in
 * the last character. Whoever takes two spellings takes two tokens for one.
 */
public final class Base64Url {

    private Base64Url() {}

    /**
     * {@return the text of bytes}
     *
     * @param bytes any
     * @param padded whether '=' fills the last four characters
     */
    public static String encode(byte[] bytes, boolean padded) {
        return new String(encoder(padded).encode(bytes), ISO_8859_1);
    }

    /**
     * {@return the characters of a secret, which the caller wipes}
     *
     * @param prefix stands before them
     * @param secret the bytes
     * @param padded whether '=' fills the last four characters
     */
    public static char[] encodeSecret(String prefix, byte[] secret, boolean padded) {
        byte[] ascii = encoder(padded).encode(secret);
        try {
            var text = new char[prefix.length() + ascii.length];
            prefix.getChars(0, prefix.length(), text, 0);
            for (int i = 0; i < ascii.length; i++) {
                text[prefix.length() + i] = (char) ascii[i];
            }
            return text;
        } finally {
            Arrays.fill(ascii, (byte) 0);
        }
    }

    /**
     * {@return the bytes, which the caller wipes if they are secret; empty if the text is not in this spelling}
     *
     * @param ascii the text
     * @param padded which of the two spellings
     */
    public static Optional<byte[]> decode(byte[] ascii, boolean padded) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(ascii);
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // the cause would quote the text
        }
        byte[] again = encoder(padded).encode(bytes);
        try {
            // The JDK's decoder also takes what lacks padding, and bits that belong to no byte.
            if (MessageDigest.isEqual(again, ascii)) {
                return Optional.of(bytes);
            }
            Arrays.fill(bytes, (byte) 0);
            return Optional.empty();
        } finally {
            Arrays.fill(again, (byte) 0);
        }
    }

    /**
     * {@return the bytes; empty if the text is not in this spelling}
     *
     * @param text the text
     * @param padded which of the two spellings
     */
    public static Optional<byte[]> decode(String text, boolean padded) {
        // What is beyond Latin-1 becomes '?', which is not of the alphabet either.
        return decode(text.getBytes(ISO_8859_1), padded);
    }

    /**
     * {@return where the first character is that is not of the alphabet, or -1}
     *
     * @param ascii the text, without padding
     */
    public static int firstStranger(byte[] ascii) {
        for (int i = 0; i < ascii.length; i++) {
            byte each = ascii[i];
            boolean known = (each >= 'A' && each <= 'Z')
                    || (each >= 'a' && each <= 'z')
                    || (each >= '0' && each <= '9')
                    || each == '-'
                    || each == '_';
            if (!known) {
                return i;
            }
        }
        return -1;
    }

    private static Base64.Encoder encoder(boolean padded) {
        return padded ? Base64.getUrlEncoder() : Base64.getUrlEncoder().withoutPadding();
    }
}
