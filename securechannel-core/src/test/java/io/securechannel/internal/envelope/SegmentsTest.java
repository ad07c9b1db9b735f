package io.securechannel.internal.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.subtle.AesGcmHkdfStreaming;
import io.securechannel.secret.SecretBytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Segments writes is Tink's streaming AEAD, and what Tink writes it reads. */
@Tag("verify")
class SegmentsTest {

    static final byte[] KEY = octets(32, 1);
    static final byte[] ASSOCIATED = octets(88, 2);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1048519, 1048520, 1048521, 2097079, 2097080, 2097081, 3_000_000})
    void tinkOpensWhatWeSealAndWeOpenWhatTinkSeals(int length) throws Exception {
        var tink = new AesGcmHkdfStreaming(KEY, "HmacSha256", 32, 1 << 20, 0);
        var data = octets(length, length);
        var ours = new ByteArrayOutputStream();
        try (var key = SecretBytes.copyOf(KEY);
                var sealing = Segments.seal(key, ASSOCIATED, ours)) {
            sealing.write(data);
            sealing.finish();
        }
        assertThat(ours.size()).isEqualTo(tinkSize(length));
        assertThat(tink.newDecryptingStream(new ByteArrayInputStream(ours.toByteArray()), ASSOCIATED)
                        .readAllBytes())
                .isEqualTo(data);

        var theirs = new ByteArrayOutputStream();
        try (var sealing = tink.newEncryptingStream(theirs, ASSOCIATED)) {
            sealing.write(data);
        }
        try (var key = SecretBytes.copyOf(KEY);
                var opening = Segments.open(key, ASSOCIATED, new ByteArrayInputStream(theirs.toByteArray()))) {
            assertThat(opening.readAllBytes()).isEqualTo(data);
            assertThat(opening.read()).isEqualTo(-1);
        }
    }

    private static long tinkSize(int length) {
        long segments = Math.max(1, (length + 40L + (1 << 20) - 17) / ((1 << 20) - 16));
        return length + 40 + 16 * segments;
    }

    @Test
    void aStreamHasAKeyOf32Octets() {
        try (var key = SecretBytes.copyOf(Arrays.copyOf(KEY, 31))) {
            org.assertj.core.api.Assertions.assertThatIllegalArgumentException()
                    .isThrownBy(() -> Segments.seal(key, ASSOCIATED, new ByteArrayOutputStream()))
                    .withMessageContaining("32 octets, not 31");
        }
    }

    static byte[] octets(int length, long seed) {
        var octets = new byte[length];
        new Random(seed).nextBytes(octets);
        return octets;
    }
}
