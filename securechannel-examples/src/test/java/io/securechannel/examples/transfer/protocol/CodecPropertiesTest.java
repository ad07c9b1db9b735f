package io.securechannel.examples.transfer.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.examples.transfer.protocol.Message.Role;
import io.securechannel.keys.NoiseKeyPair;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NotEmpty;

/** Messages as bytes: what is written is read, and whatever else comes is refused (FT2, FT3). */
class CodecPropertiesTest {

    private static Sha256 hash(Random random) {
        var bytes = new byte[Sha256.LENGTH];
        random.nextBytes(bytes);
        return Sha256.of(bytes);
    }

    private static Attributes attributes(Random random) {
        int mode = random.nextBoolean() ? Attributes.NO_MODE : random.nextInt(Attributes.MODES + 1);
        return new Attributes(mode, Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000)));
    }

    private static List<Message> messages(long seed) {
        var random = new Random(seed);
        long item = random.nextLong() >>> 1;
        var items = new ArrayList<Item>();
        for (int i = 0; i <= random.nextInt(5); i++) {
            items.add(new Item.Directory("d" + random.nextLong()));
            items.add(new Item.File("größe " + random.nextLong(), random.nextLong() >>> 1, attributes(random)));
            items.add(new Item.Leave(attributes(random)));
        }
        var refusals = List.copyOf(EnumSet.allOf(Refusal.class));
        var refusal = refusals.get(random.nextInt(refusals.size()));
        try (var key = NoiseKeyPair.generate()) {
            return List.of(
                    new Message.Hello(Role.SENDER, Optional.empty()),
                    new Message.Hello(Role.RECEIVER, Optional.of(key.publicKey())),
                    new Message.Offer(item, random.nextLong() >>> 1),
                    new Message.Batch(items),
                    new Message.Have(item, item, hash(random), random.nextBoolean(), random.nextBoolean()),
                    new Message.Refused(item, refusal),
                    new Message.Checking(item, item),
                    new Message.Part(item, item),
                    new Message.End(item, hash(random)),
                    new Message.Skip(item, Optional.of(refusal)),
                    new Message.Skip(item, Optional.empty()),
                    new Message.Done(item),
                    new Message.Finish(),
                    new Message.Finished(),
                    new Message.Stop(refusal));
        }
    }

    private static Message decode(byte[] bytes) throws IOException {
        return Codec.decode(new ByteArrayInputStream(bytes));
    }

    private static void assertRefused(byte[] bytes) {
        var thrown = catchThrowable(() -> decode(bytes));
        assertThat(thrown)
                .isInstanceOfSatisfying(
                        SecureChannelException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.PROTOCOL_VIOLATION));
    }

    @Property(tries = 50)
    void whatIsWrittenIsRead(@ForAll long seed) throws IOException {
        for (var message : messages(seed)) {
            assertThat(decode(Codec.encode(message))).isEqualTo(message);
        }
    }

    @Property(tries = 20)
    void whatIsCutOrGoesOnIsRefused(@ForAll long seed) {
        for (var message : messages(seed)) {
            byte[] bytes = Codec.encode(message);
            for (int length = 0; length < bytes.length; length++) {
                assertRefused(Arrays.copyOf(bytes, length));
            }
            if (!(message instanceof Message.Part)) {
                assertRefused(Arrays.copyOf(bytes, bytes.length + 1));
            }
        }
    }

    /** Any bytes are a message or are refused; nothing else is thrown, and what is read is written alike. */
    @Property(tries = 500)
    void anyBytes(@ForAll @IntRange(max = 40) int kind, @ForAll byte[] rest) throws IOException {
        var bytes = new byte[1 + rest.length];
        bytes[0] = (byte) kind;
        System.arraycopy(rest, 0, bytes, 1, rest.length);
        readOrRefused(bytes);
    }

    @Property(tries = 200)
    void changedBytes(@ForAll long seed, @ForAll @NotEmpty byte[] changes) throws IOException {
        var random = new Random(seed);
        for (var message : messages(seed)) {
            byte[] bytes = Codec.encode(message);
            for (byte change : changes) {
                bytes[random.nextInt(bytes.length)] ^= change;
            }
            readOrRefused(bytes);
        }
    }

    private static void readOrRefused(byte[] bytes) throws IOException {
        try {
            var message = decode(bytes);
            byte[] again = Codec.encode(message);
            assertThat(Arrays.copyOf(bytes, again.length)).isEqualTo(again);
        } catch (SecureChannelException e) {
            assertThat(e.reason()).isEqualTo(Reason.PROTOCOL_VIOLATION);
        }
    }

    /** FT3: counts and lengths that are too large are refused before anything of them is read. */
    @Example
    void whatIsTooMuchIsNotRead() {
        for (var hostile : List.of(
                new byte[] {3, 1, 1}, // a batch of 257
                new byte[] {3, 0, 0}, // of none
                new byte[] {3, (byte) 0xFF, (byte) 0xFF},
                new byte[] {3, 0, 1, 1, 4, 1})) { // a name of 1,025 bytes
            var in = new ByteArrayInputStream(Arrays.copyOf(hostile, hostile.length + 1));
            assertThat(catchThrowable(() -> Codec.decode(in))).isInstanceOf(SecureChannelException.class);
            assertThat(in.available()).as("what follows is not read").isEqualTo(1);
        }
        assertRefused(("\u0001SecureChannel file transfer v2\0" + "\0\0").getBytes(StandardCharsets.ISO_8859_1));
    }

    @Property(tries = 300)
    void anyNameIsTakenOrRefusedAndFoldsToItself(@ForAll String name) {
        var refusal = Names.refusal(name, true);
        if (refusal.isEmpty()) {
            assertThat(name).doesNotContain("/", "\\", "\0").isNotIn("", ".", "..");
            assertThat(name.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(Limits.NAME_TAKEN);
        }
        assertThat(Names.fold(Names.fold(name))).isEqualTo(Names.fold(name));
    }

    @Example
    void eachFormOfASharpSIsOne() {
        assertThat(List.of("STRASSE", "Straße", "STRAẞE"))
                .extracting(Names::fold)
                .containsOnly("strasse");
    }
}
