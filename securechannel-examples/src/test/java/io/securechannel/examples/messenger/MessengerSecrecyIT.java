package io.securechannel.examples.messenger;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.examples.Processes;
import io.securechannel.examples.messenger.SecretSearch.Found;
import io.securechannel.examples.tap.Direction;
import io.securechannel.examples.tap.Observer;
import io.securechannel.examples.tap.Tap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A thousand messages in all modes, of which some wait for somebody who is away, and then a search for each of them, in all the
 * forms of {@link SecretSearch}, wherever the server could have left it, and where a client could have.
 */
class MessengerSecrecyIT {

    private static final int WHILE_ALL_ARE_THERE = 600;
    private static final int WHILE_CAROL_IS_AWAY = 400;
    private static final int PER_BATCH = 50;

    private static final String ADA = "ada-lovelace";
    private static final String BOB = "bob-bernstein";
    private static final String CAROL = "carol-shaw";
    private static final List<String> USERS = List.of(ADA, BOB, CAROL);

    private final long seed = Long.getLong("secrecy.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final String group = "g" + letters(15).toLowerCase(Locale.ROOT);
    private final Map<String, String> passwords = new HashMap<>();
    private final Map<String, ChatProcess> clients = new HashMap<>();
    private final Map<String, String> places = new HashMap<>();
    private final Map<String, Integer> sent = new HashMap<>();
    private final Map<String, Integer> expected = new HashMap<>();
    private final List<String> markers = new ArrayList<>();
    private final List<String> invitations = new ArrayList<>();

    @TempDir
    private Path base;

    private ChatProcess server;
    private Tap tap;

    @BeforeEach
    void open() throws Exception {
        System.out.println("MessengerSecrecyIT: -Dsecrecy.seed=" + seed + " says the same again");
        server = ChatProcess.start(base, "server", Map.of(), "chat-server", "--data", "data", "--port", "0");
        int port = Integer.parseInt(
                server.awaitLine("listening at 127\\.0\\.0\\.1:(\\d+)").group(1));
        var recording = new Recording(Files.createDirectory(base.resolve("wire")));
        tap = Tap.open(0, new InetSocketAddress(InetAddress.getLoopbackAddress(), port), recording);
        for (var user : USERS) {
            passwords.put(user, "Pw-" + letters(17));
            start(user, "--server", "localhost:" + tap.port(), "--ca", "../server/data/chat-ca.crt", "--sign-up");
        }
        for (var user : USERS) {
            clients.get(user).awaitLine("^connection\tonline");
        }
    }

    @AfterEach
    void close() throws Exception {
        clients.values().forEach(ChatProcess::close);
        if (tap != null) {
            tap.close();
        }
        server.close();
    }

    @Test
    void aThousandMessagesAreNowhereButWithThoseWhoTalk() throws Exception {
        openRooms();
        talk(WHILE_ALL_ARE_THERE, USERS);
        var dumpOfBob = heapDump(clients.get(BOB), "bob.hprof");
        assertThat(clients.get(CAROL).endInput()).isZero();
        talk(WHILE_CAROL_IS_AWAY, List.of(ADA, BOB));
        var search = new SecretSearch(all());
        // Now a few hundred messages wait in the server's store.
        assertNothing(search, heapDump(server, "server-waiting.hprof"));
        assertNothing(search, base.resolve("server"));
        var early = clients.get(CAROL).output();
        start(CAROL);
        awaitMessages(clients.get(CAROL), expected.get(CAROL) - count(early));
        assertNothing(search, heapDump(server, "server-delivered.hprof"));
        for (var user : USERS) {
            assertThat(clients.get(user).endInput()).as("exit code of %s", user).isZero();
        }
        server.stop();
        tap.close();
        searchAll(search);
        searchFindsWhatIsThere(search, dumpOfBob, early);
    }

    private void openRooms() throws Exception {
        clients.get(ADA).type("/invite " + BOB, "/group " + group, "/invite " + group + " " + BOB);
        clients.get(ADA).type("/invite " + group + " " + CAROL);
        accept(BOB, "-");
        accept(BOB, group);
        accept(CAROL, group);
        for (var user : USERS) {
            clients.get(user).awaitLine("^room\tgroup\t" + group + "\topen\t[^\t]*\t[^\t]*" + CAROL);
        }
        clients.get(ADA).awaitLine("^room\tprivate\t" + BOB + "\topen");
        clients.get(BOB).awaitLine("^room\tprivate\t" + ADA + "\topen");
    }

    private void accept(String user, String room) throws IOException {
        var id = clients.get(user)
                .awaitLine("^invited\t([0-9a-f]{8})\t[^\t]*\t[^\t]*\t" + room + "\t")
                .group(1);
        clients.get(user).type("/accept " + id);
        invitations.add(id);
    }

    /** Says as many messages, in batches, each of which arrives before the next. */
    private void talk(int count, List<String> there) throws IOException {
        for (int i = 0; i < count; i++) {
            say(there);
            if (i % PER_BATCH == PER_BATCH - 1) {
                for (var user : there) {
                    clients.get(user)
                            .awaitLines(sent.getOrDefault(user, 0), "taken", each -> each.startsWith("delivered\t"));
                    awaitMessages(clients.get(user), expected.getOrDefault(user, 0));
                }
            }
        }
    }

    private void say(List<String> there) throws IOException {
        var sender = there.get(random.nextInt(there.size()));
        var marker = letters(20);
        var text = letters(random.nextInt(100)) + " " + marker + " " + letters(random.nextInt(100));
        markers.add(marker);
        sent.merge(sender, 1, Integer::sum);
        switch (random.nextInt(sender.equals(CAROL) ? 3 : 4)) {
            case 0 -> {
                move(sender, "/all");
                clients.get(sender).type(text.strip());
                hear(sender, there);
            }
            case 1 -> {
                move(sender, "/room " + group);
                clients.get(sender).type(text.strip());
                hear(sender, USERS);
            }
            case 2 -> {
                var others = USERS.stream().filter(each -> !each.equals(sender)).toList();
                var to = others.get(random.nextInt(others.size()));
                clients.get(sender).type("/msg " + to + " " + text.strip());
                hear(sender, List.of(to));
            }
            default -> {
                var other = sender.equals(ADA) ? BOB : ADA;
                move(sender, "/room " + other);
                clients.get(sender).type(text.strip());
                hear(sender, List.of(other));
            }
        }
    }

    private void move(String sender, String place) throws IOException {
        if (!place.equals(places.put(sender, place))) {
            clients.get(sender).type(place);
        }
    }

    private void hear(String sender, List<String> users) {
        users.stream().filter(each -> !each.equals(sender)).forEach(each -> expected.merge(each, 1, Integer::sum));
    }

    private void searchAll(SecretSearch search) throws IOException {
        assertNothing(search, base.resolve("server"));
        assertNothing(search, server.output());
        assertNothing(search, server.errors());
        assertNothing(search, base.resolve("wire"));
        try (var files = Files.list(base.resolve("wire"))) {
            assertThat(files.mapToLong(each -> each.toFile().length()).sum())
                    .as("bytes on the wire")
                    .isGreaterThan(1_000_000);
        }
        for (var user : USERS) {
            var directory = base.resolve(user);
            assertNothing(search, directory);
            try (var files = Files.walk(directory)) {
                assertThat(files.filter(Files::isRegularFile)
                                .map(each -> each.getFileName().toString()))
                        .containsExactlyInAnyOrder("chat-" + user + ".keys", "chat-" + user + ".keys.lock");
            }
        }
    }

    /** Without this, a search that finds nothing would say nothing. */
    private void searchFindsWhatIsThere(SecretSearch search, Path dumpOfBob, Path earlyCarol) throws IOException {
        assertThat(markers).doesNotHaveDuplicates().hasSize(1_000);
        var heard = new ArrayList<Found>();
        for (var output : List.of(
                clients.get(ADA).output(),
                clients.get(BOB).output(),
                clients.get(CAROL).output(),
                earlyCarol)) {
            heard.addAll(search.in(output));
        }
        assertThat(SecretSearch.secrets(heard))
                .containsAll(markers)
                .contains(group)
                .containsAll(invitations);
        assertThat(SecretSearch.secrets(search.in(dumpOfBob)))
                .as("what is in the memory of a client")
                .contains(group)
                .filteredOn(markers::contains)
                .hasSizeGreaterThan(100);
        // Who talks is known to the server, and is in all that it has.
        var names = new SecretSearch(USERS);
        for (var known : List.of("server-waiting.hprof", "server/data/chat.mv.db", "server/data/audit.log")) {
            assertThat(SecretSearch.secrets(names.in(base.resolve(known))))
                    .as(known)
                    .containsAll(USERS);
        }
        assertThat(names.in(base.resolve("wire"))).isEmpty();
    }

    private List<String> all() {
        var all = new ArrayList<>(markers);
        all.add(group);
        all.addAll(invitations);
        all.addAll(passwords.values());
        return all;
    }

    private static void assertNothing(SecretSearch search, Path where) throws IOException {
        assertThat(where).exists();
        assertThat(search.in(where)).as("found in %s", where.getFileName()).isEmpty();
    }

    private void start(String user, String... more) throws IOException {
        var arguments =
                new ArrayList<>(List.of("chat", "--plain", "--user", user, "--password-env", "CHAT", "--wait", "120"));
        arguments.addAll(List.of(more));
        clients.put(
                user,
                ChatProcess.start(base, user, Map.of("CHAT", passwords.get(user)), arguments.toArray(String[]::new)));
    }

    /** All of the heap, also what nobody refers to any more. */
    private Path heapDump(ChatProcess process, String name) throws Exception {
        var file = base.resolve(name);
        var jcmd = ChatProcess.tool("jcmd").toString();
        Processes.run(
                        base,
                        Map.of(),
                        300,
                        List.of(jcmd, Long.toString(process.pid()), "GC.heap_dump", "-all", file.toString()))
                .orThrow();
        assertThat(file).isNotEmptyFile();
        return file;
    }

    private static void awaitMessages(ChatProcess client, int count) throws IOException {
        client.awaitLines(count, "messages", MessengerSecrecyIT::isMessage);
    }

    private static int count(Path output) throws IOException {
        try (var lines = Files.lines(output)) {
            return (int) lines.filter(MessengerSecrecyIT::isMessage).count();
        }
    }

    private static boolean isMessage(String line) {
        return line.startsWith("message\t") || line.startsWith("late\t");
    }

    private String letters(int count) {
        var alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        var letters = new StringBuilder();
        IntStream.range(0, count).forEach(each -> letters.append(alphabet.charAt(random.nextInt(alphabet.length()))));
        return letters.toString();
    }

    /** All that crosses, a file for each direction of each connection. */
    private static final class Recording implements Observer {

        private final Path directory;

        Recording(Path directory) {
            this.directory = directory;
        }

        @Override
        public void arrived(int connection, Direction direction, byte[] bytes) {
            try {
                Files.write(
                        directory.resolve(connection + "-" + direction),
                        bytes,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
