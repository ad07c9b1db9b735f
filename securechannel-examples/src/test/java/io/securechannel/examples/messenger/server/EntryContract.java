package io.securechannel.examples.messenger.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.examples.messenger.protocol.ClientMessage;
import io.securechannel.examples.messenger.protocol.DeviceId;
import io.securechannel.examples.messenger.protocol.DirectoryEntry;
import io.securechannel.examples.messenger.protocol.EntryProof;
import io.securechannel.examples.messenger.protocol.EntryRefusal;
import io.securechannel.examples.messenger.protocol.MailRefusal;
import io.securechannel.examples.messenger.protocol.Octets;
import io.securechannel.examples.messenger.protocol.ServerMessage;
import io.securechannel.examples.messenger.protocol.SignedStatement;
import io.securechannel.examples.messenger.protocol.UserPresence;
import io.securechannel.peer.ChannelBinding;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Who is let in, what the directory says then, and who hears of it: C1 and C2; over each store. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class EntryContract {

    private ServerHarness harness;

    /** {@return a server with an empty store} */
    abstract ServerHarness start(Path directory) throws Exception;

    @BeforeAll
    void startOnce(@TempDir Path directory) throws Exception {
        harness = start(directory);
    }

    @AfterAll
    void stop() throws Exception {
        harness.close();
    }

    @Test
    void aForgedEntryIsRefused() throws Exception {
        var ada = new TestUser("forged");
        var genuine = ada.entry();
        var signature = genuine.devices().signature().bytes();
        signature[7] ^= 1;
        var forged = new SignedStatement(genuine.devices().statement(), Octets.of(signature));
        var entry = new DirectoryEntry("forged", 0, ada.identityKey(), forged, List.of());
        var refused = refused(harness.connect("forged", true), ada, entry);
        assertThat(refused.reason()).isEqualTo(EntryRefusal.BAD_KEYS);
        assertThat(refused(harness.connect("forged", false), new TestUser("other"), genuine)
                        .reason())
                .as("a device that is not on the list")
                .isEqualTo(EntryRefusal.BAD_KEYS);
    }

    @Test
    void anotherUsersEntryIsRefused() throws Exception {
        var ada = new TestUser("ada");
        harness.connect("eve", true).close();
        assertThat(refused(harness.connect("eve", false), ada, ada.entry()).reason())
                .isEqualTo(EntryRefusal.BAD_KEYS);
    }

    @Test
    void aDeviceOfAnotherUserCannotBeClaimed() throws Exception {
        var owner = new TestUser("owner");
        harness.signUp(owner);
        var thief = new TestUser("thief");
        var list = thief.list(1, List.of(thief.key(0), owner.key(0)));
        var entry = new DirectoryEntry("thief", 0, thief.identityKey(), list, List.of());
        var refused = refused(harness.connect("thief", true), thief, entry);
        assertThat(refused.reason()).isEqualTo(EntryRefusal.BAD_KEYS);
        assertThat(refused.text()).contains("another user's");
    }

    /** As where everybody signs up anew: the keys of the old directory are known to all, and its users come one by one. */
    @Test
    void aListMakesNoDeviceOfAnotherUserItsOwn() throws Exception {
        var owner = new TestUser("robbed").addDevice();
        var squatter = new TestUser("squatter");
        var keys = List.of(squatter.key(0), owner.key(0), owner.key(1));
        var entry = new DirectoryEntry("squatter", 0, squatter.identityKey(), squatter.list(1, keys), List.of());
        var fromSquatter = harness.connect("squatter", true).enter(squatter, 0, entry, false);
        assertThat(fromSquatter.refusal(squatter.mail(owner.id(), 1)))
                .as("nobody's yet")
                .isEqualTo(MailRefusal.NO_SUCH_DEVICE);
        var first = harness.connect("robbed", true).enter(owner, 0, owner.entry(new SignedStatement[0]), false);
        fromSquatter.sendAccepted(squatter.mail(owner.id(), 1));
        assertThat(first.expect(ServerMessage.Deliver.class).user()).isEqualTo("squatter");
        assertThat(fromSquatter.refusal(squatter.mail(owner.id(1), 1))).isEqualTo(MailRefusal.NO_SUCH_DEVICE);
        first.close();
        var second = harness.connect("robbed", false).enter(owner, 1, owner.entry(new SignedStatement[0]), false);
        fromSquatter.sendAccepted(squatter.mail(owner.id(1), 1));
        second.expect(ServerMessage.Deliver.class);
        assertThat(refused(harness.connect("squatter", false), squatter, entry).text())
                .contains("another user's");
    }

    /** By a prekey, which names its user, as a device that was linked and has not come yet. */
    @Test
    void aPrekeyMakesADeviceItsUsersBeforeItComes() throws Exception {
        var owner = new TestUser("linked").addDevice();
        var fromOwner =
                harness.connect("linked", true).enter(owner, 0, owner.entry(owner.prekey(1, TestUser.START)), false);
        fromOwner.sendAccepted(owner.mail(owner.id(1), 1));
        var thief = new TestUser("linksthief");
        var list = thief.list(1, List.of(thief.key(0), owner.key(1)));
        var entry = new DirectoryEntry("linksthief", 0, thief.identityKey(), list, List.of());
        assertThat(refused(harness.connect("linksthief", true), thief, entry).reason())
                .isEqualTo(EntryRefusal.BAD_KEYS);
    }

    @Test
    void aProofOfAnotherConnectionIsRefused() throws Exception {
        var carl = new TestUser("carl");
        var first = harness.connect("carl", true);
        var second = harness.connect("carl", false);
        second.say(new ClientMessage.Enter(carl.entry(), carl.id(), first.proof(carl, 0), false));
        assertThat(second.expect(ServerMessage.Refused.class).reason()).isEqualTo(EntryRefusal.BAD_PROOF);
        var relayed = EntryProof.sign(carl.key(0), first.nonce(), otherServersBinding(first));
        first.say(new ClientMessage.Enter(carl.entry(), carl.id(), relayed, false));
        assertThat(first.expect(ServerMessage.Refused.class).reason())
                .as("a proof for a channel to somebody else's certificate")
                .isEqualTo(EntryRefusal.BAD_PROOF);
    }

    @Test
    void anIdentityIsReplacedOnlyWhereThatIsAskedFor() throws Exception {
        var before = new TestUser("dora");
        var old = harness.signUp(before);
        var after = new TestUser("dora");
        var refused = refused(harness.connect("dora", false), after, after.entry());
        assertThat(refused.reason()).isEqualTo(EntryRefusal.OTHER_IDENTITY);
        var fresh = harness.connect("dora", false).enter(after, 0, after.entry(), true);
        assertThat(old.awaitClose()).contains("not on its user's list any more");
        assertThat(lookup(fresh, "dora").identityKey()).isEqualTo(after.identityKey());
        assertThat(fresh.refusal(after.mail(before.id(), 1))).isEqualTo(MailRefusal.NO_SUCH_DEVICE);
    }

    @Test
    void whatWaitedForARemovedDeviceIsDeletedAndItsSendersAreTold() throws Exception {
        var before = new TestUser("paul").addDevice();
        harness.connect("paul", true)
                .enter(before, 0, before.entry(), false)
                .sendAccepted(before.mail(before.id(1), 1)); // its sender goes as well: nobody is to be told
        var here = new TestUser("here");
        var fromHere = harness.signUp(here);
        fromHere.sendAccepted(here.mail(before.id(), 1));
        fromHere.sendAccepted(here.mail(before.id(), 2));
        fromHere.sendAccepted(here.mail(before.id(1), 1));
        var away = new TestUser("away");
        var fromAway = harness.signUp(away);
        fromAway.sendAccepted(away.mail(before.id(), 1));
        fromAway.close();
        var after = new TestUser("paul");
        harness.connect("paul", false).enter(after, 0, after.entry(), true);
        var told = List.of(
                fromHere.expect(ServerMessage.Expired.class),
                fromHere.expect(ServerMessage.Expired.class),
                fromHere.expect(ServerMessage.Expired.class));
        assertThat(told)
                .as("who is there")
                .extracting(each -> new ServerMessage.Expired(0, each.user(), each.to(), each.sequence()))
                .containsExactlyInAnyOrder(
                        new ServerMessage.Expired(0, "paul", before.id(), 1),
                        new ServerMessage.Expired(0, "paul", before.id(), 2),
                        new ServerMessage.Expired(0, "paul", before.id(1), 1));
        assertThat(harness.enter(away).expect(ServerMessage.Expired.class).to())
                .as("who comes later")
                .isEqualTo(before.id());
    }

    @Test
    void anOlderListOfDevicesIsRefusedAndARemovedDeviceEnds() throws Exception {
        var emil = new TestUser("emil").addDevice();
        var second = harness.connect("emil", true).enter(emil, 1, emil.entry(), false);
        var removed = emil.id(1);
        var withBoth = emil.entry();
        var removedKey = emil.key(1);
        var writer = new TestUser("writer");
        var fromWriter = harness.signUp(writer);
        fromWriter.sendAccepted(writer.mail(removed, 1));
        second.expect(ServerMessage.Deliver.class);
        emil.removeDevice(1);
        var first = harness.connect("emil", false).enter(emil, 0, emil.entry(), false);
        assertThat(second.awaitClose()).contains("not on its user's list");
        assertThat(fromWriter.refusal(writer.mail(removed, 2))).isEqualTo(MailRefusal.NO_SUCH_DEVICE);
        var again = harness.connect("emil", false);
        var proof = EntryProof.sign(removedKey, again.nonce(), again.channel().channelBinding());
        again.say(new ClientMessage.Enter(withBoth, removed, proof, false));
        assertThat(again.expect(ServerMessage.Refused.class).reason())
                .as("by the list of before")
                .isEqualTo(EntryRefusal.OLD_DEVICE_LIST);
        var same = new DirectoryEntry(
                "emil", 0, emil.identityKey(), emil.list(3, List.of(emil.key(0), TestUser.signing())), List.of());
        assertThat(refused(harness.connect("emil", false), emil, same).reason())
                .as("another list of the version that the server has")
                .isEqualTo(EntryRefusal.OLD_DEVICE_LIST);
        assertThat(first.channel().isOpen()).isTrue();
    }

    @Test
    void aDeviceThatWasAwayIsLetInByTheNewerListThatNamesIt() throws Exception {
        var emma = new TestUser("emma");
        var before = emma.entry();
        harness.signUp(emma).channel().close();
        emma.addDevice();
        harness.connect("emma", false).enter(emma, 1, emma.entry(), false);
        var returned = harness.connect("emma", false).enter(emma, 0, before, false);
        assertThat(lookup(returned, "emma").verify().devices().version())
                .as("the newer list stays")
                .isEqualTo(emma.entry().verify().devices().version());
    }

    @Test
    void aLaterConnectionOfADeviceEndsTheEarlier() throws Exception {
        var fred = new TestUser("fred");
        var earlier = harness.signUp(fred);
        var later = harness.enter(fred);
        assertThat(earlier.awaitClose()).contains("this device has connected again");
        assertThat(lookup(later, "fred").user()).isEqualTo("fred");
    }

    @Test
    void presenceTellsWhoComesWhoGoesAndWhoseKeysChange() throws Exception {
        var gina = new TestUser("gina");
        var toGina = harness.signUp(gina);
        assertThat(toGina.expect(ServerMessage.Presence.class).users()).contains(new UserPresence("gina", true, 1));
        var hans = new TestUser("hans");
        var toHans = harness.signUp(hans);
        awaitPresence(toGina, new UserPresence("hans", true, 1));
        toHans.say(new ClientMessage.Publish(hans.prekey(0, TestUser.START)));
        awaitPresence(toGina, new UserPresence("hans", true, 2));
        toHans.say(new ClientMessage.Publish(hans.prekey(0, TestUser.START.minus(Duration.ofDays(1)))));
        assertThat(lookup(toHans, "hans").prekeys()).as("not the older one").hasSize(1);
        toHans.close();
        awaitPresence(toGina, new UserPresence("hans", false, 2));
        var published = lookup(toGina, "hans").verify();
        assertThat(published.prekey(hans.id()).orElseThrow().from()).isEqualTo(TestUser.START);
    }

    @Test
    void aPrekeyOfAnotherDeviceEndsTheConnection() throws Exception {
        var ines = new TestUser("ines").addDevice();
        var client = harness.connect("ines", true).enter(ines, 0, ines.entry(), false);
        client.say(new ClientMessage.Publish(ines.prekey(1, TestUser.START)));
        assertThat(client.awaitClose()).contains("a prekey of another device");
    }

    @Test
    void anEntryKeepsTheNewestPrekeys() throws Exception {
        var kim = new TestUser("kim");
        var client = harness.signUp(kim);
        client.say(new ClientMessage.Publish(kim.prekey(0, TestUser.START)));
        var old = kim.entry(kim.prekey(0, TestUser.START.minusSeconds(60)));
        var again = harness.connect("kim", false).enter(kim, 0, old, false);
        var device = kim.id();
        assertThat(lookup(again, "kim").verify().prekey(device).orElseThrow().from())
                .isEqualTo(TestUser.START);
        var fresh = kim.entry(kim.prekey(0, TestUser.START.plusSeconds(60)));
        var third = harness.connect("kim", false).enter(kim, 0, fresh, false);
        assertThat(lookup(third, "kim").verify().prekey(device).orElseThrow().from())
                .isEqualTo(TestUser.START.plusSeconds(60));
    }

    @Test
    void aNameThatTheMessengerDoesNotKnowCannotSignUp() {
        assertThatThrownBy(() -> harness.connect("Not A Name", true))
                .isInstanceOfSatisfying(
                        SecureChannelException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.SIGN_UP_REFUSED));
    }

    @Test
    void whoIsNotInTheDirectoryIsNotInAnAnswer() throws Exception {
        var leo = new TestUser("leo");
        var client = harness.signUp(leo);
        client.say(new ClientMessage.Lookup(7, List.of("nobody", "leo", "leo")));
        var answer = client.expect(ServerMessage.Directory.class);
        assertThat(answer.complete()).isTrue();
        assertThat(answer.request()).isEqualTo(7);
        assertThat(answer.entries()).extracting(DirectoryEntry::user).containsExactly("leo");
    }

    private static ServerMessage.Refused refused(ProtocolClient client, TestUser user, DirectoryEntry entry)
            throws Exception {
        var device = DeviceId.of(user.key(0).publicKey());
        client.say(new ClientMessage.Enter(entry, device, client.proof(user, 0), false));
        return client.expect(ServerMessage.Refused.class);
    }

    private static ChannelBinding otherServersBinding(ProtocolClient client) {
        var own = client.channel().channelBinding();
        var bytes = own.bytes();
        bytes[0] ^= 1;
        return new ChannelBinding(own.type(), bytes);
    }

    private static DirectoryEntry lookup(ProtocolClient client, String user) throws Exception {
        client.say(new ClientMessage.Lookup(1, List.of(user)));
        return client.expect(ServerMessage.Directory.class).entries().get(0);
    }

    private static void awaitPresence(ProtocolClient client, UserPresence wanted) throws Exception {
        boolean told;
        do {
            told = client.expect(ServerMessage.Presence.class).users().contains(wanted);
        } while (!told);
    }
}
