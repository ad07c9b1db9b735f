package io.securechannel.internal.engine;

import static io.securechannel.internal.engine.NoiseFixture.hear;
import static io.securechannel.internal.engine.NoiseFixture.said;
import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.internal.engine.ChannelEngine.Turn;
import io.securechannel.internal.engine.NoiseFixture.HandMade;
import io.securechannel.internal.engine.NoiseFixture.Kind;
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

    /** A record after a next key that belongs into the handshake, and data without data. */
    @Override
    protected boolean mayRefuse(int seed) {
        return seed > 2;
    }

    @Override
    protected void run(byte[] input) throws Exception {
        var in = new FuzzInput(input);
        int who = in.choice(3);
        var peer = who == 0 ? ENDS.openClient() : who == 1 ? ENDS.openServer() : ENDS.serverBeforeConfirmation();
        var sent = in.pieces(MOST_RECORDS);
        Refusals.read(REFUSALS, () -> {
            for (var record : sent) {
                if (!deliver(peer, record)) {
                    break;
                }
            }
            return sent;
        });
        peer.victim().destroy();
    }

    /** {@return whether more may come} */
    private static boolean deliver(HandMade peer, byte[] piece) throws SecureChannelException {
        int type = piece.length == 0 ? 0 : (piece[0] & 0xFF) % TYPES;
        var content = Arrays.copyOfRange(piece, Math.min(1, piece.length), piece.length);
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
            assertThat(type).isEqualTo(RecordType.CONFIRM.code());
            assertThat(content).isEmpty();
            assertThat(engine.turn()).isEqualTo(Turn.DONE);
            said(engine);
            reached("confirmed");
            return true;
        }
        assertThat(given).isEqualTo(type == RecordType.DATA.code() ? content : NOTHING);
        assertThat(type)
                .isIn((int) RecordType.DATA.code(), (int) RecordType.END.code(), (int) RecordType.NEXT_KEY.code());
        assertThat(result == ChannelEngine.Inbound.END).isEqualTo(type == RecordType.END.code());
        assertThat(content.length > 0).isEqualTo(type != RecordType.END.code());
        reached(type == RecordType.DATA.code() ? "data" : type == RecordType.END.code() ? "the end" : "a next key");
        return type != RecordType.END.code();
    }
}
