package io.securechannel.auth.totp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalLong;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * Time-based one-time passwords (RFC 6238) over HOTP (RFC 4226). Both sides must use the same algorithm, number of digits and length
 * of a step: {@link #standard()} is what authenticator apps understand. Immutable.
 */
public final class Totp {

    /** How many steps before and after the present one are taken (RFC 6238, section 5.2 recommends one). */
    private static final int WINDOW = 1;

    private static final int FEWEST_DIGITS = 6;
    private static final int MOST_DIGITS = 8;
    private static final long LONGEST_STEP = 300;

    private static final Totp STANDARD = new Totp(Algorithm.SHA1, FEWEST_DIGITS, 30);

    /** The hash under the HMAC. */
    public enum Algorithm {
        /** HMAC-SHA-1, whose weakness in collisions is none here; what all apps know. */
        SHA1,
        /** HMAC-SHA-256. */
        SHA256,
        /** HMAC-SHA-512. */
        SHA512;

        private Digest digest() {
            return switch (this) {
                case SHA1 -> new SHA1Digest();
                case SHA256 -> SHA256Digest.newInstance();
                case SHA512 -> new SHA512Digest();
            };
        }
    }

    private final Algorithm algorithm;
    private final int digits;
    private final long seconds;

    private Totp(Algorithm algorithm, int digits, long seconds) {
        this.algorithm = algorithm;
        this.digits = digits;
        this.seconds = seconds;
    }

    /** {@return HMAC-SHA-1, six digits, steps of 30 seconds} */
    public static Totp standard() {
        return STANDARD;
    }

    /**
     * {@return codes of another kind, which not every app understands}
     *
     * @param algorithm the hash
     * @param digits 6 to 8
     * @param step 1 to 300 whole seconds
     * @throws IllegalArgumentException if there are fewer or more digits, or the step is shorter or longer
     */
    public static Totp of(Algorithm algorithm, int digits, Duration step) {
        if (digits < FEWEST_DIGITS || digits > MOST_DIGITS) {
            throw new IllegalArgumentException("a code has 6 to 8 digits (RFC 4226, section 5.3), not " + digits);
        }
        if (step.getNano() != 0 || step.getSeconds() < 1 || step.getSeconds() > LONGEST_STEP) {
            throw new IllegalArgumentException("a step has 1 to " + LONGEST_STEP + " whole seconds, not " + step);
        }
        return new Totp(algorithm, digits, step.getSeconds());
    }

    /** {@return the hash} */
    public Algorithm algorithm() {
        return algorithm;
    }

    /** {@return how many digits a code has} */
    public int digits() {
        return digits;
    }

    /** {@return how long a step is} */
    public Duration step() {
        return Duration.ofSeconds(seconds);
    }

    /**
     * {@return the step of a time: T in RFC 6238, section 4.2, with T0 = 0}
     *
     * @param time the time
     */
    public long step(Instant time) {
        return Math.floorDiv(time.getEpochSecond(), seconds);
    }

    /**
     * {@return the code of a step: HOTP of RFC 4226, section 5.3, with leading zeros}
     *
     * @param seed the shared secret
     * @param step the step, or HOTP's counter
     * @throws IllegalStateException if the seed has been closed
     */
    public String code(TotpSeed seed, long step) {
        var code = seed.use(bytes -> digits(bytes, step));
        return new String(code, StandardCharsets.US_ASCII);
    }

    /**
     * Looks for the step that a code is of: the present one, the one before or the one after (RFC 6238, section 5.2). All three are
     * computed and compared in constant time, whatever was typed.
     *
     * <p>A code serves once: whoever calls takes the step that is returned, and refuses one that is not later than all before.
     *
     * @param seed the shared secret
     * @param code what the user has typed
     * @param now the time
     * @return the step, the later if it is of two; empty if it is of none, has other than the number of digits, or other characters
     * @throws IllegalStateException if the seed has been closed
     */
    public OptionalLong matchingStep(TotpSeed seed, String code, Instant now) {
        var typed = new byte[digits];
        boolean formed = code.length() == digits;
        for (int i = 0; i < digits; i++) {
            // What is no digit becomes 0, which no code has.
            char each = i < code.length() ? code.charAt(i) : 0;
            typed[i] = each >= '0' && each <= '9' ? (byte) each : 0;
        }
        long present = step(now);
        return seed.use(bytes -> {
            long found = 0;
            int matches = 0;
            for (long step = present - WINDOW; step <= present + WINDOW; step++) {
                int same = same(typed, digits(bytes, step));
                found = (found & ~-(long) same) | (step & -(long) same);
                matches |= same;
            }
            return matches == 1 && formed ? OptionalLong.of(found) : OptionalLong.empty();
        });
    }

    /** 1 if they are the same and 0 if not, without a branch. */
    private static int same(byte[] one, byte[] other) {
        int difference = 0;
        for (int i = 0; i < one.length; i++) {
            difference |= one[i] ^ other[i];
        }
        Arrays.fill(other, (byte) 0);
        return (difference - 1) >>> (Integer.SIZE - 1);
    }

    /** RFC 4226, section 5.3: HMAC over the counter, dynamic truncation, the last digits. */
    private byte[] digits(byte[] seed, long step) {
        var mac = new HMac(algorithm.digest());
        mac.init(new KeyParameter(seed));
        byte[] counter = ByteBuffer.allocate(Long.BYTES).putLong(step).array();
        mac.update(counter, 0, counter.length);
        var output = new byte[mac.getMacSize()];
        mac.doFinal(output, 0);
        int offset = output[output.length - 1] & 0x0F;
        int number = ByteBuffer.wrap(output).getInt(offset) & 0x7FFF_FFFF;
        Arrays.fill(output, (byte) 0);
        var code = new byte[digits];
        for (int i = digits - 1; i >= 0; i--) {
            code[i] = (byte) ('0' + number % 10);
            number /= 10;
        }
        return code;
    }

    /**
     * {@return the URI that authenticator apps read from a QR code: {@code otpauth://totp/…}} <b>It holds the seed</b>, in a string
     * that cannot be wiped: show it once, and keep it nowhere.
     *
     * @param seed the shared secret
     * @param issuer the service, as the app shows it; without a colon
     * @param account the user, as the app shows it; without a colon
     * @throws IllegalArgumentException if issuer or account is empty, or has a colon
     */
    public String uri(TotpSeed seed, String issuer, String account) {
        return String.format(
                Locale.ROOT,
                "otpauth://totp/%s:%s?secret=%s&issuer=%s&algorithm=%s&digits=%d&period=%d",
                percentEncoded("issuer", issuer),
                percentEncoded("account", account),
                seed.base32(),
                percentEncoded("issuer", issuer),
                algorithm,
                digits,
                seconds);
    }

    /** RFC 3986, section 2.1: all but the unreserved characters; a form's {@code +} for a space would be shown as it is. */
    private static String percentEncoded(String what, String text) {
        if (text.isEmpty() || text.indexOf(':') >= 0) {
            throw new IllegalArgumentException("the " + what
                    + " of a TOTP seed is not empty, and has no colon, which apps take" + " for the end of the issuer");
        }
        var encoded = new StringBuilder();
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            if ((each >= 'a' && each <= 'z')
                    || (each >= 'A' && each <= 'Z')
                    || (each >= '0' && each <= '9')
                    || "-._~".indexOf(each) >= 0) {
                encoded.append((char) each);
            } else {
                encoded.append(String.format(Locale.ROOT, "%%%02X", each));
            }
        }
        return encoded.toString();
    }

    /** {@return algorithm, digits and step} */
    @Override
    public String toString() {
        return "TOTP[" + algorithm + ", " + digits + " digits, " + seconds + " s]";
    }
}
