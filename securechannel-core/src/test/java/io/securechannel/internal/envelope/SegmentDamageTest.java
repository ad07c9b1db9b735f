package io.securechannel.internal.envelope;

import static io.securechannel.internal.envelope.StreamFixtures.ASSOCIATED;
import static io.securechannel.internal.envelope.StreamFixtures.HEAD;
import static io.securechannel.internal.envelope.StreamFixtures.KEY;
import static io.securechannel.internal.envelope.StreamFixtures.SEGMENT;
import static io.securechannel.internal.envelope.StreamFixtures.TAG;
import static io.securechannel.internal.envelope.StreamFixtures.deliveredBefore;
import static io.securechannel.internal.envelope.StreamFixtures.join;
import static io.securechannel.internal.envelope.StreamFixtures.octets;
import static io.securechannel.internal.envelope.StreamFixtures.open;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.secret.SecretBytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * TESTING 20, content in segments: whoever has not the key changes nothing unnoticed, and what comes out are whole segments
 * before the change.
 */
@Tag("verify")
class SegmentDamageTest {

    private static final int UNIT = SEGMENT - TAG;

    /** In five segments: 8, 48, 48, 48 and 20 octets. */
    private final byte[] data = octets(172, 3);

    @TempDir
    Path directory;

    private byte[] sealed;

    @BeforeEach
    void seal() throws IOException {
        sealed = StreamFixtures.seal(data);
    }

    @Test
    void everyOctetChanged() throws IOException {
        for (int at = 0; at < sealed.length; at++) {
            var changed = sealed.clone();
            changed[at] ^= (byte) (1 << at % 8);
            assertDelivers(at / SEGMENT, changed);
            assertChannelRefuses(changed);
        }
    }

    @Test
    void cutAtEveryOffset() throws IOException {
        for (int length = 0; length < sealed.length; length++) {
            // The octet after a whole segment tells that it is not the last one.
            assertDelivers(Math.max(0, (length - 1) / SEGMENT), Arrays.copyOf(sealed, length));
            assertChannelRefusesToOpen(Arrays.copyOf(sealed, length));
        }
    }

    @Test
    void segmentsSwappedRepeatedAndDropped() throws IOException {
        assertDelivers(1, join(part(0), part(2), part(1), part(3), part(4)));
        assertDelivers(2, join(part(0), part(1), part(1), part(2), part(3), part(4)));
        assertDelivers(1, join(part(0), part(2), part(3), part(4)));
        assertDelivers(3, join(part(0), part(1), part(2), part(4)));
        assertDelivers(4, join(sealed, part(4)));
        assertDelivers(4, join(sealed, new byte[] {0}));
        assertDelivers(0, join(part(1), part(2), part(3), part(4)));
        assertChannelRefuses(join(part(0), part(2), part(1), part(3), part(4)));
        assertChannelRefusesToOpen(join(part(0), part(1), part(2), part(4)));
        assertChannelRefusesToOpen(join(sealed, part(4)));
        assertChannelRefusesToOpen(join(sealed, new byte[] {0}));
    }

    @Test
    void segmentsOfAnotherStreamOfTheSameKey() throws IOException {
        byte[] other = StreamFixtures.seal(data);
        var mixed = sealed.clone();
        System.arraycopy(other, 2 * SEGMENT, mixed, 2 * SEGMENT, SEGMENT);
        assertDelivers(2, mixed);
        assertChannelRefuses(mixed);
    }

    @Test
    void anotherKeyAndOtherAssociatedData() throws IOException {
        var otherKey = KEY.clone();
        otherKey[31] ^= 1;
        var otherAssociated = ASSOCIATED.clone();
        otherAssociated[0] ^= 1;
        assertOpensNothing(otherKey, ASSOCIATED);
        assertOpensNothing(KEY, otherAssociated);
        assertOpensNothing(KEY, new byte[0]);
    }

    @Test
    void anEmptyContentIsVerifiedToo() throws IOException {
        var empty = StreamFixtures.seal(new byte[0]);
        assertThat(empty).hasSize(HEAD + TAG);
        try (var opening = open(empty)) {
            assertThat(opening.readAllBytes()).isEmpty();
        }
        for (int at = 0; at < empty.length; at++) {
            var changed = empty.clone();
            changed[at] ^= 1;
            assertThat(deliveredBefore(Reason.NOT_OPENED, open(changed))).isEmpty();
            assertChannelRefusesToOpen(changed);
        }
    }

    private byte[] part(int index) {
        return Arrays.copyOfRange(sealed, index * SEGMENT, Math.min(sealed.length, (index + 1) * SEGMENT));
    }

    private void assertOpensNothing(byte[] withKey, byte[] associated) throws IOException {
        try (var key = SecretBytes.copyOf(withKey);
                var file = StreamFixtures.file(directory, new byte[0], sealed)) {
            var opening = Segments.open(key, associated, new ByteArrayInputStream(sealed), SEGMENT);
            assertThat(deliveredBefore(Reason.NOT_OPENED, opening)).isEmpty();
            StreamFixtures.assertReason(
                    Reason.NOT_OPENED,
                    catchThrowableOfType(IOException.class, () -> Segments.open(key, associated, file, SEGMENT)));
        }
    }

    /** Byte by byte, and as a whole: the data of so many segments come out, and nothing of the next. */
    private void assertDelivers(int segments, byte[] hostile) {
        int length = segments == 0 ? 0 : segments * UNIT - HEAD;
        assertThat(deliveredBefore(Reason.NOT_OPENED, open(hostile))).isEqualTo(Arrays.copyOf(data, length));
        var moved = new ByteArrayOutputStream();
        StreamFixtures.assertReason(
                Reason.NOT_OPENED,
                catchThrowableOfType(IOException.class, () -> open(hostile).transferTo(moved)));
        assertThat(moved.toByteArray()).isEqualTo(Arrays.copyOf(data, length));
    }

    private void assertChannelRefuses(byte[] hostile) throws IOException {
        try (var file = StreamFixtures.file(directory, new byte[7], hostile)) {
            StreamFixtures.assertReason(
                    Reason.NOT_OPENED,
                    catchThrowableOfType(IOException.class, () -> StreamFixtures.readAll(open(file))));
        }
    }

    private void assertChannelRefusesToOpen(byte[] hostile) throws IOException {
        try (var file = StreamFixtures.file(directory, new byte[7], hostile)) {
            StreamFixtures.assertReason(Reason.NOT_OPENED, catchThrowableOfType(IOException.class, () -> open(file)));
            assertThat(file.isOpen()).isTrue();
        }
    }
}
