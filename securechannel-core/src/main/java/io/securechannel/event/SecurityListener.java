package io.securechannel.event;

import java.util.List;
import java.util.function.Consumer;

/**
 * Hears of security events. It is called in the thread in which the event happened and must not block; what it throws
 * is dropped.
 */
@FunctionalInterface
public interface SecurityListener {

    /**
     * Hears of one event.
     *
     * @param event what happened
     */
    void onEvent(SecurityEvent event);

    /**
     * {@return a listener that writes one line an event to the {@link System.Logger} {@code io.securechannel}} What a peer has a say in makes no line
     * of its own, and none is longer than some 4,096 characters.
     */
    static SecurityListener logging() {
        return new LoggingListener(System.getLogger("io.securechannel"));
    }

    /**
     * {@return a listener that makes one line of JSON (RFC 8259) of each event, for log collectors} The keys are in
     * docs/how-to/observe.md and stay what they are. The line is ASCII without an end of line; what a peer has a say in is escaped and cut at
     * 1,024 characters, so that it makes no line or key of its own.
     *
     * <pre>{@code
     * var lines = SecurityListener.structured(line -> logger.log(System.Logger.Level.INFO, line));
     * config.listener(SecurityListener.all(lines, SecurityListener.flightRecorder()));
     * }</pre>
     *
     * @param lines is given each line, in the thread in which the event happened, perhaps by several at once; must not block
     */
    static SecurityListener structured(Consumer<String> lines) {
        return new StructuredListener(lines);
    }

    /**
     * {@return a listener that commits a JDK Flight Recorder event {@code io.securechannel.Security} each; where the Java
     * runtime has no module {@code jdk.jfr} it does nothing} The events of types of their own, {@code io.securechannel.Handshake} and others
     * (docs/how-to/observe.md), are there without it.
     */
    static SecurityListener flightRecorder() {
        return FlightRecorderListener.available() ? new FlightRecorderListener() : event -> {};
    }

    /**
     * Returns a listener that passes each event to all of these, also when one of them throws.
     *
     * @param listeners who is to hear
     * @return the listener
     */
    static SecurityListener all(SecurityListener... listeners) {
        var copy = List.of(listeners);
        return event -> {
            for (var listener : copy) {
                try {
                    listener.onEvent(event);
                } catch (RuntimeException e) {
                    System.getLogger("io.securechannel")
                            .log(System.Logger.Level.DEBUG, () -> "a security listener threw " + e);
                }
            }
        };
    }
}
