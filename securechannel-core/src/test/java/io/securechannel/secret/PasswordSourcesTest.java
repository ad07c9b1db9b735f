package io.securechannel.secret;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Passwords from files and from the environment. */
@Tag("verify")
@Timeout(20)
class PasswordSourcesTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\r\n", "\r", "\n\n", "\r\n\r\n"})
    void lineEndsBehindThePasswordDoNotCount(String end) throws Exception {
        assertRead("pässwörd 🔑" + end, "pässwörd 🔑");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {" spaces around ", "\ta tab first", "two\nlines", "\nan empty line first", "a space at the end "
            })
    void everythingElseCounts(String password) throws Exception {
        assertRead(password + "\n", password);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\r\n\n"})
    void aFileWithoutAPasswordIsRefused(String content) throws Exception {
        var file = write(content.getBytes(UTF_8));
        assertThat(refused(Reason.MISSING, () -> Password.readFile(file)))
                .hasMessageContaining(file.toString())
                .hasMessageContaining("holds no password");
    }

    @Test
    void fourKibibytesAreReadAndNotOneMore() throws Exception {
        var largest = "x".repeat(4_096);
        assertRead(largest, largest);
        var file = write((largest + "\n").getBytes(UTF_8));
        assertThat(refused(Reason.TOO_LARGE, () -> Password.readFile(file))).hasMessageContaining("4 KiB");
    }

    /** The first is ISO 8859-1, the second is cut, the third encodes a slash in two octets, the last half of a pair. */
    @ParameterizedTest
    @ValueSource(strings = {"hunt\u00e9r", "hunt\u00c3", "hunt\u00c0\u00af", "hunt\u00ed\u00a0\u00bd"})
    void whatIsNotUtf8IsRefusedAndNotShown(String octets) throws Exception {
        var file = write(octets.getBytes(ISO_8859_1));
        assertThat(refused(Reason.MALFORMED, () -> Password.readFile(file)))
                .hasMessageContaining("not UTF-8")
                .hasMessageContaining(file.toString())
                .hasMessageNotContaining("hunt");
    }

    @Test
    void aFileThatCannotBeReadIsNamed() {
        var missing = directory.resolve("missing");
        assertThat(refused(Reason.UNREADABLE, () -> Password.readFile(missing)))
                .hasMessageContaining(missing.toString())
                .hasMessageContaining("NoSuchFile");
        assertThat(refused(Reason.UNREADABLE, () -> Password.readFile(directory)))
                .hasMessageContaining(directory.toString());
    }

    @Test
    void theEnvironmentGivesAPassword() throws Exception {
        try (var password = Password.fromEnvironment("PATH")) { // that every system has
            assertThat(new String(password.copy())).isEqualTo(System.getenv("PATH"));
        }
    }

    @Test
    void aVariableThatIsNotSetIsNamed() {
        var name = "SECURECHANNEL_NO_SUCH_VARIABLE";
        assertThat(refused(Reason.MISSING, () -> Password.fromEnvironment(name)))
                .hasMessageContaining(name)
                .hasMessageContaining("is not set");
    }

    private void assertRead(String content, String password) throws Exception {
        try (var read = Password.readFile(write(content.getBytes(UTF_8)))) {
            assertThat(new String(read.copy())).isEqualTo(password);
        }
    }

    private Path write(byte[] content) throws Exception {
        return Files.write(directory.resolve("password"), content);
    }

    private static KeyMaterialException refused(Reason reason, ThrowingCallable code) {
        var refusal = catchThrowableOfType(KeyMaterialException.class, code);
        assertThat(refusal).as("a refusal with the reason " + reason).isNotNull();
        assertThat(refusal.reason()).as(refusal.getMessage()).isEqualTo(reason);
        return refusal;
    }
}
