package io.securechannel.error;

import java.io.Serial;
import java.security.GeneralSecurityException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Trouble with keys, certificates, stores or envelopes. {@link #reason()} tells programs what happened; the message
 * tells people which file or entry it was, what was found and how to mend it, and never holds a secret.
 */
public final class KeyMaterialException extends GeneralSecurityException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** What happened, for programs. New constants may be added in later versions. */
    public enum Reason {
        /** The file is missing or cannot be read. */
        UNREADABLE,
        /** The bytes are not in a form that is read here. */
        MALFORMED,
        /** The form is known but the algorithm, curve or cipher in it is not supported. */
        UNSUPPORTED,
        /** What was asked for is not in there, for instance a file of certificates without a key. */
        MISSING,
        /** The material is encrypted and no password was given. */
        PASSWORD_REQUIRED,
        /** The password is wrong, or the encrypted data is damaged: the two cannot be told apart. */
        WRONG_PASSWORD,
        /** The private key does not belong to the certificate. */
        KEY_MISMATCH,
        /** The certificates do not form a chain, leaf first. */
        BROKEN_CHAIN,
        /** The certificate has expired or is not valid yet. */
        OUTSIDE_VALIDITY,
        /** The key is too short or the algorithm too weak to be used. */
        TOO_WEAK,
        /** The material is larger than the limit for its kind. */
        TOO_LARGE,
        /** The bytes have changed since they were written: the disk, or a transfer. */
        DAMAGED,
        /** Written by a later version of this library, in a form that this one does not know. */
        TOO_NEW,
        /** Something of that name is there already. */
        ALREADY_THERE,
        /** What is there under that name is of another kind. */
        WRONG_KIND,
        /** Others than its owner may read or write the file. */
        EXPOSED,
        /** The file cannot be written: no room, no permission, or what has to encrypt it does not. */
        UNWRITABLE,
        /** Another program holds the file, or has changed it meanwhile. */
        IN_USE,
        /** A signature does not belong to the key and the content. */
        BAD_SIGNATURE,
        /** What holds it does not answer now, as a database that has gone away; it may later. */
        UNAVAILABLE,
        /** The policy in force does not grant what was asked for. */
        NOT_GRANTED,
        /** An envelope or token cannot be opened: it is for other keys, or was changed or cut; the causes cannot be told apart. */
        NOT_OPENED,
        /** It was sealed with another key than those that are there, and says so. */
        WRONG_KEY,
        /** It was sealed for another context than the one that is expected. */
        WRONG_CONTEXT,
        /** It is not signed, and a signature is expected. */
        NOT_SIGNED,
        /** It is signed by none of the senders that are expected. */
        UNKNOWN_SENDER,
        /** Its sender addressed it to others: somebody has passed it on. */
        NOT_ADDRESSED,
        /** It has been seen before. */
        REPLAYED,
        /** It is older than the time that it may live, or dated in the future. */
        EXPIRED
    }

    /** What happened. */
    private final Reason reason;

    /** What people read. */
    private final String message;

    /**
     * An error without a cause.
     *
     * @param reason what happened
     * @param message what was found, where, and how to mend it; never a secret
     */
    public KeyMaterialException(Reason reason, String message) {
        this(reason, message, null);
    }

    /**
     * An error with a cause.
     *
     * @param reason what happened
     * @param message what was found, where, and how to mend it; never a secret
     * @param cause what lies below, or null; its message must hold no secret
     */
    public KeyMaterialException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.message = Objects.requireNonNull(message, "message");
        this.reason = Objects.requireNonNull(reason, "reason");
    }

    /** {@return what was seen, what was expected and how to mend it; never a secret} */
    @Override
    public String getMessage() {
        return message;
    }

    /** {@return the class, the message and the reason} */
    @Override
    public String toString() {
        return super.toString() + " [" + reason + "]";
    }

    /** {@return what happened} */
    public Reason reason() {
        return reason;
    }
}
