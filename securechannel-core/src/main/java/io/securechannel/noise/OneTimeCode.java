package io.securechannel.noise;

import io.securechannel.noise.internal.NoiseSides;
import io.securechannel.secret.Password;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A short code that two people tell each other, for one channel. It is never sent: a password-authenticated key exchange (J-PAKE, RFC 8236)
 * proves it, so that whoever guesses has one try. After that the code is used up, whether the guess was right or not, and so it is after 100
 * exchanges that were begun and came to no guess. Made for one {@link NoiseContext}. Safe for use by several threads; {@link #close()} wipes it.
 */
public final class OneTimeCode implements AutoCloseable {

    static {
        NoiseSides.openCodes(CodeEnd::new);
    }

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int SHORTEST = 6;
    private static final int LONGEST = 64;
    private static final int DIGITS = 8;
    private static final int GROUP = 3;

    /** So that nobody can keep a server computing: an exchange costs it some multiplications on the curve before it is a guess. */
    static final int MOST_EXCHANGES = 100;

    private final Password code;
    private final AtomicBoolean used = new AtomicBoolean();
    private final AtomicInteger exchanges = new AtomicInteger();

    private OneTimeCode(Password code) {
        this.code = code;
    }

    /**
     * {@return a new code of nine digits, as {@code 123-456-789}}
     *
     * <p>Eight of them are random: one guess is right with a probability of 1 in 100 million, about 26 bits, and there is one guess. The
     * ninth checks the others, so that {@link #of} knows most mistyped codes before they are used up: every single wrong digit, and every
     * two neighbours that have changed places.
     */
    public static OneTimeCode random() {
        var digits = new char[DIGITS + 1];
        try {
            for (int i = 0; i < DIGITS; i++) {
                digits[i] = (char) ('0' + RANDOM.nextInt(10));
            }
            digits[DIGITS] = (char) ('0' + CheckDigit.state(digits, DIGITS));
            return new OneTimeCode(Password.copyOf(digits));
        } finally {
            Arrays.fill(digits, '\0');
        }
    }

    /**
     * Takes a code as a person types it: hyphens and spaces are left out, capital letters are as small ones. Nine digits are taken for a code
     * of {@link #random()}; other codes a program makes itself, and they check nothing.
     *
     * @param typed 6 to 64 letters and digits of ASCII; the caller still owns, and should wipe, the array
     * @return the code
     * @throws IllegalArgumentException if there are more, fewer or other characters, or nine digits that are no code of {@link #random()}: it
     *     is mistyped, and nothing has been used up; the message does not quote it
     */
    public static OneTimeCode of(char[] typed) {
        var normal = new char[LONGEST];
        try {
            int length = 0;
            for (char each : typed) {
                if (isSeparator(each)) {
                    continue;
                }
                char small = each >= 'A' && each <= 'Z' ? (char) (each - 'A' + 'a') : each;
                if (!isDigit(small) && (small < 'a' || small > 'z')) {
                    throw new IllegalArgumentException(
                            "a code has letters a to z and digits, besides hyphens and spaces: it is mistyped");
                }
                if (length == LONGEST) {
                    throw wrongLength();
                }
                normal[length++] = small;
            }
            return normalised(normal, length);
        } finally {
            Arrays.fill(normal, '\0');
        }
    }

    private static OneTimeCode normalised(char[] normal, int length) {
        if (length < SHORTEST) {
            throw wrongLength();
        }
        if (length == DIGITS + 1 && isDigits(normal, length) && CheckDigit.state(normal, length) != 0) {
            throw new IllegalArgumentException(
                    "the code is mistyped: its last digit does not fit the others. It has not been used; compare it again");
        }
        var exact = Arrays.copyOf(normal, length);
        try {
            return new OneTimeCode(Password.copyOf(exact));
        } finally {
            Arrays.fill(exact, '\0');
        }
    }

    /**
     * Takes the one use that the code has.
     *
     * @return false if it has been used
     */
    boolean take() {
        return used.compareAndSet(false, true);
    }

    /**
     * Counts an exchange that has come so far that it costs something. More than 100 take the code out of use.
     *
     * @return false if it has been used
     */
    boolean tried() {
        if (exchanges.incrementAndGet() > MOST_EXCHANGES) {
            used.set(true);
        }
        return !used();
    }

    /** {@return whether it has been used, or closed} */
    public boolean used() {
        return used.get();
    }

    /**
     * {@return the code, for the person who tells it, nine digits as {@code 123-456-789}; the caller closes it}
     *
     * @throws IllegalStateException after {@link #close()}
     */
    public Password code() {
        var characters = code.copy();
        var grouped = new char[characters.length + 2];
        try {
            if (characters.length != DIGITS + 1 || !isDigits(characters, characters.length)) {
                return Password.copyOf(characters);
            }
            Arrays.fill(grouped, '-');
            for (int from = 0; from < characters.length; from += GROUP) {
                System.arraycopy(characters, from, grouped, from + from / GROUP, GROUP);
            }
            return Password.copyOf(grouped);
        } finally {
            Arrays.fill(characters, '\0');
            Arrays.fill(grouped, '\0');
        }
    }

    /** {@return what the exchange proves, which the caller wipes; empty if the code has been used or closed} */
    Optional<byte[]> secret() {
        if (used.get()) {
            return Optional.empty();
        }
        try (var utf8 = code.utf8()) {
            return Optional.of(utf8.copy());
        } catch (IllegalStateException e) {
            return Optional.empty(); // closed meanwhile
        }
    }

    /** Wipes the code, and takes it out of use. Further calls do nothing. */
    @Override
    public void close() {
        used.set(true);
        code.close();
    }

    /** {@return whether it has been used, and never the code} */
    @Override
    public String toString() {
        return "OneTimeCode[" + (used.get() ? "used" : "not used") + ", redacted]";
    }

    private static boolean isDigits(char[] characters, int length) {
        for (int i = 0; i < length; i++) {
            if (!isDigit(characters[i])) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDigit(char character) {
        return character >= '0' && character <= '9';
    }

    /** Spaces and hyphens of every kind: keyboards and messengers put in others than those of ASCII. */
    private static boolean isSeparator(char character) {
        return Character.isSpaceChar(character)
                || Character.isWhitespace(character)
                || Character.getType(character) == Character.DASH_PUNCTUATION;
    }

    private static IllegalArgumentException wrongLength() {
        return new IllegalArgumentException("a code has " + SHORTEST + " to " + LONGEST
                + " letters and digits, besides hyphens and spaces: it is mistyped");
    }
}
