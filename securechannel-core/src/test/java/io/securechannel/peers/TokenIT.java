package io.securechannel.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.securechannel.ClientConfig;
import io.securechannel.SecureChannel;
import io.securechannel.peer.Trust;
import io.securechannel.secret.Password;
import io.securechannel.testkit.TestCa;
import io.securechannel.tls.TlsContextFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A key that keytool has brought into a PKCS#11 token, SoftHSM's, serves TLS from there and does not come out again. */
@Tag("it")
@Timeout(60)
class TokenIT {

    private static final String PIN = "1234";
    private static final String PASSWORD = "correct horse";
    private static final TestCa CA = TestCa.create("Token Root");

    /** Where Debian and Fedora put the library. */
    private static final List<Path> LIBRARIES = List.of(
            Path.of("/usr/lib/softhsm/libsofthsm2.so"),
            Path.of("/usr/lib64/softhsm/libsofthsm2.so"),
            Path.of("/usr/lib64/pkcs11/libsofthsm2.so"));

    @TempDir
    Path directory;

    @BeforeEach
    void makeAToken() throws Exception {
        Program.require("softhsm2-util");
        var library = LIBRARIES.stream().filter(Files::exists).findFirst();
        if (library.isEmpty()) {
            System.out.println("SKIPPED: libsofthsm2.so is not in any of " + LIBRARIES);
        }
        assumeTrue(library.isPresent(), "libsofthsm2.so is not there");
        var tokens = Files.createDirectory(directory.resolve("tokens"));
        Files.writeString(directory.resolve("softhsm2.conf"), "directories.tokendir = " + tokens + "\n");
        Files.writeString(directory.resolve("pkcs11.cfg"), """
                name = SoftHsm
                library = %s
                slotListIndex = 0
                attributes(import, CKO_PRIVATE_KEY, *) = {
                  CKA_SENSITIVE = true
                  CKA_EXTRACTABLE = false
                }
                """.formatted(library.get()));
        run("softhsm2-util", "--init-token", "--free", "--label", "test", "--pin", PIN, "--so-pin", PIN);
    }

    @ParameterizedTest
    @CsvSource({"EC,256", "EC,384", "RSA,2048"})
    void aKeyInATokenServesTlsAndStaysThere(String algorithm, int bits) throws Exception {
        bringIn(algorithm, bits);
        try (var server = Program.start(withToken(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                TokenServerMain.class.getName(),
                directory.resolve("pkcs11.cfg").toString(),
                PIN,
                "chat",
                directory.resolve("leaked.p12").toString()))) {
            assertThat(server.awaitOutput("ENCODED (\\w+)").group(1)).isEqualTo("false");
            assertThat(server.awaitOutput("(?m)^EXPORT.*$").group())
                    .startsWith("EXPORT UNSUPPORTED")
                    .contains("does not leave its provider");
            assertThat(directory.resolve("leaked.p12")).doesNotExist();

            int port = Integer.parseInt(server.awaitOutput("PORT (\\d+)\\s").group(1));
            var config = ClientConfig.tls(TlsContextFactory.forClient(Trust.only(CA.certificate())))
                    .build();
            try (var channel = SecureChannel.connect("localhost", port, config)) {
                channel.sendText("to the token");
                assertThat(channel.receiveText()).contains("to the token");
                assertThat(channel.protocol().version()).isEqualTo("TLSv1.3");
            }
            assertThat(server.endInput().awaitExit()).as("%s", server).isZero();
        }
    }

    private void bringIn(String algorithm, int bits) throws Exception {
        var identity = CA.leaf("localhost")
                .names("localhost")
                .keys(TestCa.keys(algorithm, bits))
                .issue();
        var file = directory.resolve("chat.p12").toString();
        try (var password = Password.copyOf(PASSWORD.toCharArray())) {
            identity.writePkcs12(Path.of(file), password, "chat");
        }
        run(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-importkeystore",
                "-srckeystore",
                file,
                "-srcstorepass",
                PASSWORD,
                "-addprovider",
                "SunPKCS11",
                "-providerarg",
                directory.resolve("pkcs11.cfg").toString(),
                "-destkeystore",
                "NONE",
                "-deststoretype",
                "PKCS11",
                "-deststorepass",
                PIN);
    }

    private void run(String... command) throws Exception {
        try (var program = Program.start(withToken(command))) {
            assertThat(program.awaitExit()).as("%s", program).isZero();
        }
    }

    /** SoftHSM finds its tokens by a variable of the environment. */
    private List<String> withToken(String... command) {
        var environment = Stream.of("env", "SOFTHSM2_CONF=" + directory.resolve("softhsm2.conf"));
        return Stream.concat(environment, Stream.of(command)).toList();
    }
}
