package io.securechannel.framing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("verify")
@Timeout(20)
class FrameEncoderTest {

    private final FrameEncoder encoder = new FrameEncoder();
    private final ByteBuffer out = ByteBuffer.allocate(1_024);

    @Test
    void aHeaderIsTypeAndLength() {
        encoder.dataHeader(0x010203, false, out);
        encoder.dataHeader(0xFFFFFF, true, out);
        encoder.control(FrameType.PING, new byte[] {7}, out);
        assertThat(out.flip()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 1, 2, 3, 0, -1, -1, -1, 3, 0, 0, 1, 7}));
    }

    @Test
    void theHeaderOfAWholeMessageIsANumber() {
        assertThat(encoder.dataHeader(0x010203)).isEqualTo(0x00_010203);
        assertThat(encoder.messageOpen()).isFalse();
    }

    @Test
    void aLoginDoesNotInterruptAMessage() {
        encoder.dataHeader(1, false, out);
        assertThatThrownBy(() -> encoder.control(FrameType.AUTH, new byte[1], out))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("between the fragments");
        encoder.dataHeader(1, true, out);
        encoder.control(FrameType.AUTH, new byte[] {9}, out);
        assertThat(out.flip()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 0, 0, 1, 0, 0, 0, 1, 2, 0, 0, 1, 9}));
    }

    @Test
    void aFragmentOfNothingIsRefusedUnlessItIsTheLast() {
        assertThatThrownBy(() -> encoder.dataHeader(0, false, out)).isInstanceOf(IllegalArgumentException.class);
        encoder.dataHeader(0, true, out);
        assertThat(out.position()).isEqualTo(FrameEncoder.HEADER_LENGTH);
    }

    @Test
    void lengthsThatThreeBytesCannotSayAreRefused() {
        assertThatThrownBy(() -> encoder.dataHeader(1 << 24, true, out))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("16777215");
        assertThatThrownBy(() -> encoder.dataHeader(-1, true, out)).isInstanceOf(IllegalArgumentException.class);
        assertThat(out.position()).isZero();
        assertThat(encoder.messageOpen()).isFalse();
    }

    @Test
    void controlFramesTooLargeAreRefused() {
        assertThatThrownBy(() -> encoder.control(FrameType.PING, new byte[65], out))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PING carries at most 64 bytes, not 65");
        assertThat(out.position()).isZero();
    }

    @ParameterizedTest
    @EnumSource(names = {"DATA", "DATA_MORE", "CLOSE"})
    void typesWithAMethodOfTheirOwnAreNoControlFrames(FrameType type) {
        assertThatThrownBy(() -> encoder.control(type, new byte[0], out)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void nothingFollowsAClose() {
        var reason = new CloseReason(CloseReason.NORMAL, "adiós");
        assertThat(encoder.closed()).isFalse();
        encoder.close(reason, out);
        assertThat(encoder.closed()).isTrue();
        assertThat(out.position()).isEqualTo(FrameEncoder.closeLength(reason)).isEqualTo(4 + 2 + 6);
        assertThatThrownBy(() -> encoder.dataHeader(1, true, out)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> encoder.control(FrameType.PAD, new byte[1], out))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> encoder.close(new CloseReason(0, ""), out)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aReasonKnowsErrorsFromEndsThatSomebodyWanted() {
        assertThat(new CloseReason(CloseReason.NORMAL, "").isError()).isFalse();
        assertThat(new CloseReason(CloseReason.GOING_AWAY, "").isError()).isFalse();
        assertThat(new CloseReason(CloseReason.PROTOCOL_ERROR, "").isError()).isTrue();
        assertThat(new CloseReason(4_095, "").isError()).isTrue();
        assertThat(new CloseReason(CloseReason.FIRST_APPLICATION_CODE, "").isError())
                .isFalse();
    }

    @Test
    void aReasonReadsWell() {
        assertThat(new CloseReason(CloseReason.GOING_AWAY, "update")).hasToString("1 (going away): update");
        assertThat(new CloseReason(CloseReason.TIMED_OUT, "")).hasToString("4 (timed out)");
        assertThat(new CloseReason(99, "")).hasToString("99 (unknown)");
        assertThat(new CloseReason(4_095, "")).hasToString("4095 (unknown)");
        assertThat(new CloseReason(4_096, "")).hasToString("4096 (application)");
        assertThat(new CloseReason(5_000, "full")).hasToString("5000 (application): full");
    }

    @Test
    void aReasonThatDoesNotFitIsRefused() {
        assertThatThrownBy(() -> new CloseReason(-1, "")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new CloseReason(65_536, "")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new CloseReason(0, "é".repeat(257)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("514");
        assertThat(new CloseReason(0, "é".repeat(256)).text()).hasSize(256);
    }

    @Test
    void aTextThatDoesNotFitIsCutBetweenTwoCharacters() {
        var cut = CloseReason.shortened(4, "a" + "é".repeat(300));
        assertThat(cut).isEqualTo(new CloseReason(4, "a" + "é".repeat(255)));
        assertThat(CloseReason.shortened(4, "späť")).isEqualTo(new CloseReason(4, "späť"));
    }

    @Test
    void theLimitOfMessagesIsChecked() {
        assertThat(Framing.messages().maxMessageSize()).isEqualTo(16 << 20);
        assertThat(Framing.messages().withMaxMessageSize(1).maxMessageSize()).isEqualTo(1);
        assertThatThrownBy(() -> new Framing.Messages(0, Padding.NONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maxMessageSize");
        assertThat(Framing.messages().withMaxMessageSize(Integer.MAX_VALUE - 64).withPadding(Padding.PADME))
                .isEqualTo(new Framing.Messages(Integer.MAX_VALUE - 64, Padding.PADME));
        assertThatThrownBy(() -> new Framing.Messages(Integer.MAX_VALUE - 63, Padding.NONE))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(Framing.none()).isEqualTo(new Framing.None());
    }
}
