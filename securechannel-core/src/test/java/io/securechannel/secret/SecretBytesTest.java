package io.securechannel.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("verify")
@Timeout(20)
class SecretBytesTest {

    @Test
    void theBytesAreCopiedInAndOut() {
        var given = new byte[] {1, 2, 3};
        try (var secret = SecretBytes.copyOf(given)) {
            given[0] = 9;
            secret.copy()[1] = 9;
            assertThat(secret.copy()).containsExactly(1, 2, 3);
            assertThat(secret.length()).isEqualTo(3);
        }
    }

    @Test
    void theArrayThatASecretOwnsIsWiped() {
        var given = new byte[] {1, 2, 3};
        try (var secret = SecretBytes.owning(given)) {
            assertThat(given).containsExactly(0, 0, 0);
            assertThat(secret.copy()).containsExactly(1, 2, 3);
        }
    }

    @Test
    void randomSecretsHaveTheLengthAndDiffer() {
        try (var one = SecretBytes.random(32);
                var other = SecretBytes.random(32)) {
            assertThat(one.copy()).hasSize(32).isNotEqualTo(new byte[32]).isNotEqualTo(other.copy());
        }
        try (var shortest = SecretBytes.random(1)) {
            assertThat(shortest.length()).isOne();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void aRandomSecretOfNoBytesIsRefused(int length) {
        assertThatThrownBy(() -> SecretBytes.random(length))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a byte at least")
                .hasMessageContaining(String.valueOf(length));
    }

    @Test
    void whatIsHandedOutForACallIsWipedAfterIt() {
        var seen = new byte[1][];
        try (var secret = SecretBytes.copyOf(new byte[] {1, 2, 3})) {
            int sum = secret.use(bytes -> {
                seen[0] = bytes;
                return bytes[0] + bytes[1] + bytes[2];
            });
            assertThat(sum).isEqualTo(6);
            assertThat(seen[0]).containsExactly(0, 0, 0);
            assertThat(secret.copy()).containsExactly(1, 2, 3);
        }
    }

    @Test
    void whatIsHandedOutForACallIsWipedAlsoWhenTheCallThrows() {
        var seen = new byte[1][];
        try (var secret = SecretBytes.copyOf(new byte[] {1, 2, 3})) {
            assertThatThrownBy(() -> secret.use(bytes -> {
                        seen[0] = bytes;
                        throw new IllegalStateException("in the middle");
                    }))
                    .hasMessage("in the middle");
            assertThat(seen[0]).containsExactly(0, 0, 0);
        }
    }

    @Test
    void aClosedSecretGivesNothing() throws Exception {
        var secret = SecretBytes.copyOf(new byte[] {1, 2, 3});
        secret.close();
        secret.close();
        assertThatThrownBy(secret::copy)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> secret.use(bytes -> bytes.length)).isInstanceOf(IllegalStateException.class);
        var field = SecretBytes.class.getDeclaredField("bytes");
        field.setAccessible(true);
        assertThat((byte[]) field.get(secret)).containsExactly(0, 0, 0);
    }

    @Test
    void equalityIsOfBytesAndNotOfWipedOnes() {
        var one = SecretBytes.copyOf(new byte[] {1, 2});
        var same = SecretBytes.copyOf(new byte[] {1, 2});
        assertThat(one).isEqualTo(same).hasSameHashCodeAs(same);
        assertThat(one).isNotEqualTo(SecretBytes.copyOf(new byte[] {1, 3}));
        assertThat(one).isNotEqualTo(SecretBytes.copyOf(new byte[] {1}));
        assertThat(one).isNotEqualTo("12");
        same.close();
        assertThat(one).isNotEqualTo(same);
        one.close();
        assertThat(one).isNotEqualTo(same).isEqualTo(one);
        assertThat(SecretBytes.copyOf(new byte[2])).isNotEqualTo(one);
    }

    @Test
    void nothingShowsTheBytes() {
        var secret = SecretBytes.copyOf(new byte[] {65, 66, 67});
        assertThat(secret).hasToString("SecretBytes[3 bytes, redacted]");
        assertThat(secret.hashCode())
                .isEqualTo(SecretBytes.copyOf(new byte[] {9, 9, 9}).hashCode());
    }
}
