package io.securechannel.examples.transfer.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.examples.transfer.protocol.Message.Role;
import io.securechannel.testkit.fuzz.FuzzInput;
import io.securechannel.testkit.fuzz.FuzzKeys;
import io.securechannel.testkit.fuzz.FuzzTarget;
import io.securechannel.testkit.fuzz.Refusals;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The messages of the file transfer: PROTOCOL_VIOLATION, or written as the same bytes; names that are taken lead nowhere else, and fold to themselves. */
class TransferMessagesFuzz extends FuzzTarget {

    @Override
    protected List<byte[]> seeds() {
        var attributes = new Attributes(0644, Instant.parse("2020-01-01T00:00:00Z"));
        var hash = Sha256.of(new byte[Sha256.LENGTH]);
        var seeds = Stream.of(
                        new Message.Hello(Role.SENDER, Optional.empty()),
                        new Message.Hello(
                                Role.RECEIVER, Optional.of(FuzzKeys.noise(1).publicKey())),
                        new Message.Offer(2, 3),
                        new Message.Batch(List.of(
                                new Item.Directory("d"),
                                new Item.File("f", 3, attributes),
                                new Item.Leave(attributes))),
                        new Message.Have(1, 2, hash, true, false),
                        new Message.Refused(1, Refusal.NAME),
                        new Message.Part(1, 0),
                        new Message.End(1, hash),
                        new Message.Skip(1, Optional.of(Refusal.CHANGED)),
                        new Message.Stop(Refusal.STOPPED))
                .map(message -> FuzzInput.of(0, Codec.encode(message)))
                .collect(Collectors.toCollection(ArrayList::new));
        seeds.add(FuzzInput.of(1, utf8("Stra\u00DFe.txt")));
        return seeds;
    }

    @Override
    protected Set<String> reaches() {
        return Set.of(Refusals.READ, "a name");
    }

    @Override
    protected List<String> words() {
        return List.of("..", "/", "\\", "CON", "\u00DF", "\u212A");
    }

    @Override
    protected long mostAnyway() {
        return LITTLE;
    }

    @Override
    protected void run(byte[] input) throws Exception {
        var in = new FuzzInput(input);
        boolean name = in.choice(2) == 1;
        var bytes = in.rest();
        if (name) {
            name(new String(bytes, StandardCharsets.UTF_8));
            return;
        }
        var read = Refusals.read(
                EnumSet.of(Reason.PROTOCOL_VIOLATION), () -> Codec.decode(new ByteArrayInputStream(bytes)));
        if (read.isPresent()) {
            var again = Codec.encode(read.get());
            assertThat(Arrays.copyOf(bytes, again.length)).isEqualTo(again);
            assertThat(again.length == bytes.length || read.get() instanceof Message.Part)
                    .isTrue();
        }
    }

    private static void name(String name) {
        if (Names.refusal(name, true).isEmpty()) {
            assertThat(name).doesNotContain("/", "\\", "\0").isNotIn("", ".", "..");
            reached("a name");
        }
        assertThat(Names.fold(Names.fold(name))).isEqualTo(Names.fold(name));
    }
}
