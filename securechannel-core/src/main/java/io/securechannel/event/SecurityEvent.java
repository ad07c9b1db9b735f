package io.securechannel.event;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.peer.Login;
import io.securechannel.peer.NegotiatedProtocol;
import io.securechannel.peer.PeerIdentity;
import io.securechannel.peer.PeerKey;
import java.time.Duration;
import java.time.Instant;

/** Something that happened to a channel and that a security log should hold. */
public sealed interface SecurityEvent {

    /** {@return when it happened} */
    Instant time();

    /** {@return the address of the other end, {@code host:port}; empty for what concerns this side alone} */
    String peer();

    /** Which end of the connection this is. */
    enum Role {
        /** The end that called {@code connect}. */
        CLIENT,
        /** The end that called {@code accept} or {@code listen}. */
        SERVER
    }

    /**
     * A handshake was finished and every check of this end passed. With TLS 1.3, and over Noise with XX, a client has it before
     * the server has checked the client.
     *
     * @param time when
     * @param peer the address of the other end
     * @param role which end this is
     * @param protocol what was agreed
     * @param identity who the other end has proved to be
     */
    record Established(Instant time, String peer, Role role, NegotiatedProtocol protocol, PeerIdentity identity)
            implements SecurityEvent {}

    /**
     * A handshake failed.
     *
     * @param time when
     * @param peer the address of the other end
     * @param role which end this is
     * @param error why
     */
    record HandshakeFailed(Instant time, String peer, Role role, SecureChannelException error)
            implements SecurityEvent {}

    /**
     * A login was finished at both ends, or a further step on a channel that was open.
     *
     * @param time when
     * @param peer the address of the other end
     * @param role which end this is
     * @param login who, and by what
     */
    record LoggedIn(Instant time, String peer, Role role, Login login) implements SecurityEvent {}

    /**
     * A login failed. At the server the error says more than the client is told, and never the name of a user who does not
     * exist: people type their passwords there.
     *
     * @param time when
     * @param peer the address of the other end
     * @param role which end this is
     * @param error why
     */
    record LoginFailed(Instant time, String peer, Role role, SecureChannelException error) implements SecurityEvent {}

    /**
     * Something about a user of this server has changed.
     *
     * @param time when
     * @param peer the address of the client that caused it
     * @param user the user's name
     * @param change what
     */
    record AccountChanged(Instant time, String peer, String user, AccountChange change) implements SecurityEvent {}

    /** What may change about a user. */
    enum AccountChange {
        /** A new user. */
        SIGNED_UP,
        /** The user has a new verifier: another password, or the same one hashed more often. */
        PASSWORD_CHANGED,
        /** The user has got a token for the next time. */
        RECONNECT_TOKEN_ISSUED,
        /** Too many failures: from this address the user cannot log in for a time. */
        LOCKED
    }

    /**
     * What a server keeps its users or failures in does not answer: nobody is let in until it does.
     *
     * @param time when
     * @param peer the address of the client that could not log in
     * @param error what is wrong
     */
    record LoginsUnavailable(Instant time, String peer, KeyMaterialException error) implements SecurityEvent {}

    /**
     * What this side knows of a server's key, over Noise, has changed, because the server has proved to hold a key that was known and has
     * said so.
     *
     * @param time when
     * @param peer the server, as the caller asked for it, {@code host:port}
     * @param key the key that is known now
     * @param change what has happened
     */
    record KnownPeerChanged(Instant time, String peer, PeerKey key, KnownPeerChange change) implements SecurityEvent {}

    /** What may change about a server that is known by its key. */
    enum KnownPeerChange {
        /** It has announced the key that it will use next, which is believed from now on, beside the one that it uses. */
        ANNOUNCED,
        /** It uses the key that it had announced: those before are not believed any more. */
        REPLACED
    }

    /**
     * What a server has said of its keys cannot be remembered, such as because another program writes the key store (IN_USE). The channel
     * goes on, and the server says it again in the next one. Where it never is written, a next key that was announced is refused once the
     * server uses it alone, and a key that was replaced goes on being believed.
     *
     * @param time when
     * @param peer the server, as the caller asked for it, {@code host:port}
     * @param key the key that would be known now
     * @param change what would have been written
     * @param error what is wrong
     */
    record KnownPeerNotKept(Instant time, String peer, PeerKey key, KnownPeerChange change, KeyMaterialException error)
            implements SecurityEvent {}

    /**
     * A channel that had been established has ended.
     *
     * @param time when
     * @param peer the address of the other end
     * @param role which end this is
     * @param how in words: closed by whom, or what cut it
     */
    record Ended(Instant time, String peer, Role role, String how) implements SecurityEvent {}

    /**
     * A server refused a connection before its handshake, because a limit was reached.
     *
     * @param time when
     * @param peer the address of the other end
     * @param limit which limit, in words
     */
    record Refused(Instant time, String peer, String limit) implements SecurityEvent {}

    /**
     * The handler of a server threw. Its channel has been closed; the others go on.
     *
     * @param time when
     * @param peer the address of the other end
     * @param error what was thrown
     */
    record HandlerFailed(Instant time, String peer, Throwable error) implements SecurityEvent {}

    /** What concerns this side's own keys, certificates and trust, and no connection. */
    sealed interface OfThisSide extends SecurityEvent {

        /** {@return nothing: no connection is concerned} */
        @Override
        default String peer() {
            return "";
        }
    }

    /**
     * Changed identities or trust have been read and checked: new handshakes use them, and no session of before is resumed.
     * Or changed revocation lists have: they count from now on, also where a session is resumed.
     *
     * @param time when
     * @param what holds now, in words
     */
    record Reloaded(Instant time, String what) implements OfThisSide {}

    /**
     * Changed identities, trust or revocation lists could not be used: what held before still does. It is told once for each cause.
     *
     * @param time when
     * @param error what is wrong, and where
     */
    record ReloadRefused(Instant time, KeyMaterialException error) implements OfThisSide {}

    /**
     * A certificate of this side expires within 30, 7 or 1 days, or has expired. It is told once for each.
     *
     * @param time when
     * @param certificate its subject
     * @param notAfter when it expires
     * @param left how long that is from now; negative if it has expired
     */
    record CertificateExpiring(Instant time, String certificate, Instant notAfter, Duration left)
            implements OfThisSide {}
}
