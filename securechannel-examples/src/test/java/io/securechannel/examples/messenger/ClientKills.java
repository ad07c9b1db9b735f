package io.securechannel.examples.messenger;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.messenger.client.ChatEvent;
import io.securechannel.examples.messenger.client.ClientSettings;
import io.securechannel.examples.messenger.endtoend.Conversation;
import io.securechannel.examples.messenger.load.KillableServer;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** A client that is killed by SIGKILL while it talks with ada, and comes again with the key store that is left. */
final class ClientKills implements Closeable {

    private static final Duration LONGEST = Duration.ofMillis(1_200);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(200);
    private static final int AT_A_TIME = 5;
    private static final int CHEAP = 4_096;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path directory;
    private final Path serverDirectory;
    private final Random random;
    private final KillableServer server;
    private final Person ada;
    private final List<String> heard = new ArrayList<>();
    private int adaSaid;
    private int bobSaid;

    ClientKills(Path directory, long seed) throws Exception {
        this.directory = directory;
        random = new Random(seed);
        serverDirectory = directory.resolve("server");
        server = KillableServer.start(serverDirectory);
        var where = ClientSettings.builder("localhost", server.port(), NumberingClient.OTHER, server.trust());
        ada = Person.open(where, directory, NumberingClient.OTHER, settings -> settings.insecureIterations(CHEAP));
        ada.client().start();
        ada.awaitOnline();
    }

    /** Both talk, and one of them is killed some time meanwhile. */
    void talkAndKill() throws Exception {
        try (var bob = new Bob()) {
            bob.command(Integer.toString(AT_A_TIME));
            long end = System.nanoTime() + random.nextLong(LONGEST.toNanos());
            for (int i = 0; i < AT_A_TIME; i++) {
                say();
                LockSupport.parkNanos(random.nextLong(LONGEST_PAUSE.toNanos()));
            }
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }

    private void say() throws Exception {
        ada.client()
                .send(
                        Conversation.Direct.between(NumberingClient.OTHER, NumberingClient.NAME),
                        Integer.toString(++adaSaid));
    }

    /** A last word each, in peace; then all of it is compared. */
    void compare() throws Exception {
        try (var bob = new Bob()) {
            bob.command("1");
            bob.await("said");
            say();
            var all = numbers(adaSaid);
            assertThat(bob.history(all.size())).as("bob's history").isEqualTo(all);
            bob.awaitHeard(Integer.toString(adaSaid)); // it is in the history before it is told
        }
        ada.await(ChatEvent.Received.class, each -> each.message().text().equals(Integer.toString(bobSaid)));
        assertThat(ada.texts()).as("what bob said").isEqualTo(numbers(bobSaid));
        assertThat(ada.events(ChatEvent.Alarm.class)).isEmpty();
        assertThat(heard).as("what bob was told").hasSameElementsAs(numbers(adaSaid));
    }

    private static List<String> numbers(int last) {
        return IntStream.rangeClosed(1, last).mapToObj(Integer::toString).toList();
    }

    /** The process; what it prints is read after its end too. */
    private final class Bob implements Closeable {

        private final Process process;
        private final PrintWriter commands;
        private final BufferedReader out;

        Bob() throws IOException {
            process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            NumberingClient.class.getName(),
                            directory.toString(),
                            serverDirectory.toString(),
                            Integer.toString(server.port()))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            commands = new PrintWriter(process.getOutputStream(), false, StandardCharsets.US_ASCII);
            out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
            int next = Integer.parseInt(await("begins"));
            assertThat(next).as("what bob had said is in his history").isBetween(bobSaid + 1, bobSaid + 2);
            bobSaid = next - 1;
        }

        void command(String line) {
            commands.println(line);
            commands.flush();
        }

        String await(String word) throws IOException {
            for (var line = out.readLine(); line != null; line = out.readLine()) {
                note(line);
                if (line.startsWith(word + " ")) {
                    return line.substring(word.length() + 1);
                }
            }
            throw new IOException("the client has ended before it said: " + word);
        }

        List<String> history(int count) throws IOException {
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (true) {
                command("history");
                var texts = List.of(await("history").split(" ", -1));
                if (texts.size() >= count || System.nanoTime() > end) {
                    return texts;
                }
                LockSupport.parkNanos(LONGEST_PAUSE.toNanos());
            }
        }

        void awaitHeard(String text) throws IOException {
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (!heard.contains(text) && System.nanoTime() < end) {
                LockSupport.parkNanos(LONGEST_PAUSE.toNanos());
                history(0);
            }
        }

        private void note(String line) {
            if (line.startsWith("heard ")) {
                heard.add(line.substring("heard ".length()));
            } else if (line.startsWith("said ")) {
                bobSaid = Integer.parseInt(line.substring("said ".length()));
            }
            assertThat(line).doesNotStartWith("alarm");
        }

        /** SIGKILL; by the handle, since {@link Process#destroyForcibly()} throws away what the process has printed. */
        @Override
        public void close() throws IOException {
            process.toHandle().destroyForcibly();
            for (var line = out.readLine(); line != null; line = out.readLine()) {
                note(line);
            }
            out.close();
            commands.close();
        }
    }

    @Override
    public void close() throws IOException {
        try (server) {
            ada.close();
        } catch (KeyMaterialException e) {
            throw new IOException("ada's key store", e);
        }
    }
}
