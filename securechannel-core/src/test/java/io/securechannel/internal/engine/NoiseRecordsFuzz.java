package io.securechannel.internal.engine;

import static io.securechannel.internal.engine.NoiseFixture.hear;
import static io.securechannel.internal.engine.NoiseFixture.said;
import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.internal.engine.ChannelEngine.Turn;
import io.securechannel.internal.engine.NoiseFixture.HandMade;
import io.securechannel.internal.engine.NoiseFixture.Kind;
import io.securechannel.keys.NoisePublicKey;
import io.securechannel.testkit.fuzz.FuzzInput;
import io.securechannel.testkit.fuzz.FuzzKeys;
import io.securechannel.testkit.fuzz.FuzzTarget;
import io.securechannel.testkit.fuzz.Refusals;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What a peer with the right keys may seal: records of any type and content, in any order, before and after the handshake is confirmed. What
 * comes out is what was in records of data and nothing else; an end without content ends; all else that breaks a rule is refused.
 */
class NoiseRecordsFuzz extends FuzzTarget {

    private static final Set<Reason> REFUSALS = EnumSet.of(Reason.PROTOCOL_VIOLATION, Reason.CORRUPT_RECORD);
    private static final int TYPES = 7;
    private static final int SEALED_BY_ANOTHER = 6;
    private static final int MOST_RECORDS = 12;
    private static final byte[] KEY = FuzzKeys.noise(7).publicKey().bytes();
    private static final byte[] NOTHING = {};
    private static final NoiseFixture ENDS = NoiseFixture.classical(Kind.NK);

    @Override
    protected List<byte[]> seeds() {
        var data = List.of(record(0, "hello"), record(0, "again"), record(2, ""));
        return List.of(
                FuzzInput.of(new byte[] {0}, data),
                FuzzInput.of(new byte[] {1}, data),
                FuzzInput.of(new byte[] {2}, List.of(record(1, ""), record(0, "hello"), record(2, ""))),
                FuzzInput.of(new byte[] {0}, List.of(FuzzInput.of(3, KEY), record(0, "x"), record(4, ""))),
                FuzzInput.of(new byte[] {1}, List.of(record(0, ""), record(2, "x"))));
    }

    private static byte[] record(int type, String content) {
        return FuzzInput.of(type, utf8(content));
    }

    @Override
    protected Set<String> reaches() {
        return Set.of("confirmed", "data", "a next key", "the end");
    }

    /** Data without data. */
    @Override
    protected boolean mayRefuse(int seed) {
        return seed > 3;
    }

    @Override
    protected void run(byte[] input) throws Exception {
        var in = new FuzzInput(input);
        int who = in.choice(3);
        var peer = who == 0 ? ENDS.openClient() : who == 1 ? ENDS.openServer() : ENDS.serverBeforeConfirmation();
        var rules = new Rules(who == 0);
        var sent = in.pieces(MOST_RECORDS);
        Refusals.read(REFUSALS, () -> {
            for (var record : sent) {
                if (!deliver(peer, rules, record)) {
                    break;
                }
            }
            return sent;
        });
        peer.victim().destroy();
    }

    /** {@return whether more may come} A record is refused if, and only if, it breaks a rule. */
    private static boolean deliver(HandMade peer, Rules rules, byte[] piece) throws SecureChannelException {
        int type = piece.length == 0 ? 0 : (piece[0] & 0xFF) % TYPES;
        var content = Arrays.copyOfRange(piece, Math.min(1, piece.length), piece.length);
        boolean legal = rules.allow(peer.victim().turn() == Turn.DONE, type, content);
        boolean more;
        try {
            more = take(peer, type, content);
        } catch (SecureChannelException e) {
            if (legal) {
                throw new AssertionError("a record that breaks no rule is refused", e);
            }
            throw e;
        }
        assertThat(legal).as("a record that breaks a rule is taken").isTrue();
        return more;
    }

    private static boolean take(HandMade peer, int type, byte[] content) throws SecureChannelException {
        var engine = peer.victim();
        if (type == SEALED_BY_ANOTHER) {
            assertThat(hear(engine, NoiseFixture.framed(content))).isEmpty();
            return true;
        }
        var record = peer.record(type, content);
        boolean open = engine.turn() == Turn.DONE;
        var out = ByteBuffer.allocate(engine.plaintextRoom());
        var result = engine.feed(ByteBuffer.wrap(record), out);
        var given = Arrays.copyOf(out.array(), out.position());
        if (!open) {
            assertThat(given).isEmpty();
            assertThat(engine.turn()).isEqualTo(Turn.DONE);
            said(engine);
            reached("confirmed");
            return true;
        }
        boolean data = type == RecordType.DATA.code();
        boolean end = type == RecordType.END.code();
        assertThat(given).isEqualTo(data ? content : NOTHING);
        assertThat(result == ChannelEngine.Inbound.END).isEqualTo(end);
        reached(data ? "data" : end ? "the end" : "a next key");
        return !end;
    }

    /** What a peer may send (docs/spec/noise.md, section 5), told without the engine. */
    private static final class Rules {

        private final boolean fromServer;
        private int announcements;

        Rules(boolean fromServer) {
            this.fromServer = fromServer;
        }

        boolean allow(boolean open, int type, byte[] content) {
            if (!open) {
                return type == 1 && content.length == 0;
            }
            return switch (type) {
                case 0 -> content.length > 0;
                case 2 -> content.length == 0;
                case 3 -> fromServer && ++announcements <= 8 && isKey(content);
                default -> false;
            };
        }

        private static boolean isKey(byte[] content) {
            try {
                return NoisePublicKey.of(content).bytes().length == 32;
            } catch (KeyMaterialException e) {
                return false;
            }
        }
    }
}
