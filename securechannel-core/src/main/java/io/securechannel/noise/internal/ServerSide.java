package io.securechannel.noise.internal;

import io.securechannel.error.SecureChannelException;
import io.securechannel.event.SecurityListener;
import io.securechannel.keys.NoisePublicKey;
import io.securechannel.noise.NoiseHandshake;
import java.util.List;
import java.util.Optional;

/** A server's set-up, as the engine uses it. Immutable, and safe for use by several threads. */
public interface ServerSide {

    /**
     * {@return the same side with the keys that hold now, if they are live} One connection uses one of these to its end, so that it shows and
     * announces what belongs together.
     *
     * @param listener hears of changed keys, and of those that cannot be read; what held before holds then
     */
    ServerSide refreshed(SecurityListener listener);

    /** {@return the names of the protocols that it accepts, at most 64} */
    List<String> protocolNames();

    /**
     * Begins the responder's end of a handshake: one for each key that the client may mean, which are given its first message until one can
     * read it.
     *
     * @param protocolName one of {@link #protocolNames()}
     * @param prologue what both ends must have said and seen before
     * @return one or two handshakes
     */
    List<NoiseHandshake> begin(String protocolName, byte[] prologue);

    /**
     * Checks a client's key.
     *
     * @param address where it connects from
     * @param shown its key
     * @param proved whether it has proved to hold the key; it has not in the first message of IK, which anybody can repeat who has recorded it
     * @throws SecureChannelException PEER_NOT_ALLOWED, which as {@code shownKey()} has the key only if that is proved; HANDSHAKE_FAILED if
     *     what decides has failed
     */
    void check(String address, NoisePublicKey shown, boolean proved) throws SecureChannelException;

    /** {@return the key that the server will use next, which every client is told inside the channel} */
    Optional<NoisePublicKey> nextKey();

    /** {@return the code that is to be proved after the handshake; empty if there is none} */
    Optional<CodeSide> code();

    /** {@return whether the handshake, or a code after it, proves a secret that both ends hold} */
    boolean sharesSecret();

    /** {@return whether a trust of this side's decides about keys that the peer proves} */
    boolean checksKeys();
}
