package io.securechannel.peer;

import io.securechannel.error.KeyMaterialException;
import java.util.Set;

/**
 * The keys under which servers were met before, as SSH's known_hosts has them. Safe for use by several threads.
 *
 * <p>All of it is called in a handshake, or while a message is received: it has to return soon, for the peer waits. What it throws beside
 * KeyMaterialException is the caller's own failure: from {@link #at} and {@link #refused} it ends the handshake with HANDSHAKE_FAILED; from
 * {@link #met} and {@link #announced} it is told as {@code SecurityEvent.KnownPeerNotKept}, and the channel goes on.
 */
public interface KnownKeys {

    /**
     * {@return the keys that a server is known by; empty if it is unknown}
     *
     * @param address host and port, as the client asked for it: {@code chat.example:7443}
     * @throws KeyMaterialException if what is remembered cannot be read: then nobody is believed
     */
    Set<PeerKey> at(String address) throws KeyMaterialException;

    /**
     * Hears of a key that is refused, because the server is unknown or known by others.
     *
     * @param address host and port
     * @param key what it has shown
     */
    void refused(String address, PeerKey key);

    /**
     * Hears that a handshake is over, with a server that has proved to hold a known key. If it had announced that key, those that came
     * before may be forgotten.
     *
     * @param address host and port
     * @param proved the key that it has proved to hold
     * @return whether keys were forgotten
     * @throws KeyMaterialException if that cannot be written
     */
    boolean met(String address, PeerKey proved) throws KeyMaterialException;

    /**
     * Hears, inside a channel, under which key a server will be met as well.
     *
     * @param address host and port
     * @param proved the key that it has proved to hold in that channel; if it is not known any more, nothing is to be remembered
     * @param next its next key
     * @return whether that is remembered now and was not before
     * @throws KeyMaterialException if it cannot be written
     */
    boolean announced(String address, PeerKey proved, PeerKey next) throws KeyMaterialException;
}
