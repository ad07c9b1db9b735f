package io.securechannel.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.securechannel.SecureChannel;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.keys.Identity;
import io.securechannel.testkit.TestCa;
import io.securechannel.tls.TlsProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What the rows of the table have in common. */
@Tag("it")
@Timeout(60)
@TestInstance(Lifecycle.PER_CLASS)
@ParameterizedClass(name = "ours on {0}")
@EnumSource(
        value = TlsProvider.class,
        names = {"JDK", "CONSCRYPT"})
@ExtendWith(InteropRecorder.class)
abstract class InteropCells {

    static final TestCa CA = TestCa.create("Interop Root");
    static final TestCa STRANGER = TestCa.create("Stranger Root");
    static final String LABEL = "EXPORTER-Channel-Binding";
    static final int BINDING_LENGTH = 32;
    static final String OTHER_NAME = "chat.example";

    // RSA: gnutls 3.7 reads no EC key without its public half, which the JDK leaves out of PKCS#8. With
    // keyEncipherment:
    // NSS demands it of RSA servers also in TLS 1.3, where nothing is encrypted to the key.
    static final Identity LOCALHOST = rsa("localhost", KeyPurposeId.id_kp_serverAuth);
    static final Identity OTHER = rsa(OTHER_NAME, KeyPurposeId.id_kp_serverAuth);
    static final Identity ADA = rsa("ada", KeyPurposeId.id_kp_clientAuth);

    static final String REFUSED =
            "refused: it has no post-quantum group, and requirePostQuantum() lets no byte through without one";

    /** In the handshake, or after it where the JDK has no means to choose the groups (before 20). */
    static final Set<Reason> WITHOUT_POST_QUANTUM = EnumSet.of(Reason.NO_COMMON_SUITE, Reason.NOT_POST_QUANTUM);

    @TempDir
    Path directory;

    /** Who does the TLS at our end. */
    @Parameter
    TlsProvider ours;

    private String version = "";

    @BeforeAll
    void askForTheVersion() throws Exception {
        version = findVersion();
    }

    @BeforeEach
    void ourProviderIsThere() {
        assumeTrue(ours.available(), ours + " is not here: our end on it is skipped");
    }

    /** {@return the version of the peer's software; skips the class where the machine lacks it} */
    abstract String findVersion() throws Exception;

    /** {@return whether the peer is known to have X25519MLKEM768} Others may learn it with any version. */
    boolean hasPostQuantum() {
        return false;
    }

    final String version() {
        return version;
    }

    Path root() throws IOException {
        return PemFiles.write(directory, "root", CA.certificate());
    }

    Path strangersRoot() throws IOException {
        return PemFiles.write(directory, "stranger", STRANGER.certificate());
    }

    PemFiles files(String name, Identity identity) throws IOException {
        return PemFiles.write(directory, name, identity);
    }

    /** Runs a program to its end and takes its version out of what it says. */
    static String versionOf(String pattern, String... command) throws Exception {
        Program.require(command[0]);
        try (var program = Program.start(command)) {
            program.endInput().awaitExit();
            var found = Pattern.compile(pattern).matcher(program.output() + program.errors());
            assertThat(found.find()).as("a version in %s", program).isTrue();
            return found.group(1);
        }
    }

    /** Asserts that a program's own help does not speak of it: a program that has learnt it fails the test. */
    static void lacksOption(String word, String... help) throws Exception {
        try (var program = Program.start(help)) {
            program.endInput().awaitExit();
            assertThat(program.output() + program.errors())
                    .as("%s", program)
                    .isNotBlank()
                    .doesNotContainIgnoringCase(word);
        }
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    /** Programs print keying material in either case, with colons, spaces and line breaks in it. */
    static String plainHex(String printed) {
        return printed.replaceAll("[^0-9A-Fa-f]", "").toLowerCase(Locale.ROOT);
    }

    /** {@return a script that stands beside these classes} */
    static String script(String name) {
        return Path.of("src", "test", "resources", "io", "securechannel", "peers", name)
                .toAbsolutePath()
                .toString();
    }

    /**
     * {@return the first group of the pattern, which must be in what the program printed}
     *
     * @param program a peer, which may still run
     * @param pattern with one group, or none
     */
    static String printed(Program program, String pattern) {
        var found = Pattern.compile(pattern).matcher(program.output() + "\n" + program.errors());
        assertThat(found.find()).as("/%s/ in %s", pattern, program).isTrue();
        return found.groupCount() == 0 ? found.group() : found.group(1);
    }

    /** {@return the exported bytes, or nothing where the provider has no exporter on this JDK} */
    String exporter(SecureChannel channel) {
        return ours.exporter() ? hex(channel.exportKeyingMaterial(LABEL, new byte[0], BINDING_LENGTH)) : "";
    }

    private static Identity rsa(String name, KeyPurposeId purpose) {
        return CA.leaf(name)
                .names(name)
                .purposes(purpose)
                .usage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment)
                .keys(TestCa.keys("RSA", 2_048))
                .issue();
    }
}
