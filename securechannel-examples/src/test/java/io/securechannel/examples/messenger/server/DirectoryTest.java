package io.securechannel.examples.messenger.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.examples.messenger.protocol.ClientMessage;
import io.securechannel.examples.messenger.protocol.DeviceId;
import io.securechannel.examples.messenger.protocol.DirectoryEntry;
import io.securechannel.examples.messenger.protocol.Octets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is decided upon where another server has decided too. */
class DirectoryTest {

    private final TestUser ada = new TestUser("ada");
    private final TestUser eve = new TestUser("eve");
    private final Directory directory = new Directory(List.of(), Map.of(), 2);

    private static DirectoryEntry stored(TestUser user, long revision) throws Exception {
        var entry = user.entry();
        return new DirectoryEntry(user.name(), revision, entry.identityKey(), entry.devices(), entry.prekeys());
    }

    private Directory.Decision enter(TestUser user) throws Exception {
        var enter = new ClientMessage.Enter(user.entry(), user.id(), Octets.zeros(64), false);
        return directory.enter(enter, user.entry().verify());
    }

    @Test
    void whatAnotherServerHasTakenIsKnown() throws Exception {
        assertThat(directory.renew(stored(ada, 3), Set.of(ada.id()))).isEmpty();
        assertThat(directory.find("ada").orElseThrow().revision()).isEqualTo(3);
        assertThat(enter(ada)).isInstanceOf(Directory.Decision.Unchanged.class);
        assertThat(enter(new TestUser("ada"))).as("another identity").isInstanceOf(Directory.Decision.Refused.class);
        assertThat(directory.renew(stored(ada, 2), Set.of())).as("older").isEmpty();
        assertThat(directory.find("ada").orElseThrow().revision()).isEqualTo(3);
    }

    @Test
    void aDeviceMayGoFromOneUserToAnotherInAnyOrderOfTheNews() throws Exception {
        DeviceId device = ada.id();
        directory.renew(stored(ada, 1), Set.of(device));
        directory.renew(stored(eve, 1), Set.of(device, eve.id()));
        assertThat(directory.renew(stored(ada, 2), Set.of())).containsExactly(device);
        assertThat(enter(ada)).as("by now it is eve's").isInstanceOf(Directory.Decision.Refused.class);
    }

    @Test
    void usersOfBothAreCounted() throws Exception {
        directory.renew(stored(ada, 1), Set.of(ada.id()));
        assertThat(enter(eve)).isInstanceOf(Directory.Decision.Changed.class);
        assertThat(enter(new TestUser("third"))).isInstanceOf(Directory.Decision.Refused.class);
    }

    /** Decided upon, and then the store was lost before it had it. */
    @Test
    void whatDidNotComeToBeIsForgotten() throws Exception {
        directory.renew(stored(ada, 1), Set.of(ada.id()));
        assertThat(enter(eve)).isInstanceOf(Directory.Decision.Changed.class);
        directory.reset(List.of(stored(ada, 1)), Map.of(ada.id(), "ada"));
        assertThat(directory.find("eve")).isEmpty();
        assertThat(enter(eve)).isInstanceOf(Directory.Decision.Changed.class);
        assertThat(enter(ada)).isInstanceOf(Directory.Decision.Unchanged.class);
    }

    @Test
    void ownersFollowTheLists() {
        var owners = new Owners(Map.of(ada.id(), "ada"));
        owners.set("eve", Set.of(eve.id(), ada.id()));
        assertThat(owners.userOf(ada.id())).isEqualTo("eve");
        owners.set("ada", Set.of());
        assertThat(owners.userOf(ada.id())).as("it was not ada's any more").isEqualTo("eve");
        owners.set("eve", Set.of(eve.id()));
        assertThat(owners.has(ada.id())).isFalse();
        assertThat(owners.add(eve.id(), "ada")).isFalse();
        owners.remove(eve.id());
        assertThat(owners.add(eve.id(), "ada")).isTrue();
    }
}
