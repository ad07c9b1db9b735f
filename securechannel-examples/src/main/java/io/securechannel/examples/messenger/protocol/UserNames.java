package io.securechannel.examples.messenger.protocol;

import java.util.regex.Pattern;

/** Names of users: what two people cannot confuse, and what needs no care in a terminal, a file or a mention. */
public final class UserNames {

    /** What a name looks like, for help and errors. */
    public static final String RULE = "1 to 32 of a-z, 0-9, '.', '_' and '-', and begins with a letter or a digit";

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,31}");

    private UserNames() {}

    /**
     * Whether it is one.
     *
     * @param text any
     * @return whether it follows {@link #RULE}
     */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /**
     * Checks a name.
     *
     * @param text any
     * @return the same
     * @throws IllegalArgumentException if it is none; its message says how one looks
     */
    public static String check(String text) {
        if (!isName(text)) {
            throw new IllegalArgumentException("not a name of a user: a name is " + RULE);
        }
        return text;
    }
}
