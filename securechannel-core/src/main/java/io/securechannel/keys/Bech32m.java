package io.securechannel.keys;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import java.io.ByteArrayOutputStream;
import java.util.Locale;

/** Bech32m (BIP 173 and BIP 350): letters and digits that people can copy, with a checksum that finds up to four mistakes. */
final class Bech32m {

    private static final String ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private static final int[] GENERATOR = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3};
    private static final int CONSTANT = 0x2bc830a3;
    private static final int CHECKSUM = 6;
    private static final int BITS = 5;
    private static final int LOW = 31;
    private static final int LONGEST = 90;
    private static final int DELETE = 0x7F;

    private Bech32m() {}

    static String encode(String prefix, byte[] data) {
        var text = new StringBuilder(prefix).append('1');
        int check = prefixed(prefix);
        int bits = 0;
        int count = 0;
        for (byte octet : data) {
            bits = (bits << Byte.SIZE) | (octet & 0xFF);
            count += Byte.SIZE;
            while (count >= BITS) {
                count -= BITS;
                int value = (bits >>> count) & LOW;
                check = next(check, value);
                text.append(ALPHABET.charAt(value));
            }
        }
        if (count > 0) {
            int value = (bits << (BITS - count)) & LOW;
            check = next(check, value);
            text.append(ALPHABET.charAt(value));
        }
        for (int i = 0; i < CHECKSUM; i++) {
            check = next(check, 0);
        }
        check ^= CONSTANT;
        for (int i = CHECKSUM - 1; i >= 0; i--) {
            text.append(ALPHABET.charAt((check >>> (BITS * i)) & LOW));
        }
        return text.toString();
    }

    /** The error never quotes the text: somebody may have typed a secret. */
    static byte[] decode(String prefix, String text, String what) throws KeyMaterialException {
        // Letters outside of ASCII first: the small letter of the Kelvin sign, U+212A, is a plain k.
        if (text.length() > LONGEST || !text.chars().allMatch(each -> each < DELETE)) {
            throw malformed(what, "is too long, or holds a character that it cannot have", prefix);
        }
        var lower = text.toLowerCase(Locale.ROOT);
        boolean mixed = !text.equals(lower) && !text.equals(text.toUpperCase(Locale.ROOT));
        if (mixed || !lower.startsWith(prefix + "1")) {
            throw malformed(what, "does not begin with " + prefix + "1, or mixes cases", prefix);
        }
        var out = new ByteArrayOutputStream();
        int check = prefixed(prefix);
        int bits = 0;
        int count = 0;
        int end = lower.length() - CHECKSUM;
        for (int i = prefix.length() + 1; i < lower.length(); i++) {
            int value = ALPHABET.indexOf(lower.charAt(i));
            if (value < 0) {
                throw malformed(what, "holds a character that it cannot have at place " + (i + 1), prefix);
            }
            check = next(check, value);
            if (i < end) {
                bits = (bits << BITS) | value;
                count += BITS;
                if (count >= Byte.SIZE) {
                    count -= Byte.SIZE;
                    out.write(bits >>> count);
                    bits &= (1 << count) - 1;
                }
            }
        }
        if (check != CONSTANT || end <= prefix.length()) {
            throw malformed(what, "is mistyped or cut: its checksum is wrong", prefix);
        }
        if (count >= BITS || bits != 0) {
            throw malformed(what, "ends in bits that are none of a byte", prefix);
        }
        return out.toByteArray();
    }

    private static KeyMaterialException malformed(String what, String why, String prefix) {
        return new KeyMaterialException(
                Reason.MALFORMED, what + " " + why + "; it looks like " + prefix + "1… and is best copied whole");
    }

    private static int prefixed(String prefix) {
        int check = 1;
        for (int i = 0; i < prefix.length(); i++) {
            check = next(check, prefix.charAt(i) >>> BITS);
        }
        check = next(check, 0);
        for (int i = 0; i < prefix.length(); i++) {
            check = next(check, prefix.charAt(i) & LOW);
        }
        return check;
    }

    /** One step of the checksum's polynomial. */
    private static int next(int check, int value) {
        int top = check >>> 25;
        int result = ((check & 0x1ffffff) << BITS) ^ value;
        for (int i = 0; i < GENERATOR.length; i++) {
            if (((top >>> i) & 1) != 0) {
                result ^= GENERATOR[i];
            }
        }
        return result;
    }
}
