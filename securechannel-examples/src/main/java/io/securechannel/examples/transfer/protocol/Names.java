package io.securechannel.examples.transfer.protocol;

import io.securechannel.examples.console.Visible;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which names a receiver takes. Unless told otherwise, those that mean the same everywhere, also when the directory is copied to another
 * system later.
 */
public final class Names {

    /** How the names of files end that are not complete. */
    public static final String UNFINISHED = ".securechannel-part";

    /** Devices on Windows in every directory, with any extension; the superscript digits as well (Microsoft, "Naming Files"). */
    private static final Pattern DEVICE = Pattern.compile(
            "(CON|PRN|AUX|NUL|CONIN\\$|CONOUT\\$|CLOCK\\$|(COM|LPT)[0-9\u00B9\u00B2\u00B3])\\s*([.:].*)?",
            Pattern.CASE_INSENSITIVE);

    /** Drive letters and streams have a colon. */
    private static final Pattern NOT_ON_WINDOWS = Pattern.compile("[<>:\"|?*]");

    private Names() {}

    /**
     * {@return whether a walk can lead to it} What is none comes from nobody who reads names in a directory (FT5).
     *
     * @param name of anything
     */
    public static boolean isName(String name) {
        return !name.isEmpty()
                && !name.equals(".")
                && !name.equals("..")
                && name.indexOf('/') < 0
                && name.indexOf('\0') < 0
                && name.getBytes(StandardCharsets.UTF_8).length <= Limits.NAME;
    }

    /**
     * {@return why a receiver does not take it; empty if it does}
     *
     * @param name that {@link #isName}
     * @param posix whether names are taken that only POSIX systems can have
     */
    public static Optional<Refusal> refusal(String name, boolean posix) {
        if (name.getBytes(StandardCharsets.UTF_8).length > Limits.NAME_TAKEN) {
            return Optional.of(Refusal.NAME_TOO_LONG);
        }
        boolean harmless = name.codePoints().allMatch(Visible::isHarmless);
        boolean ours = fold(name).endsWith(UNFINISHED);
        if (!isName(name) || !harmless || ours || name.indexOf('\\') >= 0 || !(posix || isPortable(name))) {
            return Optional.of(Refusal.NAME);
        }
        return Optional.empty();
    }

    private static boolean isPortable(String name) {
        return !NOT_ON_WINDOWS.matcher(name).find()
                && !DEVICE.matcher(name).matches()
                && !name.endsWith(".")
                && !name.endsWith(" ")
                && !name.startsWith(" ");
    }

    /**
     * {@return what two names have in common that some file system takes for one: no case, one form of Unicode}
     *
     * @param name of anything
     */
    public static String fold(String name) {
        // First to lower case: the capital of "ß" is "SS", but the small form of the capital "ẞ" is "ß".
        var upper = Normalizer.normalize(name, Normalizer.Form.NFKC)
                .toLowerCase(Locale.ROOT)
                .toUpperCase(Locale.ROOT);
        return Normalizer.normalize(upper.toLowerCase(Locale.ROOT), Normalizer.Form.NFKC);
    }
}
