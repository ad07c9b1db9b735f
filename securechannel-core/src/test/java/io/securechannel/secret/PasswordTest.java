package io.securechannel.secret;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("verify")
@Timeout(20)
class PasswordTest {

    @ParameterizedTest
    @ValueSource(strings = {"x", "correct horse", "pässwörd", "密码", "🔑 and more", "tab\tand\u0000nul"})
    void thePasswordIsKeptInUtf8(String text) {
        try (var password = Password.copyOf(text.toCharArray());
                var utf8 = password.utf8()) {
            assertThat(utf8.copy()).isEqualTo(text.getBytes(UTF_8));
            assertThat(password.copy()).isEqualTo(text.toCharArray());
        }
    }

    @Test
    void theCharactersAreCopied() {
        var given = "secret".toCharArray();
        try (var password = Password.copyOf(given)) {
            given[0] = 'x';
            password.copy()[1] = 'x';
            assertThat(password.copy()).isEqualTo("secret".toCharArray());
        }
    }

    @Test
    void anEmptyPasswordIsRefused() {
        assertThatThrownBy(() -> Password.copyOf(new char[0]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("empty");
    }

    @ParameterizedTest
    @ValueSource(chars = {'\uD83D', '\uDD11'})
    void halfOfASurrogatePairIsRefusedWithoutShowingTheRest(char half) {
        assertThatThrownBy(() -> Password.copyOf(new char[] {'h', 'u', 'n', 't', half}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("surrogate")
                .hasMessageNotContaining("hunt");
    }

    @Test
    void halfOfASurrogatePairInTheMiddleIsRefused() {
        assertThatThrownBy(() -> Password.copyOf(new char[] {'a', '\uD83D', 'b'}))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aClosedPasswordGivesNothing() {
        var password = Password.copyOf("secret".toCharArray());
        password.close();
        password.close();
        assertThatThrownBy(password::copy).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(password::utf8).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void nothingShowsThePassword() {
        var password = Password.copyOf("secret".toCharArray());
        assertThat(password).hasToString("Password[redacted]");
        assertThat(password)
                .isEqualTo(Password.copyOf("secret".toCharArray()))
                .isNotEqualTo(Password.copyOf("Secret".toCharArray()))
                .hasSameHashCodeAs(Password.copyOf("other!".toCharArray()));
    }
}
