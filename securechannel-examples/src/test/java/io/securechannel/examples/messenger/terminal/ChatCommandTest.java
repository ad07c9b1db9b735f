package io.securechannel.examples.messenger.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.examples.InProcess;
import io.securechannel.examples.messenger.server.ChatServer;
import io.securechannel.examples.messenger.server.ChatServerConfig;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.keys.PasswordCost;
import io.securechannel.secret.Password;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command as scripts use it, against a server in this process. */
@Timeout(120)
class ChatCommandTest {

    private static final String SECRET = "Correct-Horse-7319";

    private static final AtomicInteger TESTS = new AtomicInteger();

    @TempDir
    private static Path data;

    private static ChatServer server;

    private final InputStream standardInput = System.in;
    private final String ada = "ada" + TESTS.incrementAndGet();
    private final String bob = "bob" + TESTS.get();

    @TempDir
    private Path directory;

    private InProcess line;

    @BeforeAll
    static void serve() throws Exception {
        server = ChatServer.start(ChatServerConfig.in(data.resolve("server"))
                .listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .noise(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .insecureIterations(1)
                .build());
    }

    @AfterAll
    static void close() {
        server.close();
    }

    @BeforeEach
    void start() throws Exception {
        ChatCommand.cost = PasswordCost.insecureForTests();
        ChatCommand.insecureIterations = 1;
        line = new InProcess(directory);
        Files.writeString(line.file("wrong.pw"), "no idea");
        for (var name : new String[] {"pw", "wrong.pw"}) {
            Files.setPosixFilePermissions(line.file(name), PosixFilePermissions.fromString("rw-------"));
        }
    }

    @AfterEach
    void stop() {
        System.setIn(standardInput);
        ChatCommand.cost = PasswordCost.recommended();
        ChatCommand.insecureIterations = 0;
        assertThat(line.said()).doesNotContain(SECRET, "no idea");
    }

    @Test
    void signUpOnceAndTalk() throws Exception {
        assertThat(signUp(ada, "/status").done()).contains("status\t" + ada + "\tonline\tbroadcast");
        assertThat(signUp(bob, "/msg " + ada + " hello, ada").done())
                .containsPattern(said("sent"))
                .containsPattern(said("delivered"));
        // The server and whom to believe about it are in the key store, which is nobody else's.
        assertThat(again(bob, "/history").done()).containsPattern(said("history"));
        assertThat(Files.getPosixFilePermissions(line.file(bob + ".keys")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        var kept = Files.readString(line.file(bob + ".keys"), StandardCharsets.ISO_8859_1);
        assertThat(kept).doesNotContain("hello, ada", "localhost", SECRET);
    }

    @Test
    void aLineThatCannotBeDoneEndsItWithOne() {
        var result = signUp(ada, "/accept 0badcafe\n/status");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.out()).contains("error\t", "status\t" + ada);
        assertThat(result.err()).contains("1 of the lines could not be done").hasLineCount(1);
    }

    @Test
    void whatWaitsForSomebodyFailsTheScriptThatSaidItAndNoLaterOne() {
        var result = signUp(ada, "/msg nobody hi");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.out()).contains("undelivered\tnobody\t1\t");
        assertThat(result.err())
                .contains("1 of the messages have not reached the server")
                .hasLineCount(1);
        again(ada, "/waiting").done();
    }

    @Test
    void whatWaitsForNobodyIsTakenBack() {
        signUp(ada, "/msg nobody2 hi");
        var result = again(ada, "/forget nobody2\n/waiting\n/history\n/forget nobody2");
        assertThat(result.out())
                .contains("done\t1 message to nobody2 taken back")
                .contains("error\tnothing waits for nobody2")
                .doesNotContain("\thi");
    }

    /** Nobody listens at the first: the next is tried at once, and both are kept. */
    @Test
    void ofSeveralServersTheNextIsTried() {
        var several = first(ada, ada + ".keys").replace("localhost:", "localhost:1,localhost:");
        assertThat(chat("/status", several + " --sign-up", "pw").done()).contains("status\t" + ada + "\tonline");
        assertThat(again(ada, "/status").done()).contains("status\t" + ada + "\tonline");
    }

    @Test
    void aServerThatLetsNobodyInIsNotKept() {
        signUp(ada, "").done();
        var elsewhere = " --server localhost:1 --pin sha256/" + "A".repeat(43) + "= --wait 1";
        var result = chat("", "--user " + ada + " --store @" + ada + ".keys" + elsewhere, "pw");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("no connection after 1 seconds");
        assertThat(again(ada, "/status").done()).contains("status\t" + ada + "\tonline");
    }

    @Test
    void aNameIsTakenOnce() {
        signUp(ada, "").done();
        var taken = chat("", first(ada, "other.keys") + " --sign-up", "wrong.pw");
        assertThat(taken.code()).isEqualTo(1);
        assertThat(taken.err()).contains("the name is taken").hasLineCount(1);
        assertThat(line.file("other.keys")).doesNotExist();
    }

    /** Ctrl-C at the question for the code leaves an empty key store: it is as good as none. */
    @Test
    void anEmptyKeyStoreCanBeLinkedAndOneInUseIsLeftAlone() throws Exception {
        signUp(ada, "").done();
        var file = line.file("empty.keys");
        for (var options : new String[] {" --link localhost:1", ""}) {
            try (var password = Password.readFile(line.file("pw"))) {
                KeyStoreManager.builder(file)
                        .passwordCost(PasswordCost.insecureForTests())
                        .create(password)
                        .close();
            }
            var result = chat("123-456-789\n", first(ada, "empty.keys") + options, "pw");
            assertThat(result.code()).isEqualTo(1);
            assertThat(result.err()).contains(options.isEmpty() ? "--replace-keys" : "the code is mistyped");
            assertThat(file).as("nothing of it is of use").doesNotExist();
        }
        var inUse = chat("123-456-789\n", first(ada, ada + ".keys") + " --link localhost:1", "pw");
        assertThat(inUse.code()).isEqualTo(1);
        assertThat(inUse.err()).contains(ada + ".keys is in use already");
        assertThat(again(ada, "/status").done()).contains("status\t" + ada + "\tonline");
    }

    @Test
    void wrongPasswordsAreSaid() {
        signUp(ada, "").done();
        var ofTheFile = chat("", "--user " + ada + " --store @" + ada + ".keys", "wrong.pw");
        assertThat(ofTheFile.code()).isEqualTo(1);
        assertThat(ofTheFile.err())
                .contains(ada + ".keys: the password is wrong")
                .hasLineCount(1);
        var ofTheServer = chat("", first(ada, "other.keys"), "wrong.pw");
        assertThat(ofTheServer.code()).isEqualTo(1);
        assertThat(ofTheServer.err()).contains("the server refuses the login").hasLineCount(1);
        assertThat(line.file("other.keys")).doesNotExist();
    }

    @Test
    void anotherKeyStoreReplacesTheKeysOnlyWhenToldTo() {
        signUp(ada, "").done();
        signUp(bob, "/msg " + ada + " hello").done();
        var other = chat("", first(ada, "other.keys"), "pw");
        assertThat(other.code()).isEqualTo(1);
        assertThat(other.err()).contains("--replace-keys").hasLineCount(1);
        assertThat(line.file("other.keys")).doesNotExist();
        chat("", first(ada, "other.keys") + " --replace-keys", "pw").done();

        var told = again(bob, "/msg " + ada + " is that you?");
        assertThat(told.out()).containsPattern("alarm\t[^\t]+\tkey-changed\t" + ada + "\t");
        assertThat(told.code()).as("nothing was sent").isEqualTo(1);
    }

    @Test
    void whomToBelieveHasToBeSaid() throws Exception {
        var stranger =
                chat("", "--user " + ada + " --sign-up --store @x.keys --server localhost:" + server.port(), "pw");
        assertThat(stranger.code()).isEqualTo(1);
        assertThat(stranger.err()).contains("--ca FILE").hasLineCount(1);
        assertThat(chat("", "--user ada --store @new.keys", "pw").wrong()).contains("--server HOST:PORT");
        assertThat(chat("", "--user Ada! --store @new.keys", "pw").wrong()).contains("--user is a name");
        assertThat(chat("", first(ada, "new.keys") + " --pin x", "pw").wrong()).contains("--ca FILE or --pin PIN");
        assertThat(line.file("new.keys")).doesNotExist();
    }

    @Test
    void overNoiseTheServersKeyIsKept() throws Exception {
        var door = server.noise().orElseThrow();
        var there = "--user " + ada + " --store @" + ada + ".keys --server localhost:" + door.port();
        var pinned = there + " --noise --server-key " + door.key().text();
        assertThat(chat("/status", pinned + " --sign-up", "pw").done()).contains("status\t" + ada + "\tonline");
        assertThat(again(ada, "/status").done()).contains("status\t" + ada + "\tonline");
        signUp(bob, "").done();
        assertThat(again(ada, "/msg " + bob + " by token").done()).contains("delivered");
        try (var other = NoiseKeyPair.generate()) {
            var stranger = chat(
                    "",
                    there + " --noise --wait 1 --server-key "
                            + other.publicKey().text(),
                    "pw");
            assertThat(stranger.code()).isEqualTo(1);
            assertThat(stranger.err()).contains("no connection").hasLineCount(1);
        }
        var unknown = chat("", there + " --noise", "pw");
        assertThat(unknown.code()).isEqualTo(1);
        assertThat(unknown.err())
                .contains("has not been met before", door.key().text(), "UNKNOWN_PEER", "--server-key")
                .hasLineCount(1);
        assertThat(chat("", there + " --server-key " + door.key().text(), "pw").wrong())
                .contains("--server-key is about --noise");
        assertThat(chat("", pinned + " --ca @pw", "pw").wrong()).contains("--noise has none");
    }

    private String said(String kind) {
        return kind + "\t[^\t]+\tdirect\t" + ada + "\t" + bob + "\thello, ada";
    }

    private InProcess.Result signUp(String user, String typed) {
        return chat(typed, first(user, user + ".keys") + " --sign-up", "pw");
    }

    private InProcess.Result again(String user, String typed) {
        return chat(typed, "--user " + user + " --store @" + user + ".keys", "pw");
    }

    private String first(String user, String store) {
        return "--user " + user + " --store @" + store + " --server localhost:" + server.port() + " --ca "
                + server.caCertificate();
    }

    private InProcess.Result chat(String typed, String options, String password) {
        System.setIn(new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)));
        return line.run("chat --plain " + options + " --password-file @" + password);
    }
}
