package io.securechannel.examples.echo;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.SecureChannelServer;
import io.securechannel.ServerConfig;
import io.securechannel.auth.LoginVerifier;
import io.securechannel.examples.InProcess;
import io.securechannel.examples.InProcess.Result;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.keys.SharedSecret;
import io.securechannel.noise.NoiseContext;
import io.securechannel.noise.NoiseServer;
import io.securechannel.noise.OneTimeCode;
import io.securechannel.peer.PeerIdentity;
import io.securechannel.peer.Trust;
import io.securechannel.secret.SecretBytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** echo-client --noise against a server of the library. Both commands together are in NoiseEchoIT. */
@Timeout(60)
class NoiseEchoTest {

    private static final String SECRET = Base64.getEncoder().encodeToString(new byte[] {
        1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30,
        31, 32
    });

    @TempDir
    private Path directory;

    private final InputStream standardInput = System.in;
    private final PrintStream standardOutput = System.out;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final BlockingQueue<PeerIdentity> met = new LinkedBlockingQueue<>();
    private final NoiseKeyPair keys = NoiseKeyPair.generate();
    private InProcess line;

    @BeforeEach
    void writeFiles() throws Exception {
        System.setIn(new ByteArrayInputStream("hello\n".getBytes(StandardCharsets.UTF_8)));
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        line = new InProcess(directory);
        Files.writeString(line.file("secret"), SECRET + "\n");
        Files.writeString(line.file("short"), "AAECAwQFBgcICQoLDA0ODxA=\n");
    }

    @AfterEach
    void noSecretWasSaid() {
        System.setIn(standardInput);
        System.setOut(standardOutput);
        keys.close();
        assertThat(line.said()).doesNotContain(SECRET);
    }

    @Test
    void aPinnedServerAnswersAClientWithoutAKey() throws Exception {
        try (var server = listen(NoiseContext.forServer(keys).build())) {
            connect(server, "--server-key " + keys.publicKey().text()).done();
            assertThat(printed).hasToString("hello" + System.lineSeparator());
            assertThat(peer().key()).isEmpty();
        }
    }

    @Test
    void aClientShowsItsKeyFromAFileOrTheKeyStore() throws Exception {
        line.store("keys init").done();
        line.store("keys new mine --kind noise").done();
        try (var store = line.open();
                var mine = store.get("mine", NoiseKeyPair.class);
                var server = listen(NoiseContext.forServer(keys)
                        .clients(Trust.allow(Set.of(mine.publicKey())::contains))
                        .build())) {
            Files.writeString(line.file("mine.pem"), pem(mine));
            connect(server, "--server-key " + keys.publicKey().text() + " --key @mine.pem")
                    .done();
            assertThat(peer().key().orElseThrow()).isEqualTo(mine.publicKey());
            connect(
                            server,
                            "--server-key " + keys.publicKey().text()
                                    + " --identity mine --store @test.keys --password-file @pw")
                    .done();
            assertThat(peer().key().orElseThrow()).isEqualTo(mine.publicKey());
            assertThat(connect(server, "--server-key " + keys.publicKey().text())
                            .failed())
                    .contains("(NO_COMMON_SUITE");
        }
    }

    @Test
    void anotherServersKeyIsRefusedWithWhatItMayBe() throws Exception {
        try (var other = NoiseKeyPair.generate();
                var server = listen(NoiseContext.forServer(keys).build())) {
            assertThat(connect(server, "--server-key " + other.publicKey().text())
                            .failed())
                    .contains("another key than the one that this side expects");
            assertThat(met).isEmpty();
        }
    }

    @Test
    void aSharedSecretAloneOrBesideKeys() throws Exception {
        try (var bytes = SecretBytes.copyOf(Base64.getDecoder().decode(SECRET));
                var secret = SharedSecret.of(bytes);
                var alone = listen(NoiseContext.forServer(secret).build());
                var beside =
                        listen(NoiseContext.forServer(keys).sharedSecret(secret).build())) {
            connect(alone, "--shared-secret @secret").done();
            assertThat(peer().sharesSecret()).isTrue();
            connect(
                            beside,
                            "--shared-secret @secret --server-key "
                                    + keys.publicKey().text())
                    .done();
            assertThat(peer().sharesSecret()).isTrue();
            assertThat(connect(beside, "--server-key " + keys.publicKey().text())
                            .failed())
                    .contains("(NO_COMMON_SUITE", "psk2");
            assertThat(connect(alone, "--shared-secret @short").failed())
                    .contains("a secret of 17 bytes, and Noise takes 32: openssl rand -base64 32");
        }
    }

    @Test
    void classicalIsSaidAtBothEnds() throws Exception {
        var pinned = "--classical --server-key " + keys.publicKey().text();
        try (var server = listen(NoiseContext.forServer(keys).build());
                var both = listen(NoiseContext.forServer(keys).alsoClassical().build())) {
            assertThat(connect(server, pinned).failed()).contains("(NO_COMMON_SUITE", "hfs");
            connect(both, pinned).done();
            connect(both, pinned + " --provider jdk").done();
        }
    }

    private static final List<String> WRONG_AT_THE_CLIENT = List.of(
            "--noise",
            "--noise --server-key nonsense",
            "--noise --server-key KEY --ca @pw",
            "--noise --server-key KEY --cert @pw --key @pw",
            "--noise --server-key KEY --trust root",
            "--noise --server-key KEY --crl @pw",
            "--noise --server-key KEY --ocsp http://localhost/",
            "--ocsp https://localhost/",
            "--noise --server-key KEY --by-certificate",
            "--noise --server-key KEY --by-key",
            "--noise --server-key KEY --key @pw --by-key --user ada",
            "--by-key",
            "--noise --server-key KEY --key @pw --identity mine",
            "--noise --server-key KEY --provider other",
            "--noise --shared-secret @secret --key @pw",
            "--noise --shared-secret @secret --identity mine",
            "--noise --server-key KEY --raw --user ada",
            "--server-key KEY",
            "--shared-secret @secret",
            "--classical",
            "--provider jdk",
            "--noise --known-peers --server-key KEY",
            "--known-peers",
            "--noise --one-time-code --server-key KEY",
            "--noise --one-time-code --shared-secret @secret",
            "--noise --one-time-code-file @pw --key @pw",
            "--one-time-code",
            "--key @pw");

    private static final List<String> WRONG_AT_THE_SERVER = List.of(
            "--noise --cert @pw --key @pw",
            "--noise --client-auth --ca @pw",
            "--noise --trust root",
            "--noise --crl @pw",
            "--noise --ocsp http://localhost/",
            "--ocsp http://localhost/",
            "--noise --key @pw --identity mine",
            "--noise --client-key nonsense",
            "--noise --users-by-certificate",
            "--noise --user-key KEY",
            "--noise --user-key ada=nonsense",
            "--noise --user-key ada=KEY --user-key bob=KEY",
            "--user-key ada=KEY",
            "--noise --raw --users @pw",
            "--noise --provider other",
            "--noise --one-time-code --key @pw",
            "--noise --one-time-code --client-key KEY",
            "--one-time-code",
            "--client-key KEY",
            "--shared-secret @secret",
            "--key @pw");

    @Test
    void optionsThatDoNotBelongTogetherAreWrongUsage() {
        WRONG_AT_THE_CLIENT.forEach(options -> assertWrong(new EchoClient(), options));
        WRONG_AT_THE_SERVER.forEach(options -> assertWrong(new EchoServer(), "--port 0 " + options));
    }

    private void assertWrong(Object command, String options) {
        var err = new StringWriter();
        var arguments = options.replace("KEY", keys.publicKey().text()).split(" ", -1);
        int code = new CommandLine(command).setErr(new PrintWriter(err, true)).execute(arguments);
        assertThat(code).as(options).isEqualTo(2);
        assertThat(err.toString().lines().findFirst().orElse("")).as(options).contains("--");
    }

    @Test
    void aOneTimeCodeServesOneClient() throws Exception {
        try (var code = OneTimeCode.random();
                var shown = code.code();
                var server = listen(NoiseContext.forServer(code).build())) {
            var told = String.valueOf(shown.copy());
            var last = told.charAt(told.length() - 1);
            Files.writeString(line.file("code"), told + "\n");
            Files.writeString(line.file("mistyped"), told.substring(0, told.length() - 1) + (last == '0' ? '1' : '0'));
            assertThat(connect(server, "--one-time-code-file @mistyped").failed())
                    .contains("one-time code: the code is mistyped")
                    .doesNotContain(told);
            connect(server, "--one-time-code-file @code").done();
            assertThat(peer().sharesSecret()).isTrue();
            assertThat(connect(server, "--one-time-code-file @code").failed()).contains("CODE_REFUSED");
        }
    }

    @Test
    void aUserLogsInByItsKey() throws Exception {
        try (var mine = NoiseKeyPair.generate();
                var server = listen(ServerConfig.noise(keys)
                        .requireLogin(LoginVerifier.builder()
                                .noiseKeys(key -> key.equals(mine.publicKey()) ? Optional.of("ada") : Optional.empty())
                                .build()))) {
            Files.writeString(line.file("mine.pem"), pem(mine));
            Files.writeString(line.file("other.pem"), pem(keys));
            var pinned = "--server-key " + keys.publicKey().text();
            connect(server, pinned + " --key @mine.pem --by-key").done();
            assertThat(peer().user()).contains("ada");
            assertThat(connect(server, pinned + " --key @other.pem --by-key").failed())
                    .contains("LOGIN_REFUSED");
            assertThat(connect(server, pinned + " --key @mine.pem").failed()).contains("(LOGIN_REQUIRED: ", "--by-key");
            assertThat(met).isEmpty();
        }
    }

    @Test
    void aLoginByCertificateIsToldTheOtherOption() {
        var err = new StringWriter();
        new CommandLine(new EchoClient())
                .setErr(new PrintWriter(err, true))
                .execute("--noise", "--server-key", keys.publicKey().text(), "--by-certificate");
        assertThat(err.toString()).contains("--by-key logs in by this side's key");
    }

    /** Who sits at no terminal is not asked, and believes nobody. */
    @Test
    void knownPeersAreNeverMadeSilently() throws Exception {
        line.store("keys init").done();
        var known = "--known-peers --store @test.keys --password-file @pw";
        try (var server = listen(NoiseContext.forServer(keys).build())) {
            assertThat(connect(server, known).failed())
                    .contains("has not been met before", keys.publicKey().text(), "(UNKNOWN_PEER", "--server-key");
            try (var store = line.open()) {
                store.knownPeers().confirm("localhost:" + server.port(), keys.publicKey());
            }
            connect(server, known).done();
        }
    }

    private SecureChannelServer listen(NoiseServer context) throws Exception {
        return listen(ServerConfig.noise(context));
    }

    private SecureChannelServer listen(ServerConfig.Builder config) throws Exception {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return SecureChannelServer.listen(address, config.build(), channel -> {
            met.add(channel.peer());
            channel.forEachMessage(channel::send);
        });
    }

    private Result connect(SecureChannelServer server, String options) throws Exception {
        System.in.reset();
        return line.run("echo-client --noise --port " + server.port() + " " + options);
    }

    private PeerIdentity peer() throws InterruptedException {
        var peer = met.poll(20, TimeUnit.SECONDS);
        assertThat(peer).isNotNull();
        return peer;
    }

    private static String pem(NoiseKeyPair pair) {
        try (var pkcs8 = pair.pkcs8()) {
            return "-----BEGIN PRIVATE KEY-----\n"
                    + pkcs8.use(bytes -> Base64.getMimeEncoder().encodeToString(bytes))
                    + "\n-----END PRIVATE KEY-----\n";
        }
    }
}
