package io.securechannel.examples.tap.pcap;

import static io.securechannel.examples.tap.pcap.TcpConversation.Side.CLIENT;
import static io.securechannel.examples.tap.pcap.TcpConversation.Side.SERVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Writes captures and parses them back; each packet's lengths and checksums are verified by {@link Captured}. */
class PcapWriterTest {

    private static final int CLIENT_PORT = 54_321;
    private static final int SERVER_PORT = 7_443;

    @TempDir
    private Path directory;

    @Test
    void anEmptyCaptureIsTheHeaderByteForByte() throws IOException {
        PcapWriter.open(file(), false).close();
        assertThat(HexFormat.of().formatHex(Files.readAllBytes(file())))
                .isEqualTo("a1b23c4d" + "00020004" + "00000000" + "00000000" + "00040000" + "00000065");
    }

    /** Every byte of a small packet, put together by hand; the checksums by another program. */
    @Test
    void aPacketIsByteForByteWhatTheSpecificationsSay() throws IOException {
        var time = Instant.ofEpochSecond(0x01020304, 0x0506);
        try (var out = PcapWriter.open(file(), false, () -> time)) {
            TcpConversation.open(out, at("192.0.2.1", 1), at("192.0.2.2", 2), 0x10, 0x20);
        }
        var bytes = Files.readAllBytes(file());
        assertThat(HexFormat.of().formatHex(bytes, 24, 24 + 16 + 48))
                .isEqualTo("01020304" + "00000506" + "00000030" + "00000030" // record
                        + "45000030" + "00004000" + "4006" + "b6c4" + "c0000201" + "c0000202" // IPv4
                        + "00010002" + "00000010" + "00000000" + "7002ffff" + "05d7" + "0000" // TCP
                        + "0204ffd7" + "0103030e"); // options
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, 192.0.2.7", "::1, 2001:db8::7", "127.0.0.1, 2001:db8::7"})
    void aConversationIsOpenedCarriedAndEnded(String client, String server) throws IOException {
        try (var out = PcapWriter.open(file(), false)) {
            var conversation = TcpConversation.open(out, at(client, CLIENT_PORT), at(server, SERVER_PORT));
            conversation.data(CLIENT, text("hello"));
            conversation.data(SERVER, text("hi"));
            conversation.finish(CLIENT);
            conversation.data(SERVER, text("after the half-close"));
            assertThat(conversation.isOver()).isFalse();
            conversation.finish(SERVER);
            assertThat(conversation.isOver()).isTrue();
            conversation.data(CLIENT, text("too late"));
            conversation.reset(SERVER);
        }
        var packets = Captured.read(file());
        assertThat(packets)
                .extracting(each -> (each.sourcePort() == CLIENT_PORT ? "c " : "s ") + each.flags())
                .containsExactly(
                        "c S", "s SA", "c A", "c PA", "s A", "s PA", "c A", "c FA", "s A", "s PA", "c A", "s FA",
                        "c A");
        assertThat(Captured.stream(packets, CLIENT_PORT)).asString().isEqualTo("hello");
        assertThat(Captured.stream(packets, SERVER_PORT)).asString().isEqualTo("hiafter the half-close");
        assertThat(packets)
                .allSatisfy(each -> assertThat(each.destinationPort())
                        .isEqualTo(each.sourcePort() == CLIENT_PORT ? SERVER_PORT : CLIENT_PORT));
        assertThat(packets.get(1).source()).isEqualTo(InetAddress.getByName(server));
        assertThat(packets.get(1).destination()).isEqualTo(InetAddress.getByName(client));
        assertEveryPacketAcknowledgesWhatCameBefore(packets);
    }

    /** The numbers count modulo 2^32 (RFC 9293, section 3.4). */
    @Test
    void sequenceNumbersWrapAround() throws IOException {
        try (var out = PcapWriter.open(file(), false)) {
            var conversation =
                    TcpConversation.open(out, at("::1", CLIENT_PORT), at("::1", SERVER_PORT), -3, Integer.MAX_VALUE);
            conversation.data(CLIENT, text("hello"));
            conversation.data(SERVER, text("hello"));
            conversation.finish(CLIENT);
        }
        var packets = Captured.read(file());
        assertThat(packets.get(0).sequence()).isEqualTo(0xFFFF_FFFDL);
        assertThat(packets.get(4).acknowledgment()).isEqualTo(3);
        assertThat(packets.get(5).sequence()).isEqualTo(0x8000_0000L);
        assertEveryPacketAcknowledgesWhatCameBefore(packets);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 65_494, 65_495, 65_496, 65_536, 200_001})
    void aPieceOfAnySizeBecomesSegmentsThatFit(int size) throws IOException {
        var bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        for (var address : List.of("127.0.0.1", "::1")) {
            try (var out = PcapWriter.open(file(), true)) {
                TcpConversation.open(out, at(address, CLIENT_PORT), at(address, SERVER_PORT))
                        .data(SERVER, bytes);
            }
            var packets = Captured.read(file());
            assertThat(Captured.stream(packets, SERVER_PORT)).isEqualTo(bytes);
            var segments =
                    packets.stream().filter(each -> each.payload().length > 0).toList();
            assertThat(segments).hasSize((size + 65_494) / 65_495);
            assertThat(segments).allSatisfy(each -> assertThat(each.payload()).hasSizeLessThanOrEqualTo(65_495));
            assertThat(segments.get(segments.size() - 1).flags()).isEqualTo("PA");
        }
    }

    /** A sum of 0xFFFF, carries that carry again, and odd lengths. */
    @ParameterizedTest
    @ValueSource(strings = {"", "00", "ff", "ffff", "ffffff", "ffffffff", "fffffffffffffffe", "0001f203f4f5f6f7"})
    void checksumsAreRightForEveryPayload(String hex) throws IOException {
        try (var out = PcapWriter.open(file(), false)) {
            var conversation =
                    TcpConversation.open(out, at("255.255.255.255", 65_535), at("255.255.255.254", 65_534), -2, -2);
            conversation.data(CLIENT, HexFormat.of().parseHex(hex));
            conversation.finish(CLIENT);
        }
        assertThat(Captured.stream(Captured.read(file()), 65_535))
                .isEqualTo(HexFormat.of().parseHex(hex));
    }

    /** RFC 1071, section 3, has this example: the sum is ddf2. */
    @Test
    void theChecksumIsThatOfTheRfc() {
        var example = java.nio.ByteBuffer.wrap(HexFormat.of().parseHex("0001f203f4f5f6f7"));
        assertThat(new InternetChecksum().add(example).value()).isEqualTo((short) ~0xddf2);
        assertThat(example.remaining()).isEqualTo(8);
    }

    @Test
    void aCutIsOneResetAndNothingAfterIt() throws IOException {
        try (var out = PcapWriter.open(file(), false)) {
            var conversation = TcpConversation.open(out, at("::1", CLIENT_PORT), at("::1", SERVER_PORT));
            conversation.finish(CLIENT);
            conversation.reset(SERVER);
            conversation.reset(CLIENT);
            conversation.data(CLIENT, text("too late"));
            conversation.finish(SERVER);
        }
        assertThat(Captured.read(file())).extracting(Captured::flags).containsExactly("S", "SA", "A", "FA", "A", "RA");
    }

    @Test
    void theSynSaysHowLargeSegmentsAndWindowsMayBe() throws IOException {
        try (var out = PcapWriter.open(file(), false)) {
            TcpConversation.open(out, at("::1", CLIENT_PORT), at("::1", SERVER_PORT));
        }
        var packets = Captured.read(file());
        assertThat(packets.get(0).options()).isEqualTo(HexFormat.of().parseHex("0204ffd70103030e"));
        assertThat(packets.get(1).options()).isEqualTo(packets.get(0).options());
        assertThat(packets.get(2).options()).isEmpty();
    }

    @Test
    void everythingIsInTheFileBeforeTheWriterIsClosed() throws IOException {
        try (var out = PcapWriter.open(file(), false)) {
            assertThat(Captured.read(file())).isEmpty();
            var conversation = TcpConversation.open(out, at("::1", CLIENT_PORT), at("::1", SERVER_PORT));
            assertThat(Captured.read(file())).hasSize(3);
            conversation.data(CLIENT, text("hello"));
            assertThat(Captured.read(file())).hasSize(5);
        }
    }

    @Test
    void timeNeverGoesBack() throws IOException {
        var before = Instant.now();
        try (var out = PcapWriter.open(file(), false)) {
            var conversation = TcpConversation.open(out, at("::1", CLIENT_PORT), at("::1", SERVER_PORT));
            for (int i = 0; i < 100; i++) {
                conversation.data(CLIENT, text("x"));
            }
        }
        var times = Captured.read(file()).stream().map(Captured::time).toList();
        assertThat(times).isSorted();
        assertThat(times.get(0)).isBetween(before, Instant.now());
    }

    @Test
    void aFileThatIsThereIsLeftAloneUnlessItMayBeReplaced() throws IOException {
        Files.writeString(file(), "the only copy of something, and longer than the header of a capture");
        assertThatThrownBy(() -> PcapWriter.open(file(), false)).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(file()).hasContent("the only copy of something, and longer than the header of a capture");
        PcapWriter.open(file(), true).close();
        assertThat(Captured.read(file())).isEmpty();
    }

    @Test
    void whatIsNoFileHoldsNothingToLose() throws IOException {
        var nowhere = Path.of("/dev/null");
        org.junit.jupiter.api.Assumptions.assumeTrue(Files.exists(nowhere), "/dev/null");
        try (var out = PcapWriter.open(nowhere, false)) {
            TcpConversation.open(out, at("::1", CLIENT_PORT), at("::1", SERVER_PORT));
        }
        assertThat(nowhere).exists();
    }

    private static void assertEveryPacketAcknowledgesWhatCameBefore(List<Captured> packets) {
        long[] next = new long[2];
        for (var packet : packets) {
            int own = packet.sourcePort() == CLIENT_PORT ? 0 : 1;
            if (!packet.flags().equals("S")) {
                assertThat(packet.acknowledgment()).as("%s", packet).isEqualTo(next[1 - own]);
            }
            boolean counts = packet.flags().contains("S") || packet.flags().contains("F");
            next[own] = packet.sequence() + packet.payload().length + (counts ? 1 : 0) & 0xFFFF_FFFFL;
        }
    }

    private Path file() {
        return directory.resolve("session.pcap");
    }

    private static InetSocketAddress at(String address, int port) {
        return new InetSocketAddress(address, port);
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
