package io.securechannel.examples.messenger.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.auth.scram.ScramCredential;
import io.securechannel.auth.store.CredentialStore;
import io.securechannel.auth.store.User;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.secret.Password;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** While the server's store is lost, nobody is let in, and no name is given to anybody, whatever the users' tables say. */
class LimitedUsersTest {

    private final AtomicBoolean isThere = new AtomicBoolean(true);

    @Test
    void nobodyIsFoundOrAddedWhileTheStoreIsLost() throws Exception {
        try (var store = CredentialStore.inMemory();
                var users = new LimitedUsers(store, 10, isThere::get)) {
            users.add(user("ada"));
            isThere.set(false);
            assertUnavailable(() -> users.find("ada"));
            assertUnavailable(() -> users.find("bob"));
            assertUnavailable(() -> users.add(user("bob")));
            isThere.set(true);
            assertThat(users.find("bob")).isEmpty();
            users.add(user("bob"));
            assertThat(store.names()).containsExactly("ada", "bob");
        }
    }

    private static User user(String name) throws Exception {
        try (var password = Password.copyOf("p".toCharArray())) {
            return User.of(name, ScramCredential.derive(password, ProtocolClient.ITERATIONS), TestUser.START);
        }
    }

    private static void assertUnavailable(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        KeyMaterialException.class,
                        e -> assertThat(e.reason()).isEqualTo(KeyMaterialException.Reason.UNAVAILABLE));
    }
}
