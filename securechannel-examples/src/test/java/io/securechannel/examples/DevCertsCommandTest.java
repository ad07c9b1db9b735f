package io.securechannel.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.keys.Identity;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevCertsCommandTest {

    private final StringWriter err = new StringWriter();

    @TempDir
    private Path directory;

    @Test
    void writesWhatTheTwoEndsNeed() throws Exception {
        assertThat(run("--host", "chat.example", "--host", "10.0.0.7", "--client", "ada"))
                .isZero();
        var server = Identity.fromPem(directory.resolve("server.crt"), directory.resolve("server.key"));
        var client = Identity.fromPem(directory.resolve("client.crt"), directory.resolve("client.key"));
        assertThat(server.certificate().getSubjectAlternativeNames()).hasSize(2);
        assertThat(client.certificate().getSubjectX500Principal().getName()).isEqualTo("CN=ada");
        assertThat(directory.resolve("ca.key")).doesNotExist();
    }

    @Test
    void replacesNothingUnasked() throws Exception {
        assertThat(run()).isZero();
        assertThat(run()).isEqualTo(1);
        assertThat(err.toString()).contains("ca.crt is there already; --force replaces it");
        assertThat(run("--force")).isZero();
    }

    @Test
    void refusesWhatIsNoName() {
        assertThat(run("--host", "not a name")).isEqualTo(2);
    }

    private int run(String... arguments) {
        var all = new String[arguments.length + 3];
        all[0] = "dev-certs";
        all[1] = "--dir";
        all[2] = directory.toString();
        System.arraycopy(arguments, 0, all, 3, arguments.length);
        return Main.commandLine()
                .setOut(new PrintWriter(new StringWriter()))
                .setErr(new PrintWriter(err, true))
                .execute(all);
    }
}
