package io.securechannel.examples.messenger.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.examples.messenger.protocol.Octets;
import io.securechannel.examples.messenger.protocol.SignedStatement;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

/** What a new device and the first one say to each other, and what somebody else could say there. */
class LinkMessagePropertiesTest {

    private static List<LinkMessage> messages(long seed) {
        var random = new Random(seed);
        var bytes = new byte[random.nextInt(100)];
        random.nextBytes(bytes);
        var octets = Octets.of(bytes);
        var statement = new SignedStatement(octets, Octets.zeros(64));
        return List.of(
                new LinkMessage.Offer("ada", octets),
                new LinkMessage.Request(octets, statement),
                new LinkMessage.Grant(statement, octets, octets),
                new LinkMessage.Done());
    }

    @Property(tries = 20)
    void whatIsWrittenIsReadAndNothingLessOrMore(@ForAll long seed) throws SecureChannelException {
        for (var message : messages(seed)) {
            var bytes = message.encode();
            assertThat(LinkMessage.decode(bytes)).isEqualTo(message);
            for (int length = 0; length < bytes.length; length++) {
                if (!isViolation(Arrays.copyOf(bytes, length))) {
                    throw new AssertionError(length + " of " + bytes.length + " bytes were read: " + message);
                }
            }
            assertThat(isViolation(Arrays.copyOf(bytes, bytes.length + 1))).isTrue();
        }
    }

    @Property(tries = 100)
    void anythingElseIsReadOrAViolation(@ForAll @Size(max = 200) byte[] bytes, @ForAll long seed)
            throws SecureChannelException {
        isViolation(bytes);
        for (var message : messages(seed)) {
            var changed = message.encode();
            changed[new Random(seed).nextInt(changed.length)] ^= (byte) (1 + (seed & 0x7F));
            isViolation(changed);
        }
        assertThat(isViolation(new byte[] {3, 0, 0, 0, 0, 0x7F, -1, -1, -1}))
                .as("2 GiB of contacts")
                .isTrue();
        assertThat(isViolation(new byte[] {5})).as("an unknown kind").isTrue();
    }

    private static boolean isViolation(byte[] bytes) throws SecureChannelException {
        try {
            LinkMessage.decode(bytes);
            return false;
        } catch (SecureChannelException e) {
            if (e.reason() != Reason.PROTOCOL_VIOLATION) {
                throw e;
            }
            return true;
        }
    }
}
