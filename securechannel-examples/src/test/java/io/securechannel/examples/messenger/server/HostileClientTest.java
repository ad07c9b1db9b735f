package io.securechannel.examples.messenger.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.examples.messenger.protocol.ClientMessage;
import io.securechannel.examples.messenger.protocol.MailRefusal;
import io.securechannel.examples.messenger.protocol.ServerMessage;
import io.securechannel.framing.CloseReason;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that say what they must not, or do not listen: theirs is the only connection that suffers. */
class HostileClientTest {

    private static ServerHarness harness;
    private static final TestUser ADA = new TestUser("ada");
    private static final TestUser BOB = new TestUser("bob");
    private static ProtocolClient ada;
    private static ProtocolClient bob;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        harness = ServerHarness.in(directory);
        ada = harness.signUp(ADA);
        bob = harness.signUp(BOB);
        harness.connect("mallory", true).close();
    }

    @AfterAll
    static void stop() throws Exception {
        harness.close();
    }

    @Test
    void nonsenseEndsAConnectionBeforeAndAfterItsEntry() throws Exception {
        var random = new Random(5);
        var mallory = new TestUser("mallory");
        for (int i = 0; i < 4; i++) {
            var nonsense = new byte[random.nextInt(300)];
            random.nextBytes(nonsense);
            var client = harness.connect("mallory", false);
            if (i % 2 == 0) {
                client.enter(mallory);
            }
            client.channel().send(nonsense);
            assertThat(client.awaitClose()).contains("a message of a client");
        }
        aMailGoesThrough();
    }

    @Test
    void cutMessagesAndThoseOutOfTurnEndAConnection() throws Exception {
        var user = new TestUser("mallory");
        var enter = harness.connect("mallory", false);
        enter.channel().send(new ClientMessage.Lookup(1, List.of("ada")).encode());
        assertThat(enter.awaitClose()).contains("the first message of a client is Enter");
        var twice = harness.connect("mallory", false);
        var again = new ClientMessage.Enter(user.entry(), user.id(), twice.proof(user, 0), true);
        twice.say(again).say(again);
        assertThat(twice.awaitClose()).contains("a device enters once");
        var cut = harness.connect("mallory", false).enter(user);
        var whole = new ClientMessage.Send(user.mail(BOB.id(), 1)).encode();
        cut.channel().send(Arrays.copyOf(whole, whole.length - 1));
        assertThat(cut.awaitClose()).contains("ends too early");
        var tooLong = harness.connect("mallory", false).enter(user);
        tooLong.channel().send(new byte[200_000]);
        assertThat(tooLong.awaitClose()).containsIgnoringCase("too large");
    }

    @Test
    void nobodySendsOrAcknowledgesForAnother() throws Exception {
        var eve = new TestUser("eve");
        var client = harness.signUp(eve);
        assertThat(client.refusal(ADA.mail(BOB.id(), 100))).isEqualTo(MailRefusal.NOT_YOURS);
        var carl = new TestUser("carl");
        harness.signUp(carl).close();
        ada.sendAccepted(ADA.mail(carl.id(), 1));
        var toCarl = harness.enter(carl);
        var delivery = toCarl.expect(ServerMessage.Deliver.class);
        client.say(new ClientMessage.Acknowledge(List.of(delivery.delivery())));
        client.sendAccepted(eve.mail(eve.id(), 1));
        assertThat(client.kept(ServerMessage.Forgotten.class)).isEmpty();
        toCarl.close();
        assertThat(harness.enter(carl).expect(ServerMessage.Deliver.class)).isEqualTo(delivery);
    }

    /** The store is not asked for numbers that this connection was not given, nor twice for one: whoever makes them up pays for it alone. */
    @Test
    void madeUpNumbersDoNotReachTheStore(@TempDir Path other) throws Exception {
        var pace = new ServerLimits.Pace(500, 60, 128);
        var limits = new ServerLimits(ServerLimits.DEFAULTS.connections(), ServerLimits.DEFAULTS.mailboxes(), pace);
        try (var slow = ServerHarness.in(other, config -> config.limits(limits))) {
            var eve = new TestUser("eve");
            var client = slow.signUp(eve);
            client.sendAccepted(eve.mail(eve.id(), 1));
            long own = client.expect(ServerMessage.Deliver.class).delivery();
            client.say(new ClientMessage.Acknowledge(List.of(own + 1, own, own, own + 2)));
            assertThat(client.expect(ServerMessage.Forgotten.class).deliveries())
                    .containsExactly(own);
            for (int i = 0; i < 12; i++) {
                client.say(new ClientMessage.Acknowledge(
                        LongStream.range(own, own + 256).boxed().toList()));
            }
            client.sendAccepted(eve.mail(eve.id(), 2));
            assertThat(client.kept(ServerMessage.Forgotten.class)).isEmpty();
            assertThat(Files.readString(slow.file("audit.log")))
                    .as("twelve messages, that count as two hundred")
                    .contains("\"slowed down\"");
        }
    }

    /** More than the sockets and the window hold: whoever sends is not held up, and whoever reads again gets all, in order. */
    @Test
    void aSlowReaderHoldsUpNobody() throws Exception {
        var slow = new TestUser("slow");
        var toSlow = harness.signUp(slow);
        var writer = new TestUser("writer");
        var fromWriter = harness.signUp(writer);
        var envelope = "e".repeat(30_000);
        int count = 400;
        for (int i = 1; i <= count; i++) {
            var mail = writer.mail(slow.id(), i, TestUser.START.plusSeconds(1_000), envelope);
            fromWriter.say(new ClientMessage.Send(mail));
        }
        for (int i = 1; i <= count; i++) {
            assertThat(fromWriter.expect(ServerMessage.Accepted.class).sequence())
                    .isEqualTo(i);
        }
        long expected = 1;
        var open = new ArrayList<Long>();
        while (expected <= count) {
            var delivery = toSlow.expect(ServerMessage.Deliver.class);
            assertThat(delivery.mail().sequence()).isEqualTo(expected++);
            open.add(delivery.delivery());
            if (open.size() == 40) {
                toSlow.say(new ClientMessage.Acknowledge(open));
                open.clear();
            }
        }
    }

    @Test
    void aHostileNameIsEscapedInTheLog() throws Exception {
        var client = harness.connect("mallory", false);
        client.channel().close(new CloseReason(1_000, "\"}\n{\"event\": \"forged\u202e"));
        client.close();
        aMailGoesThrough();
        for (var line : Files.readAllLines(harness.file("audit.log"), StandardCharsets.US_ASCII)) {
            assertThat(line).startsWith("{ \"time\": ").endsWith(" }").doesNotStartWith("{\"event\": \"forged");
        }
    }

    private static void aMailGoesThrough() throws Exception {
        long next = ada.sendRejected(ADA.mail(BOB.id(), 1_000)).expected();
        ada.sendAccepted(ADA.mail(BOB.id(), next));
        assertThat(bob.expect(ServerMessage.Deliver.class).mail().sequence()).isEqualTo(next);
    }
}
