package io.securechannel.internal.engine;

import static io.securechannel.internal.engine.NoiseFixture.hear;
import static io.securechannel.internal.engine.NoiseFixture.said;
import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.internal.engine.ChannelEngine.Turn;
import io.securechannel.internal.engine.NoiseFixture.Kind;
import io.securechannel.testkit.fuzz.FuzzInput;
import io.securechannel.testkit.fuzz.FuzzTarget;
import io.securechannel.testkit.fuzz.Refusals;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Both roles at every step, and bytes of somebody without a key, recorded messages of others among them: the handshake is never over, an open
 * channel delivers nothing, and whatever happens is a documented error or waiting for more.
 */
class NoiseEngineFuzz extends FuzzTarget {

    private static final Set<Reason> REFUSALS = EnumSet.of(
            Reason.ALPN_MISMATCH,
            Reason.CODE_REFUSED,
            Reason.CORRUPT_RECORD,
            Reason.HANDSHAKE_NOT_AUTHENTIC,
            Reason.NO_COMMON_SUITE,
            Reason.NOT_SECURE_CHANNEL,
            Reason.PROTOCOL_VIOLATION);

    private static final int STEPS = 5;
    private static final int MOST_PIECES = 6;
    private static final Kind[] KINDS = Kind.values();
    private static final List<NoiseFixture> ENDS =
            Arrays.stream(KINDS).map(NoiseFixture::classical).toList();

    @Override
    protected List<byte[]> seeds() throws SecureChannelException {
        var seeds = new ArrayList<byte[]>();
        for (int kind = 0; kind < KINDS.length; kind++) {
            var flights = ends(kind).whole().flights();
            seeds.add(FuzzInput.of(new byte[] {(byte) kind, 0}, List.of(flights.get(0), flights.get(0))));
            seeds.add(FuzzInput.of(new byte[] {(byte) kind, 3}, List.of(flights.get(1))));
            seeds.add(FuzzInput.of(new byte[] {(byte) kind, 2}, List.of(flights.get(flights.size() - 1))));
        }
        var refusal = new NoiseRefusal(NoiseRefusal.What.LABEL, List.of("chat/1", "chat/2")).encode();
        seeds.add(FuzzInput.of(new byte[] {0, 3}, List.of(refusal)));
        return seeds;
    }

    @Override
    protected List<String> words() {
        return List.of(
                "SCN1", NoiseFixture.LABEL, "framed", "raw", ends(0).preamble().protocolName());
    }

    @Override
    protected int mostInVerify() {
        return 10;
    }

    @Override
    protected Set<String> reaches() {
        return Set.of("a server answers");
    }

    /** They are of other handshakes: some are answered, and none comes further. */
    @Override
    protected boolean mayRefuse(int seed) {
        return true;
    }

    @Override
    protected void run(byte[] input) throws Exception {
        var in = new FuzzInput(input);
        var ends = ends(in.choice(KINDS.length));
        int step = in.choice(STEPS);
        var engine = at(ends, step);
        boolean open = engine.turn() == Turn.DONE;
        Refusals.read(REFUSALS, () -> {
            for (var piece : in.pieces(MOST_PIECES)) {
                assertThat(hear(engine, piece)).isEmpty();
                if (engine.turn() == Turn.SEND) {
                    said(engine);
                    reached(step > 2 ? "a client answers" : "a server answers");
                }
            }
            return engine.turn();
        });
        assertThat(engine.turn() == Turn.DONE).isEqualTo(open);
        assertThat(engine.endOfInput().getMessage()).isNotEmpty();
        engine.destroy();
    }

    private static NoiseFixture ends(int kind) {
        return ENDS.get(kind);
    }

    /** A server that waits, one that has answered, one with its channel open; a client that waits, one with its channel open. */
    private static NoiseEngine at(NoiseFixture ends, int step) throws SecureChannelException {
        return switch (step) {
            case 0 -> ends.serverEngine();
            case 1 -> ends.serverBeforeConfirmation().victim();
            case 2 -> ends.openServer().victim();
            case 3 -> ends.after(1).client();
            default -> ends.openClient().victim();
        };
    }
}
