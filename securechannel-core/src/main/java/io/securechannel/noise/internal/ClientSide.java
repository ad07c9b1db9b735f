package io.securechannel.noise.internal;

import io.securechannel.error.SecureChannelException;
import io.securechannel.event.SecurityEvent;
import io.securechannel.event.SecurityListener;
import io.securechannel.keys.NoisePublicKey;
import io.securechannel.noise.NoiseHandshake;
import java.util.Optional;

/** A client's set-up, as the engine uses it. Immutable, and safe for use by several threads. */
public interface ClientSide {

    /** {@return the name of the protocol that it proposes} */
    String protocolName();

    /**
     * Begins a handshake of that protocol.
     *
     * @param prologue what both ends must have said and seen before
     * @return the initiator's end
     */
    NoiseHandshake begin(byte[] prologue);

    /**
     * Checks a server's key before anything of this side's is told.
     *
     * @param address where the server is, as the caller asked for it
     * @param shown its key, which it has proved to hold: the message that was read last could be made with the private key alone ({@link
     *     NoiseHandshake#provedPeer()})
     * @throws SecureChannelException UNKNOWN_PEER, PEER_KEY_CHANGED, PIN_MISMATCH or PEER_NOT_ALLOWED, with the key; HANDSHAKE_FAILED if
     *     known peers cannot be read, or what decides has failed
     */
    void check(String address, NoisePublicKey shown) throws SecureChannelException;

    /**
     * Hears that a handshake is over.
     *
     * @param address where the server is
     * @param proved the key that it has proved to hold
     */
    void met(String address, NoisePublicKey proved);

    /**
     * Hears which key the server will use next.
     *
     * @param address where the server is
     * @param proved the key that it has proved to hold
     * @param next its next key
     */
    void announced(String address, NoisePublicKey proved, NoisePublicKey next);

    /**
     * {@return the same side, whose changes of known servers somebody hears of}
     *
     * @param listener of {@link SecurityEvent.KnownPeerChanged} and {@link SecurityEvent.KnownPeerNotKept}
     */
    ClientSide telling(SecurityListener listener);

    /** {@return the code that is to be proved after the handshake; empty if there is none} */
    Optional<CodeSide> code();

    /** {@return whether the handshake, or a code after it, proves a secret that both ends hold} */
    boolean sharesSecret();

    /** {@return whether a trust of this side's decides about keys that the peer proves} */
    boolean checksKeys();
}
