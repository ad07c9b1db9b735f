package io.securechannel.examples.messenger.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.examples.messenger.endtoend.Payload.Answer;
import io.securechannel.examples.messenger.endtoend.Payload.Invitation;
import io.securechannel.examples.messenger.endtoend.Payload.Kick;
import io.securechannel.examples.messenger.endtoend.Payload.Leave;
import io.securechannel.examples.messenger.endtoend.Payload.Members;
import io.securechannel.examples.messenger.endtoend.Payload.Text;
import io.securechannel.examples.messenger.protocol.FieldWriter;
import io.securechannel.examples.messenger.protocol.Octets;
import io.securechannel.examples.messenger.protocol.SignedStatement;
import io.securechannel.framing.Padding;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;

/** What is inside an envelope: all kinds, padded, and what whoever may sign could put there instead. */
class PayloadPropertiesTest {

    private static final int LENGTH = 4;

    private static List<Payload> payloads(long seed, String text) {
        var random = new Random(seed);
        var id = new byte[Payload.INVITATION_LENGTH];
        var room = new byte[32];
        random.nextBytes(id);
        random.nextBytes(room);
        var expires = Instant.ofEpochMilli(random.nextInt(Integer.MAX_VALUE));
        var members = IntStream.rangeClosed(0, random.nextInt(Payload.MOST_MEMBERS))
                .mapToObj(each -> "user" + each)
                .toList();
        return List.of(
                new Text(text),
                new Invitation(Octets.of(id), new Conversation.Room(Octets.of(room)), "", expires),
                new Invitation(Octets.of(id), new Conversation.Room(Octets.of(room)), "friends", expires),
                new Answer(Octets.of(id), random.nextBoolean()),
                new Members(random.nextLong() & Long.MAX_VALUE, members),
                new Leave(),
                new Kick(),
                new Payload.Devices(new SignedStatement(Octets.of(room), Octets.of(id))),
                new Payload.Copy(Conversation.Direct.between("bob", "ada"), text),
                new Payload.Copy(new Conversation.Broadcast(), text),
                new Payload.Copy(new Conversation.Room(Octets.of(room)), text),
                new Payload.Room(
                        new Conversation.Room(Octets.of(room)),
                        List.of(Payload.Room.State.values()).get(random.nextInt(3)),
                        "friends",
                        random.nextBoolean(),
                        "ada",
                        new Members(random.nextInt(99), members)),
                new Payload.Verified("bob", Octets.of(room)));
    }

    @Property(tries = 60)
    void whatIsWrittenIsReadAndItsLengthSaysLittle(@ForAll long seed, @ForAll @NotEmpty String any)
            throws SecureChannelException {
        var text = new String(any.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        for (var payload : payloads(seed, text)) {
            var encoded = payload.encode();
            assertThat(Payload.decode(encoded)).contains(payload);
            assertThat(encoded.length).isGreaterThanOrEqualTo(Payload.SHORTEST);
            assertThat(Padding.PADME.padded(encoded.length)).isEqualTo(encoded.length);
        }
    }

    @Property(tries = 5)
    void everyTruncationOfTheBodyIsAViolation(@ForAll long seed) throws SecureChannelException {
        for (var payload : payloads(seed, "hello")) {
            var body = body(payload.encode());
            for (int length = 0; length < body.length; length++) {
                if (!isViolation(payload(Arrays.copyOf(body, length)))) {
                    throw new AssertionError(length + " of " + body.length + " bytes were read: " + payload);
                }
            }
            assertThat(isViolation(payload(Arrays.copyOf(body, body.length + 1))))
                    .isTrue();
        }
    }

    @Property(tries = 150)
    void anythingElseIsReadOrUnknownOrAViolation(@ForAll @Size(max = 300) byte[] bytes, @ForAll long seed)
            throws SecureChannelException {
        isViolation(bytes);
        isViolation(payload(bytes));
        for (var payload : payloads(seed, "hello")) {
            var body = body(payload.encode());
            body[new Random(seed).nextInt(body.length)] ^= (byte) (1 + (seed & 0x7F));
            isViolation(payload(body));
        }
    }

    /** Padding is zeros, and all of it is looked at: nothing travels there. */
    @Property(tries = 20)
    void whatIsHiddenInThePaddingIsAViolation(@ForAll long seed) throws SecureChannelException {
        for (var payload : payloads(seed, "hello")) {
            var encoded = payload.encode();
            int padding = encoded.length - LENGTH - body(encoded).length;
            if (padding > 0) {
                encoded[encoded.length - 1 - new Random(seed).nextInt(padding)] = 1;
                assertThat(isViolation(encoded)).isTrue();
            }
        }
    }

    @Example
    void limitsAreHeld() throws SecureChannelException {
        assertThat(isViolation(new Text("").encode())).as("empty").isTrue();
        assertThat(isViolation(new Text("x".repeat(Payload.LONGEST_TEXT)).encode()))
                .isFalse();
        assertThat(isViolation(new Text("x".repeat(Payload.LONGEST_TEXT + 1)).encode()))
                .isTrue();
        assertThat(isViolation(payload(new byte[] {1, 0, 0, 0, 1, (byte) 0xFF})))
                .as("no UTF-8")
                .isTrue();
        assertThat(isViolation(payload(new byte[] {1, 0x7F, -1, -1, -1, 0})))
                .as("2 GiB")
                .isTrue();
        assertThat(isViolation(new Members(1, List.of()).encode())).as("nobody").isTrue();
        assertThat(isViolation(new Members(1, List.of("ada", "ada")).encode()))
                .as("twice")
                .isTrue();
        assertThat(isViolation(new Members(1, List.of("\u001b[2J")).encode()))
                .as("no name")
                .isTrue();
        var many = IntStream.rangeClosed(0, Payload.MOST_MEMBERS)
                .mapToObj(each -> "user" + each)
                .toList();
        assertThat(isViolation(new Members(1, many).encode())).as("65").isTrue();
        var room = new Conversation.Room(Octets.zeros(32));
        assertThat(isViolation(payload(new byte[] {8, 1, 0, 1, 'b', 0, 1, 'a', 0, 0, 0, 1, 'x'})))
                .as("names out of order")
                .isTrue();
        assertThat(isViolation(payload(new byte[] {8, 3, 0, 0, 0, 1, 'x'})))
                .as("no conversation")
                .isTrue();
        var called = new Invitation(Octets.zeros(16), room, "a\u001b[2Jb", Instant.EPOCH);
        assertThat(isViolation(called.encode())).as("no name of a room").isTrue();
    }

    @Example
    void aKindOfALaterVersionIsPassedOver() throws SecureChannelException {
        assertThat(Payload.decode(payload(new byte[] {11, 1, 2, 3}))).isEqualTo(Optional.empty());
    }

    private static byte[] body(byte[] encoded) {
        int length = ((encoded[2] & 0xFF) << 8) | (encoded[3] & 0xFF);
        return Arrays.copyOfRange(encoded, LENGTH, LENGTH + length);
    }

    private static byte[] payload(byte[] body) {
        return new FieldWriter()
                .longOctets(Octets.of(body))
                .fixed(Octets.zeros(40))
                .toBytes();
    }

    private static boolean isViolation(byte[] bytes) throws SecureChannelException {
        try {
            Payload.decode(bytes).ifPresent(Payload::encode);
            return false;
        } catch (SecureChannelException e) {
            if (e.reason() != Reason.PROTOCOL_VIOLATION) {
                throw e;
            }
            return true;
        }
    }
}
