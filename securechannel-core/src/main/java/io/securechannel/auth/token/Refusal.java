package io.securechannel.auth.token;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import java.io.Serial;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Something is wrong with a text that somebody else has written. The message says what, and quotes nothing of it but short names
 * that can be printed; who calls knows which exception that is to the caller's caller.
 */
final class Refusal extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._:/+=@-]{1,64}");

    /** What was found. */
    private final String found;

    Refusal(String found) {
        super(found, null, false, false);
        this.found = Objects.requireNonNull(found, "found");
    }

    String found() {
        return found;
    }

    SecureChannelException login(String what) {
        return new SecureChannelException(SecureChannelException.Reason.LOGIN_REFUSED, what + " " + found);
    }

    SecureChannelException violation(String what) {
        return new SecureChannelException(SecureChannelException.Reason.PROTOCOL_VIOLATION, what + " " + found);
    }

    KeyMaterialException malformed(String what) {
        return new KeyMaterialException(KeyMaterialException.Reason.MALFORMED, what + " " + found);
    }

    /** A name that somebody else has written, if it can be printed. */
    static String quoted(String name) {
        return NAME.matcher(name).matches() ? "\"" + name + "\"" : "(of " + name.length() + " characters, not printed)";
    }
}
