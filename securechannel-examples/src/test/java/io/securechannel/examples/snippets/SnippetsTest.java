package io.securechannel.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.ChannelHandler;
import io.securechannel.ClientConfig;
import io.securechannel.SecureChannel;
import io.securechannel.SecureChannelServer;
import io.securechannel.ServerConfig;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.peer.Trust;
import io.securechannel.tls.TlsContextFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The documentation shows code that is compiled and run here. */
@Timeout(60)
class SnippetsTest {

    static final Pattern SHOWN = Pattern.compile("<!-- snippet: ([\\w-]+) -->\\n```java\\n(.*?)```", Pattern.DOTALL);

    private static final InetSocketAddress LOOPBACK = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    /** Where the snippets of the pages are. */
    static final List<String> FILES = List.of(
            "EnvelopeSnippets.java",
            "RenewalSnippets.java",
            "RsaSnippets.java",
            "Snippets.java",
            "TlsSnippets.java",
            "KeySnippets.java",
            "NoiseKeySnippets.java",
            "SenderSnippets.java",
            "SignatureSnippets.java",
            "StoreSnippets.java",
            "RevocationSnippets.java",
            "SharedKeySnippets.java",
            "AuthSnippets.java",
            "NoiseAuthSnippets.java",
            "UserStoreSnippets.java",
            "ChatServerSnippets.java",
            "CodeSnippets.java",
            "ObserveSnippets.java",
            "NoiseSnippets.java",
            "quickstart/Server.java",
            "quickstart/Client.java");

    @TempDir
    private Path directory;

    @Test
    void theDocumentationShowsTheTestedCode() throws IOException {
        var tested = snippets();
        var shown = new TreeSet<String>();
        for (var page : pages()) {
            var text = Files.readString(page);
            var java = Pattern.compile("```java\\n").matcher(text).results().count();
            var marked = SHOWN.matcher(text);
            while (marked.find()) {
                java--;
                shown.add(marked.group(1));
                assertThat(marked.group(2))
                        .as("%s, snippet %s", page, marked.group(1))
                        .isEqualTo(tested.get(marked.group(1)));
            }
            assertThat(java)
                    .as("Java in %s that is not marked as a snippet", page)
                    .isZero();
        }
        assertThat(shown).as("every snippet is shown somewhere").isEqualTo(new TreeSet<>(tested.keySet()));
    }

    @Test
    void everyReasonIsExplained() throws IOException {
        var page = Files.readString(Path.of("../docs/how-to/errors.md"));
        for (var reason : SecureChannelException.Reason.values()) {
            assertThat(page).containsPattern("\\b" + reason + "\\b");
        }
        for (var reason : KeyMaterialException.Reason.values()) {
            assertThat(page).containsPattern("\\b" + reason + "\\b");
        }
        var rows = Pattern.compile("(?m)^\\| ([A-Z_]+(?:, [A-Z_]+)*) \\|")
                .matcher(page)
                .results();
        assertThat(rows.flatMap(row -> Stream.of(row.group(1).split(", ", -1))))
                .as("a reason has one row")
                .hasSizeGreaterThan(50)
                .doesNotHaveDuplicates();
    }

    @Test
    void theReadmesClientTalks() throws Exception {
        var certificates = Snippets.ca();
        try (var server = loopbackEcho(certificates)) {
            assertThat(printed(() -> Snippets.client(server.port(), certificates.caCertificate())))
                    .contains("hello");
        }
    }

    @Test
    void theKeyLogIsWritten() throws Exception {
        var certificates = Snippets.ca();
        var config = Snippets.keyLog(certificates.caCertificate(), directory);
        try (var server = loopbackEcho(certificates);
                var channel = SecureChannel.connect("localhost", server.port(), config)) {
            channel.sendText("hello");
            assertThat(channel.receiveText()).contains("hello");
        }
        assertThat(directory.resolve("keys.log")).content().contains("CLIENT_TRAFFIC_SECRET_0 ");
    }

    @Test
    void certificatesSurviveTheirFiles() throws Exception {
        Snippets.saveCa(directory);
        assertThat(Snippets.reopenCa(directory).certificate().getSubjectX500Principal())
                .hasToString("CN=files.example");
        assertThat(Snippets.load(directory).describe()).contains("client certificates: required");
    }

    @Test
    void bothEndsAreCertifiedAndAllKindsOfMessagesCross() throws Exception {
        var certificates = Snippets.ca();
        var client = Snippets.clientIdentity(certificates.root());
        var serverConfig = Snippets.mutualServer(certificates.identity(), certificates.caCertificate());
        var clientConfig = Snippets.mutualClient(client, certificates.caCertificate());
        try (var listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var accepting =
                    CompletableFuture.supplyAsync(() -> unchecked(() -> Snippets.accept(listening, serverConfig)));
            var socket = new Socket(InetAddress.getLoopbackAddress(), listening.getLocalPort());
            try (var connected = Snippets.connect(socket, clientConfig);
                    var accepted = accepting.join()) {
                assertThat(accepted.peer().toString()).startsWith("CN=ada");
                messagesCross(connected, accepted);
            }
        }
    }

    private void messagesCross(SecureChannel from, SecureChannel to) throws IOException {
        var file = Files.writeString(directory.resolve("file"), "content");
        var target = directory.resolve("target");
        Snippets.sendFile(from, file);
        Snippets.receiveFile(to, target);
        assertThat(target).hasSameTextualContentAs(file);
        Snippets.openMessage(from);
        assertThat(to.receiveText()).contains("report");
        Snippets.queue(from, List.of(new byte[] {1}, new byte[] {2}));
        assertThat(to.receive().orElseThrow()).containsExactly(1);
        assertThat(to.receive().orElseThrow()).containsExactly(2);
    }

    @Test
    void theEndOfOneDirectionLeavesTheOther() throws Exception {
        var certificates = Snippets.ca();
        var serverConfig = ServerConfig.tls(TlsContextFactory.forServer(certificates.identity()))
                .build();
        var clientConfig = ClientConfig.tls(TlsContextFactory.forClient(Trust.only(certificates.caCertificate())))
                .build();
        // It answers when there are no more questions: without closeOutput() it would wait for ever.
        ChannelHandler answers = channel -> {
            var questions = new ArrayList<String>();
            for (var next = channel.receiveText(); next.isPresent(); next = channel.receiveText()) {
                questions.add(next.get());
            }
            channel.sendText(questions.size() + " questions");
            channel.sendText("the last: " + questions.get(questions.size() - 1));
        };
        try (var server = SecureChannelServer.listen(LOOPBACK, serverConfig, answers);
                var channel = SecureChannel.connect("localhost", server.port(), clientConfig)) {
            assertThat(printed(() -> Snippets.halfClose(channel, List.of("when?", "where?"))))
                    .isEqualToNormalizingNewlines("2 questions\nthe last: where?\n");
        }
    }

    @Test
    void theTestkitsPairTalks() throws IOException {
        Snippets.channelPair();
    }

    @Test
    void theOtherConfigurationsBuild() throws Exception {
        var certificates = Snippets.ca();
        assertThat(Snippets.largerLimit(certificates.identity())).isNotNull();
        try (var server = Snippets.rawServer(certificates.identity(), LOOPBACK)) {
            assertThat(server.port()).isPositive();
        }
    }

    private static SecureChannelServer loopbackEcho(Snippets.Certificates certificates) throws IOException {
        var config = ServerConfig.tls(TlsContextFactory.forServer(certificates.identity()))
                .build();
        return SecureChannelServer.listen(LOOPBACK, config, channel -> channel.forEachMessage(channel::send));
    }

    /** From each marker to its end, without the indentation. */
    private static Map<String, String> snippets() throws IOException {
        var found = new LinkedHashMap<String, String>();
        for (var file : FILES) {
            found.putAll(Regions.in(file));
        }
        return found;
    }

    static List<Path> pages() throws IOException {
        try (var docs = Files.walk(Path.of("../docs"))) {
            return Stream.concat(
                            Stream.of(Path.of("../README.md")),
                            docs.filter(page -> page.toString().endsWith(".md")))
                    .toList();
        }
    }

    @FunctionalInterface
    private interface Action {
        void run() throws Exception;
    }

    @FunctionalInterface
    private interface Making<T> {
        T make() throws IOException;
    }

    private static <T> T unchecked(Making<T> making) {
        try {
            return making.make();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String printed(Action action) throws Exception {
        var before = System.out;
        var bytes = new ByteArrayOutputStream();
        try (var capture = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
            System.setOut(capture);
            action.run();
        } finally {
            System.setOut(before);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
