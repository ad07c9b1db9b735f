package io.securechannel.examples.messenger;

import io.securechannel.examples.messenger.client.ChatEvent;
import io.securechannel.examples.messenger.client.ChatMessage;
import io.securechannel.examples.messenger.client.ClientSettings;
import io.securechannel.examples.messenger.endtoend.Conversation;
import io.securechannel.examples.messenger.load.LoadServer;
import io.securechannel.peer.Trust;
import io.securechannel.tls.TlsContextFactory;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * A client in a process of its own, to be killed. It says numbers to ada, on from where its history ends, and prints what it has said and what
 * it was told.
 */
final class NumberingClient {

    static final String NAME = "bob";
    static final String OTHER = "ada";

    private static final Duration LONGEST_PAUSE = Duration.ofMillis(200);

    private final Person person;
    private final PrintStream out;
    private final Random random = new Random();

    private NumberingClient(Person person, PrintStream out) {
        this.person = person;
        this.out = out;
    }

    /**
     * Runs.
     *
     * @param arguments directory of the key store, directory of the server, port
     */
    public static void main(String[] arguments) throws Exception {
        var out = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
        var tls = TlsContextFactory.forClient(Trust.only(LoadServer.authority(Path.of(arguments[1]))));
        var where = ClientSettings.builder("localhost", Integer.parseInt(arguments[2]), NAME, tls);
        try (var person = Person.open(where, Path.of(arguments[0]), NAME, settings -> settings);
                var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
            person.client().start();
            person.awaitOnline();
            var process = new NumberingClient(person, out);
            out.println("begins " + process.nextNumber());
            new Thread(process::tell, "tell").start();
            for (var line = in.readLine(); line != null; line = in.readLine()) {
                if (line.equals("history")) {
                    process.history();
                } else {
                    process.say(Integer.parseInt(line));
                }
            }
        }
        Runtime.getRuntime().halt(0);
    }

    private int nextNumber() {
        return 1
                + (int) person.client().history().stream()
                        .filter(each -> each.sender().equals(NAME))
                        .count();
    }

    private void say(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            int number = nextNumber();
            person.client().send(Conversation.Direct.between(NAME, OTHER), Integer.toString(number));
            out.println("said " + number);
            LockSupport.parkNanos(random.nextLong(LONGEST_PAUSE.toNanos()));
        }
    }

    /** Prints what is told, in order. */
    private void tell() {
        int told = 0;
        while (true) {
            var events = person.events();
            for (; told < events.size(); told++) {
                if (events.get(told) instanceof ChatEvent.Received received) {
                    out.println("heard " + received.message().text());
                } else if (events.get(told) instanceof ChatEvent.Alarm alarm) {
                    out.println("alarm " + alarm.kind());
                }
            }
            LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
        }
    }

    private void history() {
        var texts = person.client().history().stream()
                .filter(each -> each.sender().equals(OTHER))
                .map(ChatMessage::text)
                .toList();
        out.println("history " + String.join(" ", texts));
    }
}
