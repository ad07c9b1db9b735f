package io.securechannel.examples.messenger;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.messenger.client.ChatEvent;
import io.securechannel.examples.messenger.endtoend.Conversation;
import io.securechannel.examples.messenger.endtoend.Payload;
import io.securechannel.examples.messenger.protocol.ClientMessage;
import io.securechannel.examples.messenger.protocol.Mail;
import io.securechannel.examples.messenger.protocol.ServerMessage;
import io.securechannel.examples.messenger.protocol.ServerMessage.Accepted;
import io.securechannel.examples.messenger.protocol.ServerMessage.Deliver;
import io.securechannel.examples.messenger.protocol.ServerMessage.Forgotten;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** An honest server and a bad network: every message arrives once and in order, and nobody is alarmed. */
class HonestScheduleTest {

    private static final int STEPS = 25;

    /** Cuts connections at the worst points: before the server acts, after it has stored, before it says that it forgot. */
    private static final class BadNetwork implements Tampering {

        private final Random random;
        private boolean good;

        BadNetwork(long seed) {
            random = new Random(seed);
        }

        private void perhapsCut(int oneIn) {
            if (!good && random.nextInt(oneIn) == 0) {
                throw new Cut();
            }
        }

        @Override
        public List<ClientMessage> fromClient(RelayConnection from, ClientMessage message) {
            perhapsCut(12);
            return List.of(message);
        }

        @Override
        public List<ServerMessage> toClient(RelayConnection to, ServerMessage message) {
            if (message instanceof Accepted || message instanceof Forgotten || message instanceof Deliver) {
                perhapsCut(8);
            }
            boolean again = message instanceof Deliver && !good && random.nextInt(4) == 0;
            return again ? List.of(message, message) : List.of(message);
        }
    }

    /** Two who talk, of whom one goes and comes again with what is on its disk. */
    private static final class Talkers implements AutoCloseable {

        private final Path directory;
        private final TestRelay relay = TestRelay.start();
        private final Person ada;
        private Person bob;
        private final List<String> saidByAda = new ArrayList<>();
        private final List<String> saidByBob = new ArrayList<>();
        private final List<String> heardByBob = new ArrayList<>();
        private final List<ChatEvent> alarms = new ArrayList<>();

        Talkers(Path directory) throws Exception {
            this.directory = directory;
            ada = Person.come(relay, directory, "ada");
            bob = Person.come(relay, directory, "bob");
            say(ada, bob, saidByAda);
            say(bob, ada, saidByBob);
            bob.awaitText(saidByAda.get(0));
            ada.awaitText(saidByBob.get(0));
        }

        private static void say(Person from, Person to, List<String> said) throws Exception {
            var text = from.name() + " " + said.size();
            said.add(text);
            from.tell(to, text);
        }

        void step(Random random) throws Exception {
            switch (random.nextInt(8)) {
                case 0 -> relay.cutAll();
                case 1 -> restart();
                case 2, 3, 4 -> say(bob, ada, saidByBob);
                default -> say(ada, bob, saidByAda);
            }
        }

        private void restart() throws Exception {
            leave();
            bob = Person.open(relay, directory, "bob", settings -> settings);
            bob.client().start();
        }

        private void leave() throws Exception {
            bob.close();
            heardByBob.addAll(bob.texts());
            alarms.addAll(bob.events(ChatEvent.Alarm.class));
        }

        void check() throws Exception {
            var last = saidByAda.get(saidByAda.size() - 1);
            if (!heardByBob.contains(last)) {
                bob.awaitText(last);
            }
            ada.awaitText(saidByBob.get(saidByBob.size() - 1));
            leave();
            alarms.addAll(ada.events(ChatEvent.Alarm.class));
            assertThat(heardByBob).isEqualTo(saidByAda);
            assertThat(ada.texts()).isEqualTo(saidByBob);
            assertThat(alarms).isEmpty();
        }

        @Override
        public void close() throws IOException, KeyMaterialException {
            ada.close();
            bob.close();
            relay.close();
        }
    }

    @Property(tries = 2, shrinking = ShrinkingMode.OFF)
    void everythingArrivesOnceInOrderWithoutAnAlarm(@ForAll long seed) throws Exception {
        var directory = Files.createTempDirectory("honest");
        var random = new Random(seed);
        try (var talkers = new Talkers(directory)) {
            var network = new BadNetwork(seed);
            talkers.relay.tamper(network);
            for (int i = 0; i < STEPS; i++) {
                talkers.step(random);
            }
            talkers.relay.locked(() -> network.good = true);
            talkers.check();
        } finally {
            delete(directory);
        }
    }

    /** More than is held in memory while the server is asked who the sender is. */
    @Example
    void aStrangersManyMailsArrive() throws Exception {
        var directory = Files.createTempDirectory("many");
        var ada = RawUser.create("ada");
        try (var relay = TestRelay.start()) {
            Person.come(relay, directory, "bob").close();
            relay.register(ada);
            var prekey = relay.entry("bob")
                    .orElseThrow()
                    .verify()
                    .prekeys()
                    .values()
                    .iterator()
                    .next();
            var said = new ArrayList<String>();
            var previous = Mail.NONE_BEFORE;
            var talk = Conversation.Direct.between("ada", "bob");
            for (int i = 1; i <= 300; i++) {
                var mail = ada.mail(talk, prekey, i, previous, new Payload.Text("no. " + i));
                relay.post(ada, mail);
                previous = mail.hash();
                said.add("no. " + i);
            }
            try (var bob = Person.come(relay, directory, "bob")) {
                bob.awaitText("no. 300");
                assertThat(bob.texts()).isEqualTo(said);
                assertThat(bob.events(ChatEvent.Alarm.class)).isEmpty();
            }
        } finally {
            delete(directory);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            for (var file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }
}
