package io.securechannel.examples.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PasswordSourceTest {

    private final List<String> questions = new ArrayList<>();
    private final List<char[]> handedOut = new ArrayList<>();

    private final List<String> warnings = new ArrayList<>();

    @TempDir
    private Path directory;

    @Test
    void anOldPasswordIsAskedForOnce() throws Exception {
        try (var password = typing("hunter2").existing("chat.keys")) {
            assertThat(password.copy()).containsExactly("hunter2".toCharArray());
        }
        assertThat(questions).containsExactly("Password of chat.keys");
        assertThat(handedOut.get(0)).containsOnly('\0');
    }

    @Test
    void aNewPasswordIsAskedForTwice() throws Exception {
        try (var password = typing("hunter2", "hunter2").fresh("chat.keys")) {
            assertThat(password.copy()).containsExactly("hunter2".toCharArray());
        }
        assertThat(questions).containsExactly("New password of chat.keys", "The same again");
    }

    @Test
    void twoDifferentOnesAreNone() {
        assertThatThrownBy(() -> typing("hunter2", "hunter3").fresh("chat.keys"))
                .isInstanceOf(IOException.class)
                .hasMessage("these were two different passwords; nothing has changed");
        assertThatThrownBy(() -> typing("hunter2").fresh("chat.keys"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("none was typed");
    }

    @Test
    void whereNobodySitsItSaysWhatToDo() {
        assertThatThrownBy(() -> typing().existing("chat.keys"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(
                        "Password of chat.keys: none was typed; --password-file FILE or --password-env NAME");
        assertThatThrownBy(() -> typing("").existing("chat.keys"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("none was typed");
    }

    @Test
    void aFileIsReadAndNobodyAsked() throws Exception {
        var file = Files.writeString(directory.resolve("pw"), "hunter2\n");
        var source = new PasswordSource(file, null, "--password", prompt(), warnings::add);
        try (var old = source.existing("x");
                var fresh = source.fresh("x")) {
            assertThat(old.copy()).containsExactly("hunter2".toCharArray());
            assertThat(fresh).isEqualTo(old);
        }
        assertThat(questions).isEmpty();
    }

    @Test
    void aFileThatOthersMayReadIsWarnedOf() throws Exception {
        var file = Files.writeString(directory.resolve("pw"), "hunter2\n");
        var source = new PasswordSource(file, null, "--password", prompt(), warnings::add);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        source.existing("x").close();
        assertThat(warnings).isEmpty();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        source.existing("x").close();
        assertThat(warnings).hasSize(1);
        assertThat(warnings.get(0)).contains("others than its owner may read", "chmod 600 " + file);
    }

    @Test
    void aVariableThatIsNotThereIsNamed() {
        var source = new PasswordSource(null, "SECURECHANNEL_NO_SUCH_VARIABLE", "--password", prompt(), warnings::add);
        assertThatThrownBy(() -> source.existing("x"))
                .hasMessage("the environment variable SECURECHANNEL_NO_SUCH_VARIABLE is not set");
    }

    private PasswordSource typing(String... typed) {
        return new PasswordSource(null, null, "--password", prompt(typed), warnings::add);
    }

    private Prompt prompt(String... typed) {
        var left = new ArrayDeque<>(Arrays.asList(typed));
        return question -> {
            questions.add(question);
            char @Nullable [] next = left.isEmpty() ? null : left.poll().toCharArray();
            if (next != null) {
                handedOut.add(next);
            }
            return next;
        };
    }
}
