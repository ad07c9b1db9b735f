package io.securechannel.examples.messenger;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.examples.messenger.client.AlarmKind;
import io.securechannel.examples.messenger.client.ChatEvent.Alarm;
import io.securechannel.examples.messenger.client.ChatMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What comes under keys that are not accepted yet is kept until they are, within bounds (C5). */
@Timeout(60)
class UndecidedMailTest {

    private static final int OF_STRANGERS = 16;

    @TempDir
    private Path directory;

    private final SettableClock clock = new SettableClock();
    private final List<Person> people = new ArrayList<>();
    private TestRelay relay;
    private Person ada;

    @BeforeEach
    void come() throws Exception {
        relay = TestRelay.start(clock);
        ada = person("ada");
    }

    @AfterEach
    void go() throws Exception {
        for (var each : people) {
            each.close();
        }
        relay.close();
    }

    private Person person(String name) throws Exception {
        var person = Person.come(relay, directory, name, clock);
        people.add(person);
        return person;
    }

    private Person beginAnew(Person person) throws Exception {
        person.close();
        people.remove(person);
        Files.delete(directory.resolve(person.name() + ".keys"));
        var again = Person.open(
                relay,
                directory,
                person.name(),
                settings -> settings.clock(clock).replaceIdentity());
        people.add(again);
        again.client().start();
        again.awaitOnline();
        return again;
    }

    private void sayAll(Person from, int count) throws Exception {
        var said = new ArrayList<ChatMessage>();
        for (int i = 0; i < count; i++) {
            said.add(from.tell(ada, from.name() + " " + i));
        }
        said.forEach(from::awaitDelivered);
    }

    private List<String> aboutMissing(String user) {
        return ada.events(Alarm.class).stream()
                .filter(each -> each.kind() == AlarmKind.MISSING && each.user().equals(user))
                .map(Alarm::text)
                .toList();
    }

    @Test
    void strangersDoNotTakeThePlacesOfThoseWhoAreKnown() throws Exception {
        var bob = person("bob");
        ada.tell(bob, "I know you");
        bob.awaitText("I know you");
        var strangers = new ArrayList<Person>();
        for (var name : List.of("eve", "mallory", "trudy")) {
            var stranger = person(name);
            stranger.tell(ada, "from " + name);
            ada.awaitText("from " + name);
            strangers.add(stranger);
        }
        for (var stranger : strangers) {
            sayAll(beginAnew(stranger), OF_STRANGERS);
        }
        bob = beginAnew(bob);
        sayAll(bob, OF_STRANGERS);

        ada.await(
                Alarm.class,
                each -> each.kind() == AlarmKind.KEY_CHANGED && each.user().equals("bob"));
        ada.client().acceptKey("bob", ada.client().safetyNumber("bob"));

        ada.awaitText("bob " + (OF_STRANGERS - 1));
        assertThat(ada.texts())
                .containsAll(IntStream.range(0, OF_STRANGERS)
                        .mapToObj(i -> "bob " + i)
                        .toList());
        assertThat(aboutMissing("bob")).isEmpty();
        assertThat(aboutMissing("mallory")).singleElement().asString().contains("is not shown", "ask mallory");
        assertThat(aboutMissing("trudy")).hasSize(1);
    }
}
