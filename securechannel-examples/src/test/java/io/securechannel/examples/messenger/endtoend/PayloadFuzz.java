package io.securechannel.examples.messenger.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.examples.messenger.protocol.Octets;
import io.securechannel.examples.messenger.protocol.SignedStatement;
import io.securechannel.testkit.fuzz.FuzzInput;
import io.securechannel.testkit.fuzz.FuzzTarget;
import io.securechannel.testkit.fuzz.Refusals;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;

/**
 * What is inside a messenger's envelope, with its padding and with the padding repaired: PROTOCOL_VIOLATION, or unknown, or written as the same
 * bytes, but for the number of zeros behind them.
 */
class PayloadFuzz extends FuzzTarget {

    @Override
    protected List<byte[]> seeds() {
        var room = new Conversation.Room(Octets.zeros(32));
        var id = Octets.zeros(Payload.INVITATION_LENGTH);
        var members = new Payload.Members(7, List.of("ada", "bob"));
        var seeds = new ArrayList<byte[]>();
        for (var payload : List.of(
                new Payload.Text("hello"),
                new Payload.Invitation(id, room, "friends", Instant.ofEpochMilli(5)),
                new Payload.Answer(id, true),
                members,
                new Payload.Leave(),
                new Payload.Kick(),
                new Payload.Devices(new SignedStatement(id, id)),
                new Payload.Copy(Conversation.Direct.between("bob", "ada"), "hello"),
                new Payload.Room(room, List.of(Payload.Room.State.values()).get(0), "friends", true, "ada", members),
                new Payload.Verified("bob", Octets.zeros(32)))) {
            var whole = payload.encode();
            seeds.add(FuzzInput.of(0, whole));
            int length = ByteBuffer.wrap(whole).getInt();
            seeds.add(FuzzInput.of(1, Arrays.copyOfRange(whole, 4, 4 + length)));
        }
        return seeds;
    }

    @Override
    protected long mostAnyway() {
        return LITTLE;
    }

    @Override
    protected void run(byte[] input) throws Exception {
        var in = new FuzzInput(input);
        boolean body = in.choice(2) == 1;
        var rest = in.rest();
        var bytes = body ? padded(rest) : rest;
        var read = Refusals.read(EnumSet.of(Reason.PROTOCOL_VIOLATION), () -> Payload.decode(bytes));
        if (read.isPresent() && read.get().isPresent()) {
            var again = read.get().get().encode();
            int most = Math.max(again.length, bytes.length); // there may be more zeros, or fewer
            assertThat(Arrays.copyOf(again, most)).isEqualTo(Arrays.copyOf(bytes, most));
        }
    }

    /** As the specification says, by hand. */
    private static byte[] padded(byte[] body) {
        int length = Math.max(Payload.SHORTEST, 4 + body.length);
        var padded = new byte[(int) io.securechannel.framing.Padding.PADME.padded(length)];
        ByteBuffer.wrap(padded).putInt(body.length).put(body);
        return padded;
    }
}
