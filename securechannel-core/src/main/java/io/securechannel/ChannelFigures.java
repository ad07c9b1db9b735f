package io.securechannel;

import io.securechannel.ChannelStatistics.Activity;
import io.securechannel.ChannelStatistics.HandshakePhases;
import io.securechannel.ChannelStatistics.Records;
import io.securechannel.internal.jfr.Phases;
import io.securechannel.internal.jfr.Recorder;
import io.securechannel.internal.socket.ChannelDriver;
import io.securechannel.internal.socket.FramedChannel;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Reads the figures of a channel where they are kept; nothing waits for that. */
final class ChannelFigures {

    private ChannelFigures() {}

    static ChannelStatistics of(Handshaking handshaking, ChannelDriver driver, @Nullable FramedChannel messages) {
        var traffic = traffic(driver, messages);
        return new ChannelStatistics(
                Duration.ofNanos(handshaking.nanos()),
                traffic.bytesSent(),
                traffic.bytesReceived(),
                traffic.messagesSent(),
                traffic.messagesReceived(),
                messages == null ? Optional.empty() : messages.reader().roundTrip(),
                phases(handshaking.phases()),
                new Records(
                        driver.engine().records(true),
                        driver.engine().records(false),
                        driver.rekeys(true),
                        driver.rekeys(false)),
                activity(driver));
    }

    /** {@return what has crossed it so far} */
    static Recorder.Traffic traffic(ChannelDriver driver, @Nullable FramedChannel messages) {
        return new Recorder.Traffic(
                driver.writer().networkBytes(),
                driver.reader().networkBytes(),
                messages == null ? 0 : messages.writer().messages(),
                messages == null ? 0 : messages.reader().messages());
    }

    private static HandshakePhases phases(Phases phases) {
        return new HandshakePhases(
                Duration.ofNanos(phases.nameLookup()),
                Duration.ofNanos(phases.connect()),
                Duration.ofNanos(phases.waiting()),
                Duration.ofNanos(phases.writing()),
                Duration.ofNanos(phases.checks()),
                Duration.ofNanos(phases.revocation()),
                Duration.ofNanos(phases.engine()));
    }

    /**
     * What two clocks say at once.
     *
     * @param time of day
     * @param nanos of {@link System#nanoTime()}
     */
    record Now(Instant time, long nanos) {

        private static final long AT_ONCE = 1_000_000;
        private static final int TRIES = 4;

        /** They are read one after the other, and again, though not for ever, where the thread was held up in between. */
        static Now read(InstantSource day, LongSupplier clock) {
            long before = clock.getAsLong();
            var time = day.instant();
            long after = clock.getAsLong();
            for (int i = 1; i < TRIES && after - before > AT_ONCE; i++) {
                before = after;
                time = day.instant();
                after = clock.getAsLong();
            }
            return new Now(time, after);
        }

        /** {@return what time of day it was at a moment of the other clock} */
        Instant timeOf(long moment) {
            return time.minusNanos(nanos - moment);
        }
    }

    private static Activity activity(ChannelDriver driver) {
        var now = Now.read(InstantSource.system(), System::nanoTime);
        return new Activity(
                now.timeOf(driver.writer().lastWrite()),
                now.timeOf(driver.reader().lastRead()),
                driver.writer().stalls(),
                Duration.ofNanos(driver.writer().writeNanos()));
    }
}
