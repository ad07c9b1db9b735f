package io.securechannel;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Figures of one channel, as they were when it was asked: what other threads are at meanwhile may be in one figure and not in another. Whether
 * a session was resumed is in {@link SecureChannel#protocol()}.
 *
 * @param handshakeTime how long the handshake took, from the connected socket on, without login
 * @param networkBytesSent bytes on the network, with handshake, headers and authentication tags
 * @param networkBytesReceived likewise
 * @param messagesSent messages sent or queued; zero for raw streams
 * @param messagesReceived messages received; zero for raw streams
 * @param roundTrip how long the last ping took to be answered; empty before the first answer
 * @param handshake what the time until the channel was there went into
 * @param records records, and keys that were replaced
 * @param activity when something crossed last, and how writing went
 */
public record ChannelStatistics(
        Duration handshakeTime,
        long networkBytesSent,
        long networkBytesReceived,
        long messagesSent,
        long messagesReceived,
        Optional<Duration> roundTrip,
        HandshakePhases handshake,
        Records records,
        Activity activity) {

    /**
     * What the time until the channel was there went into. {@code waiting}, {@code writing}, {@code checks} and {@code engine} make up {@link
     * ChannelStatistics#handshakeTime()}; name look-up and connect come before it.
     *
     * @param nameLookup the system's look-up of the host's name; zero where this side was given a socket
     * @param connect connecting the socket, with all addresses that were tried; zero where this side was given one
     * @param waiting for bytes of the peer: the network, and the peer's own work
     * @param writing to the socket
     * @param checks checking the peer's certificate (path, name, dates, pins, revocation), or its key
     * @param revocation the part of the checks that went into revocation
     * @param engine the rest: the protocol and its cryptography
     */
    public record HandshakePhases(
            Duration nameLookup,
            Duration connect,
            Duration waiting,
            Duration writing,
            Duration checks,
            Duration revocation,
            Duration engine) {}

    /**
     * Records of the transport, as far as they are counted: over TLS those after the handshake, and of received ones those that carried
     * something to this side's provider; over Noise all.
     *
     * @param sent records sent
     * @param received records received
     * @param keysReplacedSending how often the key of what is sent was replaced. Over TLS only updates that this side has asked for are known:
     *     providers do not tell of those that they make themselves or that the peer makes
     * @param keysReplacedReceiving likewise, of what is received
     */
    public record Records(long sent, long received, long keysReplacedSending, long keysReplacedReceiving) {}

    /**
     * When something crossed last, and how writing went.
     *
     * @param lastSent when the last write to the socket began
     * @param lastReceived when bytes of the peer came last
     * @param writeStalls how many writes to the socket took longer than 100 ms: the peer does not read fast enough, or the network is slow
     * @param writeTime how long writes to the socket took in all
     */
    public record Activity(Instant lastSent, Instant lastReceived, long writeStalls, Duration writeTime) {}
}
