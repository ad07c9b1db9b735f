package io.securechannel.examples.messenger.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.examples.messenger.protocol.ServerMessage;
import io.securechannel.examples.messenger.protocol.UserPresence;
import io.securechannel.framing.CloseReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who is there, where some are at another server. */
class SessionsTest {

    private static final CloseReason END = new CloseReason(CloseReason.NORMAL, "");

    private final TestUser ada = new TestUser("ada").addDevice();
    private final TestUser bob = new TestUser("bob");
    private final Sessions sessions = new Sessions();
    private final Sessions.Session watching = session(bob, 0);

    private Sessions.Session session(TestUser user, int device) {
        return sessions.next(user.name(), user.id(device), new Outbox(8, sessions.liveMail(), 0));
    }

    private void elsewhere(TestUser user, int device, boolean isThere) {
        sessions.elsewhere(new News.Elsewhere(user.name(), user.id(device), isThere));
    }

    @Test
    void aUserIsThereAsLongAsOneDeviceIsAnywhere() throws Exception {
        sessions.enter(watching, 1);
        assertThat(told(watching)).containsExactly(online("bob"));
        elsewhere(ada, 0, true);
        assertThat(told(watching)).containsExactly(online("ada"));
        var here = session(ada, 1);
        sessions.enter(here, 0);
        assertThat(told(here)).containsExactlyInAnyOrder(online("ada"), online("bob"));
        elsewhere(ada, 0, false);
        elsewhere(ada, 0, false); // heard twice
        assertThat(told(watching)).isEmpty();
        sessions.leave(here);
        assertThat(told(watching)).containsExactly(new UserPresence("ada", false, 0));
    }

    @Test
    void aDeviceThatComesToAnotherServerIsOverHereAndStaysThere() throws Exception {
        sessions.enter(watching, 1);
        var here = session(ada, 0);
        sessions.enter(here, 0);
        told(watching);
        elsewhere(ada, 0, true);
        assertThat(here.outbox().hasEnded()).isTrue();
        sessions.leave(here);
        assertThat(told(watching)).as("she has not gone").isEmpty();
        var back = session(ada, 0);
        sessions.enter(back, 0);
        elsewhere(ada, 0, false); // late: it was the session there that ended, when this one began
        assertThat(back.outbox().hasEnded()).isFalse();
        assertThat(told(watching)).isEmpty();
    }

    @Test
    void aDeviceThatIsRemovedIsNotThereAnyMore() throws Exception {
        sessions.enter(watching, 1);
        elsewhere(ada, 0, true);
        elsewhere(ada, 1, true);
        told(watching);
        sessions.changed("ada", 2, Set.of(ada.id(0)));
        assertThat(told(watching)).containsExactly(new UserPresence("ada", true, 2));
        sessions.changed("ada", 3, Set.of(ada.id(1)));
        assertThat(told(watching)).last().isEqualTo(new UserPresence("ada", false, 3));
    }

    @Test
    void whenTheStoreIsLostNobodyIsThere() throws Exception {
        sessions.enter(watching, 1);
        elsewhere(ada, 0, true);
        sessions.endAll(END);
        assertThat(watching.outbox().hasEnded()).isTrue();
        sessions.leave(watching); // does nothing
        var again = session(bob, 0);
        sessions.enter(again, 1);
        assertThat(told(again)).containsExactly(online("bob"));
        assertThat(again.number()).isNotEqualTo(watching.number());
    }

    /** What is put back may be an older database, whose revisions go on from lower ones: whoever looks a user up by them has to hear of each. */
    @Test
    void afterTheStoreWasLostARevisionMayBeLower() throws Exception {
        sessions.enter(watching, 1);
        sessions.enter(session(ada, 0), 7);
        sessions.endAll(END);
        var again = session(bob, 0);
        sessions.enter(again, 1);
        sessions.enter(session(ada, 0), 3);
        assertThat(told(again)).contains(new UserPresence("ada", true, 3));
        sessions.changed("ada", 4, Set.of());
        assertThat(told(again)).containsExactly(new UserPresence("ada", true, 4));
    }

    /** What the session is told about presence, up to now. */
    private static List<UserPresence> told(Sessions.Session session) throws InterruptedException {
        session.outbox().open();
        session.outbox().reply(List.of(new ServerMessage.Accepted(session.device(), 1))); // or it would wait
        var users = new ArrayList<UserPresence>();
        for (var message : session.outbox().take().messages()) {
            if (message instanceof ServerMessage.Presence presence) {
                users.addAll(presence.users());
            }
        }
        return users;
    }

    private static UserPresence online(String user) {
        return new UserPresence(user, true, user.equals("bob") ? 1 : 0);
    }
}
