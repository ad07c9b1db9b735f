package io.securechannel.internal.envelope;

import static io.securechannel.internal.envelope.StreamFixtures.CHUNK;
import static io.securechannel.internal.envelope.StreamFixtures.octets;
import static io.securechannel.internal.envelope.StreamFixtures.open;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.envelope.StreamFixtures.Sender;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a channel promises besides its octets. */
@Tag("verify")
class BlockChannelTest {

    private static final Sender ADA = new Sender("ada");

    private final byte[] data = octets(200, 8);

    @Test
    void itIsReadOnlyAndItsEndIsTheEnd() throws IOException {
        var channel = open(new MemoryChannel(StreamFixtures.seal(data), 1000));
        assertThat(channel.size()).isEqualTo(200);
        assertThat(channel.position()).isZero();
        assertThat(channel.position(200).read(ByteBuffer.allocate(1))).isEqualTo(-1);
        assertThat(channel.position(Long.MAX_VALUE).read(ByteBuffer.allocate(1)))
                .isEqualTo(-1);
        assertThat(channel.read(ByteBuffer.allocate(0))).isZero();
        assertThatIllegalArgumentException().isThrownBy(() -> channel.position(-1));
        assertThatThrownBy(() -> channel.write(ByteBuffer.allocate(1))).isInstanceOf(NonWritableChannelException.class);
        assertThatThrownBy(() -> channel.truncate(0)).isInstanceOf(NonWritableChannelException.class);
    }

    @Test
    void closingItClosesTheFileAndNothingIsReadAfterwards() throws IOException {
        var file = new MemoryChannel(StreamFixtures.sealSigned(ADA, data), 1000);
        var channel = Chunks.verify(ADA, open(file), CHUNK);
        channel.close();
        assertThat(channel.isOpen()).isFalse();
        assertThat(file.isOpen()).isFalse();
        assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(1))).isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(channel::size).isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(channel::position).isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(() -> channel.position(1)).isInstanceOf(ClosedChannelException.class);
    }

    @Test
    void aFailureOfTheFileIsNoTamperingAndMayPass() throws IOException {
        var failure = new IOException("input/output error");
        var file = new MemoryChannel(StreamFixtures.seal(data), 10);
        var channel = open(file);
        file.failWith(failure);
        assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(10))).isSameAs(failure);
        file.failWith(null);
        assertThat(StreamFixtures.readAll(channel)).isEqualTo(data);
    }

    @Test
    void changedAfterItWasOpened() throws IOException {
        byte[] sealed = StreamFixtures.seal(data);
        var channel = open(new MemoryChannel(sealed, 1000));
        sealed[100] ^= 1;
        var target = ByteBuffer.allocate(20);
        StreamFixtures.assertReason(
                Reason.NOT_OPENED,
                catchThrowableOfType(
                        IOException.class, () -> channel.position(20).read(target)));
        assertThat(target.position()).isZero();
        sealed[100] ^= 1;
        // What has been caught once is not trusted again.
        StreamFixtures.assertReason(
                Reason.NOT_OPENED,
                catchThrowableOfType(
                        IOException.class, () -> channel.position(0).read(target)));
    }

    @Test
    void shortenedAfterItWasOpened() throws IOException {
        byte[] sealed = StreamFixtures.seal(data);
        var file = new MemoryChannel(sealed, 1000);
        var channel = open(file);
        file.shorten(100);
        StreamFixtures.assertReason(
                Reason.NOT_OPENED,
                catchThrowableOfType(
                        IOException.class, () -> channel.position(20).read(ByteBuffer.allocate(1))));
    }
}
