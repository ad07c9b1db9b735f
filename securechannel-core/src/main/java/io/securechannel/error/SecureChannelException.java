package io.securechannel.error;

import java.io.IOException;
import java.io.Serial;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Trouble on the wire: the connection, the handshake, a frame or the peer. {@link #reason()} tells programs what
 * happened; the message tells people what was seen, what was expected and how to mend it, and never holds a secret.
 *
 * <p>Unless a method says otherwise, the channel is closed when this is thrown.
 */
public final class SecureChannelException extends IOException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** What happened, for programs. New constants may be added in later versions. */
    public enum Reason {
        /** The name of the host has no address. */
        UNKNOWN_HOST,
        /** Nothing listens at the address: the connection was refused. */
        CONNECT_REFUSED,
        /** No address of the host answered before the connect deadline. */
        CONNECT_TIMEOUT,
        /** The connection could not be made for another reason, such as an unreachable network. */
        CONNECT_FAILED,
        /** The handshake was not finished before its deadline. */
        HANDSHAKE_TIMEOUT,
        /** The handshake failed in a way that none of the other reasons names. */
        HANDSHAKE_FAILED,
        /**
         * A message of a Noise handshake does not decrypt: the two ends have different keys, shared secrets or settings, or bytes were
         * changed on the way; which of them cannot be told.
         */
        HANDSHAKE_NOT_AUTHENTIC,
        /** The peer does not speak the protocol that this side speaks, for instance plain HTTP to a TLS port. */
        NOT_SECURE_CHANNEL,
        /** The two sides share no version of TLS. */
        PROTOCOL_VERSION,
        /** The two sides share no cipher suite, group or signature scheme. */
        NO_COMMON_SUITE,
        /** The key exchange would be classical, and this side requires a post-quantum one. */
        NOT_POST_QUANTUM,
        /** The two sides share no application protocol (ALPN, RFC 7301). */
        ALPN_MISMATCH,
        /** The peer's certificate leads to no trusted authority. */
        UNTRUSTED_CERTIFICATE,
        /** The peer's certificate is not for the host that was asked for. */
        WRONG_HOST,
        /** A certificate of the peer has expired. */
        CERTIFICATE_EXPIRED,
        /** A certificate of the peer is not valid yet. */
        CERTIFICATE_NOT_YET_VALID,
        /** The peer's certificate may not be used this way, or is malformed. */
        CERTIFICATE_UNUSABLE,
        /** The peer's key is none of the pinned ones. */
        PIN_MISMATCH,
        /** The peer's key has never been seen at that address, and nobody has confirmed it. */
        UNKNOWN_PEER,
        /** The peer shows another key than it did before: somebody else may answer at that address. */
        PEER_KEY_CHANGED,
        /** The one-time code is not the peer's, or has been used, or somebody has guessed at it: take a new one. */
        CODE_REFUSED,
        /** A certificate of the peer has been revoked. */
        CERTIFICATE_REVOKED,
        /** Whether a certificate of the peer has been revoked cannot be told, and this side does not let that pass. */
        REVOCATION_UNKNOWN,
        /** The peer's certificate is genuine, and belongs to nobody whom this side lets in. */
        PEER_NOT_ALLOWED,
        /** The client sent no certificate and the server demands one. */
        CLIENT_CERTIFICATE_MISSING,
        /** The peer refused the certificate that this side presented. */
        OWN_CERTIFICATE_REFUSED,
        /** The connection ended without an authenticated close: something cut it, perhaps an attacker. */
        CONNECTION_CUT,
        /** A record failed its authentication: bytes were changed, lost, repeated or reordered on the way. */
        CORRUPT_RECORD,
        /** The keys have protected as much as they may, and are not replaced any further: connect again. */
        KEY_EXHAUSTED,
        /** The peer broke the rules of the protocol. */
        PROTOCOL_VIOLATION,
        /** A message is larger than the limit in force. */
        MESSAGE_TOO_LARGE,
        /** A text message is not well-formed UTF-8. */
        INVALID_TEXT,
        /** The peer closed the channel and reported an error. */
        CLOSED_BY_PEER,
        /** This side has closed the channel. */
        CLOSED,
        /** Nothing arrived before the deadline given to {@code receive}; the channel stays usable. */
        RECEIVE_TIMEOUT,
        /** The peer did not take what was written before the write deadline. */
        WRITE_TIMEOUT,
        /** Nothing arrived within the idle deadline. */
        IDLE_TIMEOUT,
        /** The server wants to know who this side is, and no login is set up here. */
        LOGIN_REQUIRED,
        /** The server offers no login, or none that this side accepts. */
        LOGIN_NOT_OFFERED,
        /** The login was not finished before its deadline. */
        LOGIN_TIMEOUT,
        /** The user, the password, the token, the certificate or the code was refused; which of them is not told. */
        LOGIN_REFUSED,
        /** Logins cannot be checked now: what the server keeps its users in does not answer. */
        LOGIN_UNAVAILABLE,
        /** What this side would log in with cannot be used, as a password that SASLprep (RFC 4013) prohibits. */
        CREDENTIAL_UNUSABLE,
        /** The other end of the login has another channel than this one: somebody relays it. */
        BINDING_MISMATCH,
        /** A binding to the channel is required and this channel has none that both ends know. */
        BINDING_UNAVAILABLE,
        /** The server does not prove that it knows the user: somebody else answers in its name. */
        SERVER_UNPROVED,
        /** The offer of logins was changed on its way, so that a weaker one would be taken. */
        LOGIN_OFFER_CHANGED,
        /** The server demands a number of iterations that this side does not accept. */
        LOGIN_COST_REFUSED,
        /** The server does not let this user sign up, or not with this verifier. */
        SIGN_UP_REFUSED,
        /** The thread was interrupted while it waited; its interrupt status is set. */
        INTERRUPTED,
        /** The socket failed in a way that none of the other reasons names. */
        IO_FAILURE
    }

    /** What happened. */
    private final Reason reason;

    /** What people read. */
    private final String message;

    /** The other end, {@code host:port}. */
    private final @Nullable String peer;

    /** What cannot be told apart here, the reason among them. */
    private final EnumSet<Reason> possible;

    /** The key that the other end has shown, as text. */
    private final @Nullable String shownKey;

    /**
     * An error without a cause.
     *
     * @param reason what happened
     * @param message what was seen, what was expected and how to mend it; never a secret
     */
    public SecureChannelException(Reason reason, String message) {
        this(reason, message, null);
    }

    /**
     * An error with a cause.
     *
     * @param reason what happened
     * @param message what was seen, what was expected and how to mend it; never a secret
     * @param cause what lies below, or null
     */
    public SecureChannelException(Reason reason, String message, @Nullable Throwable cause) {
        this(reason, message, cause, EnumSet.of(reason));
    }

    private SecureChannelException(Reason reason, String message, @Nullable Throwable cause, EnumSet<Reason> possible) {
        super(message, cause);
        this.message = Objects.requireNonNull(message, "message");
        this.reason = Objects.requireNonNull(reason, "reason");
        this.peer = null;
        this.possible = possible;
        this.shownKey = null;
    }

    /** The same error with more that is known of the peer. */
    private SecureChannelException(
            SecureChannelException same, String message, @Nullable String peer, @Nullable String shownKey) {
        super(message, same.getCause());
        this.message = message;
        this.reason = same.reason;
        this.peer = peer;
        this.possible = same.possible;
        this.shownKey = shownKey;
        setStackTrace(same.getStackTrace());
        for (var suppressed : same.getSuppressed()) {
            addSuppressed(suppressed);
        }
    }

    /**
     * An error that has causes which this end cannot tell apart: a peer over Noise refuses without a word, so that a wrong key, a
     * key that is not let in and a cut cable look alike.
     *
     * @param reason what was seen
     * @param others what it may be as well; the message should name them
     * @param message what was seen, what was expected and how to mend it; never a secret
     * @return the error
     */
    public static SecureChannelException oneOf(Reason reason, Set<Reason> others, String message) {
        var possible = EnumSet.of(reason);
        possible.addAll(others);
        return new SecureChannelException(reason, message, null, possible);
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

    /**
     * {@return what may have happened: {@link #reason()}, and what this end cannot tell from it} Mostly that is the reason alone. Where
     * there are more, the other end knows which it was, and its log says so.
     */
    public Set<Reason> possibleReasons() {
        return EnumSet.copyOf(possible);
    }

    /** {@return the address of the peer, {@code host:port}, where one is known} */
    public Optional<String> peer() {
        return Optional.ofNullable(peer);
    }

    /**
     * Returns this error with the address of the peer, in {@link #peer()} and in front of the message.
     *
     * @param address the peer, {@code host:port}
     * @return this if a peer is known already, else a new error with the same reason, cause, trace and suppressed errors
     */
    public SecureChannelException withPeer(String address) {
        if (peer != null) {
            return this;
        }
        return new SecureChannelException(this, address + ": " + getMessage(), address, shownKey);
    }

    /**
     * {@return the key that the peer has shown over Noise, in its text form {@code scn1…}, where that key is what this side refuses} Whoever
     * asks a person about it and then believes it takes the key from here: the very one that was refused.
     */
    public Optional<String> shownKey() {
        return Optional.ofNullable(shownKey);
    }

    /**
     * Returns this error with the key that the peer has shown.
     *
     * @param text the key in its text form
     * @return a new error with the same reason, message, cause, trace and suppressed errors
     */
    public SecureChannelException withShownKey(String text) {
        return new SecureChannelException(this, getMessage(), peer, text);
    }
}
