package io.securechannel;

import java.time.Duration;
import java.util.Optional;

/**
 * Figures of one channel.
 *
 * @param handshakeTime how long the handshake took
 * @param networkBytesSent bytes on the network, with handshake, headers and authentication tags
 * @param networkBytesReceived likewise
 * @param messagesSent messages sent or queued; zero for raw streams
 * @param messagesReceived messages received; zero for raw streams
 * @param roundTrip how long the last ping took to be answered; empty before the first answer
 */
public record ChannelStatistics(
        Duration handshakeTime,
        long networkBytesSent,
        long networkBytesReceived,
        long messagesSent,
        long messagesReceived,
        Optional<Duration> roundTrip) {}
