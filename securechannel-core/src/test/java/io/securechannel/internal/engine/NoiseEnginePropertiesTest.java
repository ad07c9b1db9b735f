package io.securechannel.internal.engine;

import static io.securechannel.internal.engine.NoiseFixture.hear;
import static io.securechannel.internal.engine.NoiseFixture.said;
import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.hostile.Allocated;
import io.securechannel.internal.engine.ChannelEngine.Turn;
import io.securechannel.internal.engine.NoiseFixture.Kind;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whatever comes, in whichever role and at whichever step, ends in a SecureChannelException or in waiting for more. */
class NoiseEnginePropertiesTest {

    /** Objects that are made for any input: the error, strings of the preamble, a handshake's state. */
    private static final long ANYWAY = 256 << 10;

    private static final Set<Reason> REFUSALS = EnumSet.of(
            Reason.CONNECTION_CUT,
            Reason.CORRUPT_RECORD,
            Reason.HANDSHAKE_NOT_AUTHENTIC,
            Reason.NOT_SECURE_CHANNEL,
            Reason.PROTOCOL_VIOLATION);

    private static final byte[][] BEGINNINGS = {
        {}, {0}, {1}, {1, 1}, {1, 2, 3}, {'S', 'C', 'N', '1'}, {0, 48}, {0, 17}, {0, 96}, {(byte) 0xFF, (byte) 0xFF}
    };

    @Property(tries = 200)
    void randomBytesNeverDoAnythingElse(
            @ForAll Kind kind,
            @ForAll @IntRange(max = 4) int step,
            @ForAll @IntRange(max = 9) int beginning,
            @ForAll @Size(max = 300) byte[] random)
            throws Exception {
        var engine = at(NoiseFixture.classical(kind), step);
        boolean done = engine.turn() == Turn.DONE;
        var bytes = NoiseFixture.joined(BEGINNINGS[beginning], random);
        var out = ByteBuffer.allocate(engine.plaintextRoom());
        long before = Allocated.byThisThread();
        try {
            engine.feed(ByteBuffer.wrap(bytes), out);
            assertThat(engine.endOfInput()).isNotNull();
        } catch (SecureChannelException e) {
            assertThat(e.getMessage()).matches("[ -~]+");
        }
        assertThat(Allocated.byThisThread() - before).isLessThan(ANYWAY + 8L * bytes.length);
        assertThat(out.position()).isZero();
        assertThat(engine.turn() == Turn.DONE).isEqualTo(done);
    }

    /** A server that waits, one that has answered, one with its channel open; a client that waits, one with its channel open. */
    private static NoiseEngine at(NoiseFixture ends, int step) throws SecureChannelException {
        return switch (step) {
            case 0 -> ends.serverEngine();
            case 1 -> ends.after(2).server();
            case 2 -> ends.openServer().victim();
            case 3 -> ends.after(1).client();
            default -> ends.openClient().victim();
        };
    }

    /** A flight of another session, the beginning of it first: what was recorded elsewhere opens nothing, and a repetition neither. */
    @Property(tries = 60)
    void aFlightOfAnotherSessionOpensNothing(
            @ForAll Kind kind,
            @ForAll @IntRange(max = 4) int step,
            @ForAll @IntRange(max = 2) int flight,
            @ForAll @IntRange(max = 100) int percent)
            throws Exception {
        var ends = NoiseFixture.classical(kind);
        var flights = ends.whole().flights();
        var recorded = flights.get(flight % flights.size());
        var engine = at(ends, step);
        boolean done = engine.turn() == Turn.DONE;
        var beginning = Arrays.copyOf(recorded, recorded.length * percent / 100);
        var error = refusal(engine, List.of(beginning, recorded, recorded));
        assertThat(error.reason()).as("%s", error).isIn(REFUSALS);
        assertThat(engine.turn() == Turn.DONE).isEqualTo(done);
    }

    /** What the engine says to these, or to the end of the connection after them; it delivers nothing. */
    private static SecureChannelException refusal(NoiseEngine engine, List<byte[]> recordings) {
        try {
            for (var each : recordings) {
                assertThat(hear(engine, each)).isEmpty();
                if (engine.turn() == Turn.SEND) {
                    assertThat(said(engine)).isNotEmpty(); // a first message is believed to be one, and proves nobody
                }
            }
        } catch (SecureChannelException e) {
            return e;
        }
        return engine.endOfInput();
    }
}
