package io.securechannel.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.securechannel.keys.KeyStoreManager;
import io.securechannel.keys.PasswordCost;
import io.securechannel.keys.SharedSecret;
import io.securechannel.secret.Password;
import io.securechannel.secret.SecretBytes;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A key store that one JDK writes, another opens and changes, and the first opens again. */
@Tag("verify")
class KeyStoreAcrossJdksTest {

    private static final long SECONDS = 60;

    @TempDir
    private Path directory;

    @Test
    void aFileCrossesToAnotherJdkAndBack() throws Exception {
        var jdks = Jdk.found();
        if (jdks.size() < 2) {
            System.out.println("SKIPPED: there is no other JDK beside " + jdks.get(0));
        }
        assumeTrue(jdks.size() > 1, "there is no other JDK on this machine");
        for (var other : jdks.subList(1, jdks.size())) {
            var file = directory.resolve(other.feature() + ".keys");
            try (var password = password();
                    var keys = KeyStoreManager.builder(file)
                            .passwordCost(PasswordCost.insecureForTests())
                            .create(password)) {
                keys.put("here", secret(1));
                var command = List.of(
                        other.tool("java"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        KeyStoreAcrossJdksTest.class.getName(),
                        file.toString());
                assertThat(Processes.run(directory, Map.of(), SECONDS, command).orThrow())
                        .contains("opened on " + other.feature());
                assertThat(keys.get("there", SharedSecret.class)).isEqualTo(secret(2));
                assertThat(keys.get("here", SharedSecret.class)).isEqualTo(secret(1));
            }
        }
    }

    /**
     * What runs on the other JDK.
     *
     * @param arguments the file
     */
    public static void main(String[] arguments) throws Exception {
        try (var password = password();
                var keys = KeyStoreManager.open(Path.of(arguments[0]), password)) {
            if (!keys.get("here", SharedSecret.class).equals(secret(1))) {
                throw new AssertionError("another secret came out");
            }
            keys.put("there", secret(2));
            System.out.println("opened on " + Runtime.version().feature());
        }
    }

    private static SharedSecret secret(int first) {
        var bytes = new byte[32];
        bytes[0] = (byte) first;
        return SharedSecret.of(SecretBytes.copyOf(bytes));
    }

    private static Password password() {
        return Password.copyOf("across".toCharArray());
    }
}
