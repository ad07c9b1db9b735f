package io.securechannel.framing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.framing.FrameDecoder.Event;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("verify")
@Timeout(20)
class FrameDecoderTest {

    @ParameterizedTest
    @CsvSource({
        "07000000, unknown frame type 7",
        "03000041, 'a frame of type PING announces 65 bytes; it may carry 64'",
        "01000000, 'an empty DATA_MORE frame'",
        "05000001, 'CLOSE without a code'",
        "01000001610500000200, 'CLOSE in the middle of a message, of which 1 bytes'",
        "05000002000006000000, 'a frame of type 6 came after CLOSE'",
        "050000030000ff, 'the reason in CLOSE is not UTF-8'"
    })
    void aBrokenRuleIsNamed(String hex, String words) {
        var decoder = new FrameDecoder(100);
        var error = errorOf(decoder, HexFormat.of().parseHex(hex));
        assertThat(error.reason()).isEqualTo(Reason.PROTOCOL_VIOLATION);
        assertThat(error).hasMessageContaining(words);
        assertThatThrownBy(() -> decoder.next(ByteBuffer.allocate(8))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aMessageTooLargeNamesTheLimitAndTheAdvice() {
        var decoder = new FrameDecoder(10);
        decoder.limitMessages(1_000, " (change it there)");
        var error = errorOf(decoder, HexFormat.of().parseHex("000003e9"));
        assertThat(error.reason()).isEqualTo(Reason.MESSAGE_TOO_LARGE);
        assertThat(error).hasMessageContainingAll("at least 1001 bytes", "limit here is 1000 (change it there)");
        assertThatThrownBy(() -> decoder.next(ByteBuffer.allocate(8))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theBytesOfAMessageStayInTheCallersBuffer() throws Exception {
        var in = ByteBuffer.wrap(HexFormat.of().parseHex("00000003616263"));
        var decoder = new FrameDecoder(100);
        assertThat(decoder.next(in)).isEqualTo(Event.DATA);
        assertThat(in.position()).isEqualTo(FrameEncoder.HEADER_LENGTH);
        assertThat(decoder.dataRemaining()).isEqualTo(3);
        assertThat(decoder.lastFragment()).isTrue();
        decoder.dataTaken(2);
        in.position(in.position() + 2);
        assertThat(decoder.next(in)).isEqualTo(Event.DATA);
        assertThat(decoder.dataRemaining()).isEqualTo(1);
        assertThat(decoder.atBoundary()).isFalse();
        decoder.dataTaken(1);
        in.position(in.position() + 1);
        assertThat(decoder.next(in)).isEqualTo(Event.MESSAGE_END);
        assertThat(decoder.atBoundary()).isTrue();
        assertThat(decoder.dataRemaining()).isZero();
        assertThat(decoder.closed()).isFalse();
    }

    @Test
    void noMoreCanBeTakenThanThereIs() throws Exception {
        var decoder = new FrameDecoder(100);
        assertThatThrownBy(() -> decoder.dataTaken(1)).isInstanceOf(IllegalArgumentException.class);
        assertThat(decoder.next(ByteBuffer.wrap(HexFormat.of().parseHex("0000000361"))))
                .isEqualTo(Event.DATA);
        assertThatThrownBy(() -> decoder.dataTaken(4)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> decoder.dataTaken(-1)).isInstanceOf(IllegalArgumentException.class);
        decoder.dataTaken(0);
        assertThat(decoder.dataRemaining()).isEqualTo(3);
    }

    @Test
    void aFragmentThatOthersFollowIsNotTheLast() throws Exception {
        var decoder = new FrameDecoder(100);
        assertThat(decoder.next(ByteBuffer.wrap(HexFormat.of().parseHex("0100000161"))))
                .isEqualTo(Event.DATA);
        assertThat(decoder.lastFragment()).isFalse();
    }

    @Test
    void aCloseIsRemembered() throws Exception {
        var decoder = new FrameDecoder(100);
        assertThat(decoder.next(ByteBuffer.wrap(HexFormat.of().parseHex("050000020001"))))
                .isEqualTo(Event.CLOSE);
        assertThat(decoder.closed()).isTrue();
    }

    /** One DATA frame, and there whole. What else there may be is for {@link FrameDecoder#next}, which finds it untouched. */
    @ParameterizedTest
    @CsvSource({
        "000000, a header cut short",
        "00000003 6162, a message cut short",
        "00000005 6162636465, a message larger than the limit",
        "01000001 61 00000000, a message in fragments",
        "03000000, a ping",
        "05000002 0000, a close",
        "06000001 00, padding"
    })
    void theQuickWayLeavesEverythingElseAlone(String hex, String what) {
        var in = ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", "")));
        var decoder = new FrameDecoder(4);
        assertThat(decoder.wholeMessage(in)).as(what).isNull();
        assertThat(in.position()).isZero();
        assertThat(decoder.atBoundary()).isTrue();
    }

    @Test
    void theQuickWayTakesAMessageWithItsHeader() {
        var in =
                ByteBuffer.wrap(HexFormat.of().parseHex("ff0000000461626364ff")).position(1);
        assertThat(new FrameDecoder(4).wholeMessage(in)).isEqualTo("abcd".getBytes(StandardCharsets.US_ASCII));
        assertThat(in.position()).isEqualTo(9);
        var last = ByteBuffer.wrap(HexFormat.of().parseHex("0000000161"));
        assertThat(new FrameDecoder(4).wholeMessage(last)).containsExactly('a');
        var empty = ByteBuffer.wrap(HexFormat.of().parseHex("00000000"));
        assertThat(new FrameDecoder(4).wholeMessage(empty)).isEmpty();
    }

    @Test
    void theQuickWayEndsWithAnError() {
        var decoder = new FrameDecoder(100);
        assertThat(errorOf(decoder, HexFormat.of().parseHex("07000000"))).isNotNull();
        assertThat(decoder.wholeMessage(ByteBuffer.allocate(8))).isNull();
    }

    @Test
    void lengthsThatAreOnlyAnnouncedCostNoMemory() throws Exception {
        var decoders = new FrameDecoder[2_000];
        var headers = new String[] {"00ffffff", "01ffffff", "06ffffff", "02010000"};
        for (int i = 0; i < decoders.length; i++) {
            // 2,000 times 16 MiB would be some thirty times the heap that the tests have.
            decoders[i] = new FrameDecoder(1L << 40);
            var header = ByteBuffer.wrap(HexFormat.of().parseHex(headers[i % headers.length]));
            assertThat(decoders[i].next(header)).isEqualTo(Event.NEED_BYTES);
        }
        assertThat(decoders).allMatch(decoder -> !decoder.atBoundary());
    }

    @Test
    void aPayloadIsACopy() throws Exception {
        var decoder = new FrameDecoder(100);
        assertThat(decoder.next(ByteBuffer.wrap(HexFormat.of().parseHex("030000020102"))))
                .isEqualTo(Event.PING);
        decoder.payload()[0] = 9;
        assertThat(decoder.payload()).containsExactly(1, 2);
    }

    private static SecureChannelException errorOf(FrameDecoder decoder, byte[] bytes) {
        var in = ByteBuffer.wrap(bytes);
        return catchThrowableOfType(SecureChannelException.class, () -> {
            for (var event = decoder.next(in); event != Event.NEED_BYTES; event = decoder.next(in)) {
                if (event == Event.DATA) {
                    int count = Math.min(in.remaining(), decoder.dataRemaining());
                    in.position(in.position() + count);
                    decoder.dataTaken(count);
                }
            }
        });
    }
}
