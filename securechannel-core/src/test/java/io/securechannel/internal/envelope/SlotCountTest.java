package io.securechannel.internal.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import java.nio.ByteBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How many slots there are is looked at before the slots are. */
class SlotCountTest {

    private static final int SLOT = 11 + 80;

    @ParameterizedTest
    @ValueSource(ints = {0, Slots.MOST + 1, 0x7fff, 0x8000, 0xffff})
    void aCountThatNoEnvelopeHasIsRefusedBeforeAnythingIsRead(int count) {
        var in = slots(count);
        assertThatExceptionOfType(KeyMaterialException.class)
                .isThrownBy(() -> Slots.parse(in))
                .satisfies(error -> assertThat(error.reason()).isEqualTo(Reason.NOT_OPENED))
                .satisfies(
                        error -> assertThat(error).hasToString(Unopened.error().toString()));
        assertThat(in.position()).isEqualTo(Short.BYTES);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, Slots.MOST})
    void othersAreRead(int count) throws Exception {
        assertThat(Slots.parse(slots(count)).list()).hasSize(count);
    }

    /** X25519 slots of zeros, ascending by hint. */
    private static ByteBuffer slots(int count) {
        var out = ByteBuffer.allocate(Short.BYTES + count * SLOT + Slots.TAG_LENGTH);
        out.putShort((short) count);
        for (long hint = 1; hint <= count; hint++) {
            out.put((byte) 2).putLong(hint).putShort((short) 80).position(out.position() + 80);
        }
        return out.position(out.position() + Slots.TAG_LENGTH).flip();
    }
}
