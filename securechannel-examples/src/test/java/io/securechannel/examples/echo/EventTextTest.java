package io.securechannel.examples.echo;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.event.SecurityEvent;
import io.securechannel.event.SecurityEvent.AccountChange;
import io.securechannel.event.SecurityEvent.Role;
import io.securechannel.peer.Login;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventTextTest {

    private static final Instant NOW = Instant.EPOCH;
    private static final String PEER = "127.0.0.1:50000";

    private final EventText text = new EventText();

    @Test
    void aFurtherStepIsALoginAgain() {
        assertThat(text.of(loggedIn())).isEqualTo(PEER + ": logged in, ada by EXTERNAL");
        assertThat(text.of(loggedIn())).isEqualTo(PEER + ": logged in again, ada by EXTERNAL");
        text.of(new SecurityEvent.Ended(NOW, PEER, Role.SERVER, "closed"));
        assertThat(text.of(loggedIn())).isEqualTo(PEER + ": logged in, ada by EXTERNAL");
    }

    @Test
    void aLockSaysForWhichAddress() {
        assertThat(text.of(new SecurityEvent.AccountChanged(NOW, PEER, "ada", AccountChange.LOCKED)))
                .startsWith(PEER + ": ada, locked for 127.0.0.1 ");
        assertThat(text.of(new SecurityEvent.AccountChanged(NOW, "[::1]:50000", "ada", AccountChange.LOCKED)))
                .contains("ada, locked for [::1] ");
        assertThat(text.of(new SecurityEvent.AccountChanged(NOW, PEER, "ada", AccountChange.SIGNED_UP)))
                .isEqualTo(PEER + ": ada, signed up");
    }

    private static SecurityEvent loggedIn() {
        return new SecurityEvent.LoggedIn(
                NOW, PEER, Role.SERVER, new Login("ada", List.of("EXTERNAL"), Optional.empty(), NOW, Map.of()));
    }
}
