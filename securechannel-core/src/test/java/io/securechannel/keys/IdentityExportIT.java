package io.securechannel.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.secret.Password;
import io.securechannel.testkit.TestCa;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an identity writes at its real cost, which takes seconds. */
@Tag("it")
class IdentityExportIT {

    @TempDir
    private Path directory;

    @Test
    void theDefaultCostIsHighAndReadAsWell() throws Exception {
        var identity = TestCa.create("Root").intermediate("Intermediate").server("chat.example");
        var file = directory.resolve("all.p12");
        try (var password = Password.copyOf("only ascii".toCharArray())) {
            identity.writePkcs12(file, password);
            var read = Identity.fromPkcs12(file, password, "identity");
            assertThat(read.privateKey()).isEqualTo(identity.privateKey());
            assertThat(read.certificateChain()).isEqualTo(identity.certificateChain());
        }
        // The number of iterations stands in the clear: 0x0927C0, for key, certificates and MAC.
        assertThat(HexFormat.of().formatHex(Files.readAllBytes(file)).split("02030927c0", -1))
                .hasSize(4);
    }
}
