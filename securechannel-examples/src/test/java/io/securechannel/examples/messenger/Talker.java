package io.securechannel.examples.messenger;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.messenger.client.ChatEvent;
import io.securechannel.examples.messenger.client.ChatException;
import io.securechannel.examples.messenger.client.ClientSettings;
import io.securechannel.examples.messenger.load.KillableServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** A person who says numbers to others, each its own row: what arrives can be compared with what was said. */
final class Talker implements AutoCloseable {

    private static final int CHEAP = 4_096;
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(400);

    private final Person person;
    private final Random random;
    private final Map<String, Integer> said = new HashMap<>();
    private volatile boolean stopped;
    private volatile boolean started;

    private Talker(Person person, long seed) {
        this.person = person;
        random = new Random(seed);
    }

    static Talker come(KillableServer server, Path directory, String name, long seed) throws Exception {
        var where = ClientSettings.builder("localhost", server.port(), name, server.trust());
        var person = Person.open(where, directory, name, settings -> settings.insecureIterations(CHEAP));
        person.client().start();
        person.awaitOnline();
        return new Talker(person, seed);
    }

    Person person() {
        return person;
    }

    /** Until it is stopped; whether there is a server or not. */
    Thread talkTo(List<Talker> others) {
        var thread = new Thread(
                () -> {
                    while (!stopped) {
                        say(others.get(random.nextInt(others.size())));
                        started = true;
                        LockSupport.parkNanos(random.nextLong(LONGEST_PAUSE.toNanos()));
                    }
                },
                "talker-" + person.name());
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void say(Talker other) {
        int next = said.merge(other.person.name(), 1, Integer::sum);
        try {
            person.tell(other.person, Integer.toString(next));
        } catch (ChatException e) {
            throw new AssertionError(person.name() + " cannot speak", e);
        }
    }

    void stop() {
        stopped = true;
    }

    boolean started() {
        return started;
    }

    int received() {
        return person.events(ChatEvent.Received.class).size();
    }

    /** Waits for the last one, and compares all: each once, in order, and no alarm. */
    void requireAllFrom(Talker other) {
        int last = other.said.getOrDefault(person.name(), 0);
        var from = other.person.name();
        person.await(
                ChatEvent.Received.class,
                each -> each.message().sender().equals(from)
                        && each.message().text().equals(Integer.toString(last)));
        assertThat(person.events(ChatEvent.Received.class).stream()
                        .filter(each -> each.message().sender().equals(from))
                        .map(each -> each.message().text()))
                .as(from + " to " + person.name())
                .containsExactlyElementsOf(IntStream.rangeClosed(1, last)
                        .mapToObj(Integer::toString)
                        .toList());
        assertThat(person.events(ChatEvent.Alarm.class)).isEmpty();
        assertThat(person.events(ChatEvent.Undelivered.class)).isEmpty();
    }

    @Override
    public void close() throws KeyMaterialException {
        person.close();
    }
}
