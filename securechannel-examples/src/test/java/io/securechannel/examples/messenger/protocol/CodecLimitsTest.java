package io.securechannel.examples.messenger.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers and names that a hostile end writes. */
class CodecLimitsTest {

    private static final DeviceId DEVICE = new DeviceId(Octets.zeros(16));
    private static final Octets HASH = Octets.zeros(32);
    private static final long MUCH = 1 << 20;

    static Stream<Arguments> oversized() {
        var most = ClientMessage.MOST_ENTRIES + 1;
        var names = Collections.nCopies(most, "ada");
        var numbers = Collections.nCopies(most, 1L);
        var present = Collections.nCopies(most, new UserPresence("ada", true, 1));
        return Stream.of(
                Arguments.of("users", true, new ClientMessage.Lookup(1, names).encode(), "257 entries"),
                Arguments.of("numbers", true, new ClientMessage.Acknowledge(numbers).encode(), "257 entries"),
                Arguments.of("forgotten", false, new ServerMessage.Forgotten(numbers).encode(), "257 entries"),
                Arguments.of("present", false, new ServerMessage.Presence(present).encode(), "257 entries"),
                Arguments.of("said, not there", true, begun(5).u16(65_535).toBytes(), "65535 entries"),
                Arguments.of("entries", false, begun(4).u64(1).u8(1).u16(65_535).toBytes(), "65535 entries"),
                Arguments.of("prekeys", false, entry().u8(17).toBytes(), "17 prekeys"),
                Arguments.of("negative", true, begun(3).u64(-1).u16(0).toBytes(), "counts 18446744073709551615"),
                Arguments.of(
                        "envelope",
                        true,
                        mail(1).longOctets(Octets.zeros(65_537)).toBytes(),
                        "65537 bytes"),
                Arguments.of("2 GiB", true, mail(1).u16(32_767).u16(65_535).toBytes(), "2147483647 bytes"),
                Arguments.of("4 GiB", true, mail(1).u16(65_535).u16(65_535).toBytes(), "more than 2 GiB"),
                Arguments.of("no number", true, mail(0).longOctets(HASH).toBytes(), "no number"),
                Arguments.of("no time", false, begun(2).u64(Long.MAX_VALUE).toBytes(), "a time that is none"),
                Arguments.of("long text", false, begun(3).u8(1).u16(65_535).toBytes(), "65535 bytes should follow"),
                Arguments.of("a flag", false, begun(4).u64(1).u8(2).u16(0).toBytes(), "neither 0 nor 1"),
                Arguments.of(
                        "a row's number",
                        true,
                        begun(6).fixed(DEVICE.octets()).u64(0).toBytes(),
                        "has the number 0"),
                Arguments.of("a kind", true, begun(7).toBytes(), "unknown kind 7"),
                Arguments.of("a kind", false, begun(11).toBytes(), "unknown kind 11"),
                Arguments.of("nothing", true, new byte[0], "ends too early"));
    }

    private static FieldWriter begun(int kind) {
        return new FieldWriter().u8(kind);
    }

    private static FieldWriter entry() {
        return begun(4).u64(1)
                .u8(1)
                .u16(1)
                .text("ada")
                .u64(1)
                .octets(HASH)
                .octets(HASH)
                .octets(HASH);
    }

    private static FieldWriter mail(long sequence) {
        return begun(4).fixed(DEVICE.octets())
                .fixed(DEVICE.octets())
                .u64(sequence)
                .fixed(HASH)
                .fixed(DEVICE.octets())
                .time(Instant.EPOCH);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("oversized")
    void areRefusedAndCostNothing(String what, boolean ofClient, byte[] message, String words) {
        decode(ofClient, message, words); // classes are loaded now
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        decode(ofClient, message, words);
        assertThat(threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before)
                .isLessThan(MUCH);
    }

    private static void decode(boolean ofClient, byte[] message, String words) {
        assertThatThrownBy(() -> {
                    var read = ofClient ? ClientMessage.decode(message) : ServerMessage.decode(message);
                    throw new AssertionError("read as " + read);
                })
                .isInstanceOfSatisfying(
                        SecureChannelException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.PROTOCOL_VIOLATION))
                .hasMessageContaining(words);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "Ada", "a b", "\u001b[2J", "ada\n", "-ada", "\u0430da", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})
    void namesThatAreNoneDoNotArrive(String name) {
        var presence = new ServerMessage.Presence(List.of(new UserPresence(name, true, 1)));
        var expired = new ServerMessage.Expired(1, name, DEVICE, 1);
        var lookup = new ClientMessage.Lookup(1, List.of(name));
        decode(false, presence.encode(), "no name");
        decode(false, expired.encode(), "no name");
        decode(true, lookup.encode(), "no name");
        assertThatThrownBy(() -> UserNames.check(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 to 32 of a-z");
    }

    @Test
    void whatDoesNotFitIsNotWritten() {
        assertThatThrownBy(() -> begun(256)).hasMessageContaining("into a byte");
        assertThatThrownBy(() -> begun(-1)).hasMessageContaining("into a byte");
        assertThatThrownBy(() -> begun(1).u16(65_536)).hasMessageContaining("into two bytes");
        assertThatThrownBy(() -> begun(1).octets(Octets.zeros(65_536))).hasMessageContaining("into two bytes");
        assertThatThrownBy(
                        () -> new Mail(DEVICE, DEVICE, 1, HASH, Octets.zeros(16), Instant.EPOCH, Octets.zeros(65_537)))
                .hasMessageContaining("the longest has 65536");
    }
}
