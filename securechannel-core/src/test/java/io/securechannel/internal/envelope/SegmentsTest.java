package io.securechannel.internal.envelope;

import static io.securechannel.internal.envelope.StreamFixtures.ASSOCIATED;
import static io.securechannel.internal.envelope.StreamFixtures.KEY;
import static io.securechannel.internal.envelope.StreamFixtures.octets;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.crypto.tink.subtle.AesGcmHkdfStreaming;
import io.securechannel.secret.SecretBytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written is Tink's streaming AEAD, and what Tink writes is read. */
@Tag("verify")
class SegmentsTest {

    private static final int TAGGED = 1 << 20;

    @TempDir
    Path directory;

    /** Around the ends of the first, the second and the third segment. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1048519, 1048520, 1048521, 2097079, 2097080, 2097081, 3_000_000})
    void tinkOpensWhatWeSeal(int length) throws Exception {
        var data = octets(length, length);
        var sealed = new ByteArrayOutputStream();
        try (var key = SecretBytes.copyOf(KEY);
                var sealing = Segments.seal(key, ASSOCIATED, sealed)) {
            sealing.write(data);
            sealing.finish();
        }
        assertThat(sealed.size()).isEqualTo(sealedLength(length));
        assertThat(tink().newDecryptingStream(new ByteArrayInputStream(sealed.toByteArray()), ASSOCIATED)
                        .readAllBytes())
                .isEqualTo(data);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1048519, 1048520, 1048521, 2097079, 2097080, 2097081, 3_000_000})
    void weOpenWhatTinkSeals(int length) throws Exception {
        var data = octets(length, length);
        var sealed = new ByteArrayOutputStream();
        try (var sealing = tink().newEncryptingStream(sealed, ASSOCIATED)) {
            sealing.write(data);
        }
        try (var key = SecretBytes.copyOf(KEY);
                var opening = Segments.open(key, ASSOCIATED, new ByteArrayInputStream(sealed.toByteArray()))) {
            assertThat(opening.readAllBytes()).isEqualTo(data);
            assertThat(opening.read()).isEqualTo(-1);
        }
        try (var key = SecretBytes.copyOf(KEY);
                var file = StreamFixtures.file(directory, octets(123, 5), sealed.toByteArray());
                var opening = Segments.open(key, ASSOCIATED, file)) {
            assertThat(opening.size()).isEqualTo(length);
            assertThat(StreamFixtures.readAll(opening)).isEqualTo(data);
        }
    }

    private static AesGcmHkdfStreaming tink() throws Exception {
        return new AesGcmHkdfStreaming(KEY, "HmacSha256", 32, TAGGED, 0);
    }

    /** A tag for each segment that is begun, and one for none. */
    private static long sealedLength(int length) {
        int unit = TAGGED - 16;
        return length + 40 + 16L * Math.max(1, (length + 40 + unit - 1) / unit);
    }

    @Test
    void twoStreamsOfOneKeyShareNothing() throws Exception {
        byte[] one = StreamFixtures.seal(new byte[100]);
        byte[] other = StreamFixtures.seal(new byte[100]);
        assertThat(Arrays.copyOfRange(one, 1, 40)).isNotEqualTo(Arrays.copyOfRange(other, 1, 40));
        assertThat(Arrays.copyOfRange(one, 40, 48)).isNotEqualTo(Arrays.copyOfRange(other, 40, 48));
    }

    @Test
    void aKeyHas32Octets() {
        try (var key = SecretBytes.copyOf(Arrays.copyOf(KEY, 31))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Segments.seal(key, ASSOCIATED, new ByteArrayOutputStream()))
                    .withMessageContaining("32 octets, not 31");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Segments.open(key, ASSOCIATED, new ByteArrayInputStream(new byte[100])))
                    .withMessageContaining("32 octets, not 31");
        }
    }
}
