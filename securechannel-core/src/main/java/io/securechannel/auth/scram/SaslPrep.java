package io.securechannel.auth.scram;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.secret.Password;
import io.securechannel.secret.SecretBytes;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Locale;

/**
 * SASLprep (RFC 4013), the profile of stringprep (RFC 3454) by which names and passwords that look alike become alike:
 * U+00AA and {@code a}, a letter with its accent in one character or in two.
 *
 * <p>It is made of Unicode 3.2, as the RFC has it. The JDK normalises by a newer version, so what 3.2 did not know never
 * reaches its {@link Normalizer}: in stored strings it is refused, in queries it passes unchanged, as normalisation by
 * 3.2 would leave it. U+200B, which RFC 3454 lists both as a space and as nothing, becomes a space, as in PostgreSQL and
 * GNU SASL.
 */
public final class SaslPrep {

    private SaslPrep() {}

    /**
     * Prepares a query: the name of a user who logs in (RFC 5802, section 5.1). Characters that Unicode 3.2 did not know are
     * allowed.
     *
     * @param text what was typed or received
     * @return the text in its prepared form, which is not empty
     * @throws KeyMaterialException MALFORMED if a character is prohibited, if letters of both directions are mixed as RFC
     *     3454, section 6, forbids, or if nothing is left; it names the character as {@code U+XXXX} and never the text
     */
    public static String query(String text) throws KeyMaterialException {
        return prepared(text, false);
    }

    /**
     * Prepares what is going to be stored: the name of a new user, and passwords (RFC 5802, section 2.2). Characters that
     * Unicode 3.2 did not know are refused, because a later version may normalise them.
     *
     * @param text what was typed or received
     * @return the text in its prepared form, which is not empty
     * @throws KeyMaterialException MALFORMED as for {@link #query}, and if a character is unassigned in Unicode 3.2
     */
    public static String stored(String text) throws KeyMaterialException {
        return prepared(text, true);
    }

    /**
     * Prepares a password, as a stored string. The characters are wiped, but for one thing: text that normalisation may
     * change, such as accents as characters of their own, has to go through the JDK's {@link Normalizer}, which makes
     * strings of it. ASCII and all other text does not.
     *
     * @return the prepared password in UTF-8, which the caller has to close
     */
    static SecretBytes password(Password password) throws KeyMaterialException {
        try (var utf8 = password.utf8()) {
            boolean plain = utf8.use(SaslPrep::isPrintableAscii);
            if (plain) {
                return utf8.use(SecretBytes::copyOf);
            }
        }
        char[] typed = password.copy();
        char[] prepared = {};
        try {
            prepared = prepare(typed, true);
            requireSomething(prepared.length);
            try (var result = Password.copyOf(prepared)) {
                return result.utf8();
            }
        } finally {
            Arrays.fill(typed, '\0');
            Arrays.fill(prepared, '\0');
        }
    }

    private static String prepared(String text, boolean stored) throws KeyMaterialException {
        var prepared = new String(prepare(text.toCharArray(), stored));
        requireSomething(prepared.length());
        return prepared;
    }

    private static void requireSomething(int length) throws KeyMaterialException {
        if (length == 0) {
            throw refused("nothing is left of the text: it holds no character that counts");
        }
    }

    /** The steps of RFC 4013, section 2. The result may be empty. */
    static char[] prepare(char[] text, boolean stored) throws KeyMaterialException {
        try (var mapped = new WipedCharacters(text.length);
                var normal = new WipedCharacters(text.length)) {
            boolean inert = map(text, stored, mapped);
            if (inert) {
                mapped.copyTo(normal);
            } else {
                normalise(mapped, normal);
            }
            refuseProhibited(normal);
            refuseMixedDirections(normal);
            return normal.copy();
        }
    }

    /** Section 2.1, and 2.5: {@return whether normalisation has nothing to do} */
    private static boolean map(char[] text, boolean stored, WipedCharacters mapped) throws KeyMaterialException {
        boolean inert = true;
        int codePoint;
        for (int i = 0; i < text.length; i += Character.charCount(codePoint)) {
            codePoint = Character.codePointAt(text, i);
            if (stored && StringPrepTable.UNASSIGNED.has(codePoint)) {
                throw refused(
                        named(codePoint) + " is unassigned in Unicode 3.2, by which names and passwords are prepared");
            }
            if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
                throw refused(named(codePoint) + " is half of a surrogate pair");
            }
            if (StringPrepTable.SPACE.has(codePoint)) {
                mapped.append(' ');
            } else if (!StringPrepTable.NOTHING.has(codePoint)) {
                inert &= !StringPrepTable.NOT_INERT.has(codePoint);
                mapped.append(StringPrepTable.asOfUnicode32(codePoint));
            }
        }
        return inert;
    }

    /**
     * Section 2.2: NFKC, of the stretches between code points that Unicode 3.2 did not know. By its rules these stay as they
     * are, and nothing is composed or reordered across them.
     */
    private static void normalise(WipedCharacters mapped, WipedCharacters normal) {
        int start = 0;
        int codePoint;
        for (int i = 0; i < mapped.length(); i += Character.charCount(codePoint)) {
            codePoint = mapped.codePointAt(i);
            if (StringPrepTable.UNASSIGNED.has(codePoint)) {
                normal.append(Normalizer.normalize(mapped.view(start, i), Normalizer.Form.NFKC));
                normal.append(codePoint);
                start = i + Character.charCount(codePoint);
            }
        }
        normal.append(Normalizer.normalize(mapped.view(start, mapped.length()), Normalizer.Form.NFKC));
    }

    /** Section 2.3. */
    private static void refuseProhibited(WipedCharacters text) throws KeyMaterialException {
        int codePoint;
        for (int i = 0; i < text.length(); i += Character.charCount(codePoint)) {
            codePoint = text.codePointAt(i);
            if (StringPrepTable.PROHIBITED.has(codePoint)) {
                throw refused(named(codePoint) + " is prohibited in names and passwords");
            }
        }
    }

    /** Section 2.4, by RFC 3454, section 6. */
    private static void refuseMixedDirections(WipedCharacters text) throws KeyMaterialException {
        boolean right = false;
        boolean left = false;
        boolean first = false;
        boolean last = false;
        int codePoint;
        for (int i = 0; i < text.length(); i += Character.charCount(codePoint)) {
            codePoint = text.codePointAt(i);
            last = StringPrepTable.RIGHT_TO_LEFT.has(codePoint);
            first = i == 0 ? last : first;
            right |= last;
            left |= StringPrepTable.LEFT_TO_RIGHT.has(codePoint);
        }
        if (right && (left || !first || !last)) {
            throw refused(
                    "a name or password with letters written from right to left begins and ends with such a letter,"
                            + " and holds none written from left to right");
        }
    }

    private static boolean isPrintableAscii(byte[] utf8) {
        for (byte each : utf8) {
            if (each < 0x20 || each == 0x7F) {
                return false;
            }
        }
        return utf8.length > 0;
    }

    private static String named(int codePoint) {
        var digits = Integer.toHexString(codePoint).toUpperCase(Locale.ROOT);
        return "U+" + "0".repeat(Math.max(0, 4 - digits.length())) + digits;
    }

    private static KeyMaterialException refused(String why) {
        return new KeyMaterialException(
                KeyMaterialException.Reason.MALFORMED, why + " (SASLprep, RFC 4013): choose another");
    }
}
