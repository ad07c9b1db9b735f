package io.securechannel.examples.messenger.load;

import java.time.Duration;

/**
 * What a {@link LoadRun} has measured.
 *
 * @param messages delivered
 * @param time from the first that was due to the last that was delivered
 * @param delivery from when a message was due to its arrival
 * @param acceptance from when a message was due to the server's word that it is on the disk
 * @param lateness from when a message was due to when the load's sender came to send it
 * @param server what the server used for them; memory at the end
 * @param clientsCpu nanoseconds of this process
 */
public record LoadFigures(
        long messages,
        Duration time,
        Percentiles delivery,
        Percentiles acceptance,
        Percentiles lateness,
        ServerProcess.Used server,
        long clientsCpu) {

    /** {@return messages a second} */
    public double rate() {
        return messages * 1e9 / time.toNanos();
    }

    /** {@return how many cores the server kept busy} */
    public double serverCores() {
        return (double) server.cpu() / time.toNanos();
    }

    /** {@return how many cores the clients kept busy} */
    public double clientsCores() {
        return (double) clientsCpu / time.toNanos();
    }

    /** {@return microseconds of the server's CPU for a message} */
    public double serverMicros() {
        return server.cpu() / 1e3 / messages;
    }
}
