package io.securechannel.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.auth.ClientLogin;
import io.securechannel.auth.LoginPair;
import io.securechannel.auth.LoginVerifier;
import io.securechannel.auth.scram.ScramCredential;
import io.securechannel.auth.store.CredentialStore;
import io.securechannel.auth.store.User;
import io.securechannel.testkit.ChannelPair;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whom the events of a login that failed name: users, and nobody else. People type passwords where a name belongs. */
@Tag("verify")
@Timeout(30)
class NamesInEventsTest {

    private static final String NOBODY = "password-typed-as-a-name";

    private final List<SecurityEvent> events = Collections.synchronizedList(new ArrayList<>());

    @Test
    void aWrongPasswordNamesTheUserToTheServerAlone() throws Exception {
        var told = lines(LoginPair.password("ada", "wrong-password-that-was-typed"));
        assertThat(told).contains("ada: the password is wrong").doesNotContain("wrong-password-that-was-typed");
        assertThat(events)
                .filteredOn(SecurityEvent.LoginFailed.class::isInstance)
                .extracting(event -> ((SecurityEvent.LoginFailed) event).role() == SecurityEvent.Role.SERVER
                        && StructuredListener.line(event).contains("ada"))
                .containsExactlyInAnyOrder(true, false);
    }

    @Test
    void aNameThatNoUserHasIsNeverWritten() throws Exception {
        assertThat(lines(LoginPair.password(NOBODY, "secret of ada")))
                .contains("login_failed", "LOGIN_REFUSED")
                .doesNotContain(NOBODY)
                .doesNotContain("ada");
    }

    /** All that both ends were told, as events and as lines. */
    private String lines(ClientLogin login) throws Exception {
        try (var users = CredentialStore.inMemory();
                var secret = LoginPair.secret("secret of ada")) {
            users.add(User.of("ada", ScramCredential.derive(secret, 1), Instant.now()));
            var verifier = LoginVerifier.builder()
                    .passwords(users)
                    .insecureIterations(1)
                    .build();
            LoginPair.failing(
                    ChannelPair.clientConfig()
                            .login(login)
                            .listener(events::add)
                            .build(),
                    ChannelPair.serverConfig()
                            .requireLogin(verifier)
                            .listener(events::add)
                            .build());
        }
        var told = new StringBuilder();
        for (var event : List.copyOf(events)) {
            told.append(event).append('\n');
            told.append(LoggingListener.line(event)).append('\n');
            told.append(StructuredListener.line(event)).append('\n');
        }
        return told.toString();
    }
}
