package io.securechannel.examples.secret.road;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BrokenSubstitutionTest {

    @Test
    void replacesLettersAndNothingElse() {
        var cipher = BrokenSubstitution.ofWord("squirrels");
        assertThat(cipher.alphabet()).isEqualTo("SQUIRELABCDFGHJKMNOPTVWXYZ");
        assertThat(cipher.encrypt("Cab, 7 zwölf!")).isEqualTo("Usq, 7 zwöfe!");
        assertThat(cipher.decrypt("Usq, 7 zwöfe!")).isEqualTo("Cab, 7 zwölf!");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ABC",
                "AACDEFGHIJKLMNOPQRSTUVWXYZ",
                "ABCDEFGHIJKLMNOPQRSTUVWXY1",
                "ABCDEFGHIJKLMNOPQRSTUVWXYZA",
                "ABCDEFGHİJKLMNOPQRSTUVWXYZ"
            })
    void refusesWhatIsNoKey(String alphabet) {
        assertThatThrownBy(() -> BrokenSubstitution.of(alphabet))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("each once");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "two words", "zwölf", "a1"})
    void refusesWhatIsNoWord(String word) {
        assertThatThrownBy(() -> BrokenSubstitution.ofWord(word))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("from A to Z");
    }
}
