package io.securechannel.examples.messenger.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.examples.messenger.endtoend.Conversation.Broadcast;
import io.securechannel.examples.messenger.endtoend.Conversation.Direct;
import io.securechannel.examples.messenger.endtoend.Conversation.Room;
import io.securechannel.examples.messenger.protocol.DeviceId;
import io.securechannel.examples.messenger.protocol.Mail;
import io.securechannel.examples.messenger.protocol.Octets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConversationTest {

    private static final DeviceId ONE = new DeviceId(Octets.zeros(16));
    private static final DeviceId TWO = new DeviceId(Octets.sha256(new byte[0]).first(16));
    private static final Mail MAIL =
            new Mail(ONE, TWO, 1, Mail.NONE_BEFORE, Octets.zeros(16), Instant.EPOCH, Octets.zeros(0));

    @Test
    void directIsOfTwoInWhateverOrder() {
        assertThat(Direct.between("bob", "ada")).isEqualTo(Direct.between("ada", "bob"));
        assertThat(Direct.between("bob", "ada").other("ada")).isEqualTo("bob");
        assertThat(Direct.between("bob", "ada").other("bob")).isEqualTo("ada");
        assertThatThrownBy(() -> Direct.between("ada", "ada")).hasMessageContaining("two names");
        assertThatThrownBy(() -> new Direct("bob", "ada")).hasMessageContaining("in their order");
        assertThatThrownBy(() -> new Room(Octets.zeros(16))).hasMessageContaining("32 bytes, not 16");
    }

    /** An owner chooses the id of a room, and must not be able to choose what others' direct messages are bound to. */
    @Test
    void aRoomOfAnothersIdIsBoundToSomethingElse() {
        for (var other : List.of(new Broadcast(), Direct.between("bob", "carol"))) {
            var room = new Room(other.hash());
            assertThat(room.hash()).isNotEqualTo(other.hash());
            assertThat(MailContext.tag(room, ONE, TWO, 1)).isNotEqualTo(MailContext.tag(other, ONE, TWO, 1));
            assertThat(MailContext.of(room, "ada", MAIL)).isNotEqualTo(MailContext.of(other, "ada", MAIL));
        }
    }

    @Test
    void aContextIsOfOneConversationSenderRowPlaceAndEnd() {
        var talk = Direct.between("ada", "bob");
        var context = MailContext.of(talk, "ada", MAIL);
        assertThat(context).isNotEqualTo(MailContext.of(new Broadcast(), "ada", MAIL));
        assertThat(context).isNotEqualTo(MailContext.of(talk, "bob", MAIL));
        var others = List.of(
                new Mail(TWO, TWO, 1, Mail.NONE_BEFORE, MAIL.tag(), Instant.EPOCH, MAIL.envelope()),
                new Mail(ONE, ONE, 1, Mail.NONE_BEFORE, MAIL.tag(), Instant.EPOCH, MAIL.envelope()),
                new Mail(ONE, TWO, 2, Mail.NONE_BEFORE, MAIL.tag(), Instant.EPOCH, MAIL.envelope()),
                new Mail(ONE, TWO, 1, MAIL.hash(), MAIL.tag(), Instant.EPOCH, MAIL.envelope()),
                new Mail(ONE, TWO, 1, Mail.NONE_BEFORE, MAIL.tag(), Instant.EPOCH.plusMillis(1), MAIL.envelope()));
        for (var other : others) {
            assertThat(MailContext.of(talk, "ada", other)).isNotEqualTo(context);
            assertThat(other.hash()).isNotEqualTo(MAIL.hash());
        }
    }
}
