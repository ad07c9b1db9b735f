package io.securechannel.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.auth.store.CredentialStore;
import io.securechannel.auth.store.User;
import io.securechannel.auth.throttle.LoginThrottle.Result;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.secret.Password;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each snippet about the places of users does what the page around it says. */
class UserStoreSnippetsTest {

    @TempDir
    private Path directory;

    @Test
    void eachPlaceOpens() throws KeyMaterialException {
        try (var file = UserStoreSnippets.file(directory)) {
            assertThat(file.names()).isEmpty();
        }
        try (var h2 = UserStoreSnippets.h2(directory)) {
            assertThat(h2.names()).isEmpty();
        }
    }

    @Test
    void aPoolServesStoreAndThrottle() throws KeyMaterialException {
        try (var password = Password.copyOf("secret".toCharArray());
                var database = UserStoreSnippets.pool("jdbc:h2:mem:snippets", password);
                var users = CredentialStore.inMemory()) {
            var throttle = UserStoreSnippets.shared(database);
            var address = InetAddress.getLoopbackAddress();
            for (int i = 0; i < 5; i++) {
                throttle.attempt("ada", address, () -> false);
            }
            assertThat(throttle.attempt("ada", address, () -> true).result()).isEqualTo(Result.LOCKED);
            var ada = new User("ada", Optional.empty(), Optional.empty(), Map.of(), true, Instant.EPOCH, 0);
            users.add(ada);
            assertThat(UserStoreSnippets.unlock(users, throttle))
                    .startsWith("[Lock[user=ada, address=127.0.0.1")
                    .endsWith(" 1");
            assertThat(throttle.attempt("ada", address, () -> true).result()).isEqualTo(Result.ACCEPTED);
        }
    }

    @Test
    void limitsAreSet() throws KeyMaterialException {
        var throttle = UserStoreSnippets.limits();
        for (int i = 0; i < 9; i++) {
            assertThat(throttle.attempt("ada", InetAddress.getLoopbackAddress(), () -> false)
                            .result())
                    .isEqualTo(Result.REFUSED);
        }
        assertThat(throttle.attempt("ada", InetAddress.getLoopbackAddress(), () -> false)
                        .result())
                .isEqualTo(Result.REFUSED_AND_LOCKED);
    }
}
