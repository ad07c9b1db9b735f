package io.securechannel.auth.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a user may have, to the last character, and what is shown of it. */
@Tag("verify")
class UserTest {

    private static final User ADA = CredentialStoreContract.user("ada");

    private static Map<String, String> attributes(int count) {
        return IntStream.range(0, count).boxed().collect(Collectors.toMap(i -> "name " + i, i -> ""));
    }

    @Test
    void whatIsShownHasNoSecretAndNoAttribute() {
        assertThat(ADA).hasToString("User[ada, password]");
        assertThat(CredentialStoreContract.everything("ada")).hasToString("User[ada, password, second step, disabled]");
        assertThat(new User(
                        "bot",
                        Optional.empty(),
                        Optional.empty(),
                        Map.of("role", "x"),
                        true,
                        CredentialStoreContract.NOW,
                        0))
                .hasToString("User[bot]");
    }

    @Test
    void attributesHaveLimits() {
        assertThat(ADA.withAttributes(attributes(64)).attributes()).hasSize(64);
        assertThatThrownBy(() -> ADA.withAttributes(attributes(65))).hasMessageContaining("64 attributes, not 65");
        assertThat(ADA.withAttributes(Map.of("k".repeat(100), "")).attributes()).hasSize(1);
        assertThatThrownBy(() -> ADA.withAttributes(Map.of("k".repeat(101), "")))
                .hasMessageContaining("1 to 100 characters, not 101");
        assertThatThrownBy(() -> ADA.withAttributes(Map.of("", ""))).hasMessageContaining("not 0");
    }

    @Test
    void attributesAreCountedTogether() {
        var most = new HashMap<>(Map.of("one", "x".repeat(4_093), "two", "y".repeat(4_093)));
        assertThat(ADA.withAttributes(most).attributes()).hasSize(2);
        most.put("two", "y".repeat(4_094));
        assertThatThrownBy(() -> ADA.withAttributes(most)).hasMessageContaining("8,192 characters in all, not 8193");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\0", "half \ud800"})
    void attributesAreText(String wrong) {
        assertThatThrownBy(() -> ADA.withAttributes(Map.of(wrong, "x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("an attribute's name");
        assertThatThrownBy(() -> ADA.withAttributes(Map.of("role", wrong)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the attribute role");
    }

    @Test
    void aSealedSeedIsItsBytes() {
        var seed = new SealedSeed(new byte[] {1, 2, 3});
        assertThat(seed)
                .isEqualTo(new SealedSeed(new byte[] {1, 2, 3}))
                .hasSameHashCodeAs(new SealedSeed(new byte[] {1, 2, 3}))
                .isNotEqualTo(new SealedSeed(new byte[] {1, 2, 4}))
                .hasToString("SealedSeed[3 bytes]");
        assertThat(seed.hashCode()).isNotEqualTo(new SealedSeed(new byte[] {1, 2, 4}).hashCode());
        for (int wrong : new int[] {0, 1_025}) {
            assertThatThrownBy(() -> new SealedSeed(new byte[wrong])).hasMessageContaining("not " + wrong);
        }
    }
}
