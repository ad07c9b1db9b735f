package io.securechannel.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.auth.store.CredentialStore;
import io.securechannel.auth.throttle.LoginThrottle;
import io.securechannel.auth.throttle.ThrottleLimits;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.event.SecurityEvent.LoginsUnavailable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A6: what cannot be looked up, or counted, lets nobody in, says so, and works again when it does. */
@Tag("verify")
class LoginsUnavailableTest {

    private final Ada ada = new Ada().withSecondStep();
    private final AtomicReference<@Nullable Exception> trouble = new AtomicReference<>();
    private String broken = "";

    @AfterEach
    void close() {
        ada.close();
    }

    static List<Exception> troubles() {
        return List.of(
                new KeyMaterialException(KeyMaterialException.Reason.UNAVAILABLE, "the database does not answer"),
                new IllegalStateException("a bug of the store"));
    }

    @ParameterizedTest
    @MethodSource("troubles")
    void aStoreThatFailsLetsNobodyInAndRecovers(Exception what) {
        for (var method : List.of("find", "secret", "iterationCounts", "takeTimeStep", "update")) {
            ada.pass(Duration.ofSeconds(60));
            broken = method;
            trouble.set(what);
            var verifier = verifier();
            assertUnavailable(FlowPair.run(ada.fullLogin(), verifier), what);
            trouble.set(null);
            ada.pass(Duration.ofSeconds(60)); // a code that was taken does not serve again
            var recovered = FlowPair.run(ada.codedLogin(), verifier);
            assertThat(recovered.serverIn()).as(method).isTrue();
            assertThat(recovered.events).noneMatch(LoginsUnavailable.class::isInstance);
        }
    }

    @ParameterizedTest
    @MethodSource("troubles")
    void aThrottleThatFailsLetsNobodyInAndRecovers(Exception what) {
        trouble.set(what);
        var verifier = ada.builder().throttle(throttle()).build();
        assertUnavailable(FlowPair.run(ada.codedLogin(), verifier), what);
        var wrong = FlowPair.run(LoginPair.password("ada", "wrong"), verifier);
        assertUnavailable(wrong, what);
        trouble.set(null);
        assertThat(FlowPair.run(ada.codedLogin(), verifier).serverIn()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("troubles")
    void aTokenIsNotTakenWhileItsUserCannotBeLookedUp(Exception what) {
        broken = "find";
        var verifier = verifier();
        var login = ada.login().withCode(ada::code).keepingReconnectToken(ada.kept::set);
        assertThat(FlowPair.run(login, verifier).serverIn()).isTrue();
        trouble.set(what);
        var byToken = ChallengeAuth.reconnect(ada.kept.get());
        assertUnavailable(FlowPair.run(byToken, verifier), what);
        trouble.set(null);
        assertThat(FlowPair.run(byToken, verifier).serverIn()).isTrue();
    }

    private static void assertUnavailable(FlowPair pair, Exception what) {
        assertThat(pair.serverIn()).isFalse();
        assertThat(pair.clientIn()).isFalse();
        assertThat(pair.serverReason()).isEqualTo(Reason.LOGIN_UNAVAILABLE);
        assertThat(pair.clientReason()).isEqualTo(Reason.LOGIN_UNAVAILABLE);
        assertThat(pair.serverError).hasMessageContaining("nobody is let in");
        assertThat(pair.clientError).hasMessageNotContaining(String.valueOf(what.getMessage()));
        var told = pair.events.stream()
                .filter(LoginsUnavailable.class::isInstance)
                .map(event -> ((LoginsUnavailable) event).error())
                .toList();
        assertThat(told).hasSize(1);
        assertThat(pair.serverError).hasCause(told.get(0));
        if (what instanceof KeyMaterialException) {
            assertThat(told.get(0)).isSameAs(what);
        } else { // its words may hold a database's password
            assertThat(told.get(0))
                    .hasMessageContaining(what.getClass().getName())
                    .hasMessageNotContaining(String.valueOf(what.getMessage()))
                    .hasNoCause();
        }
    }

    private LoginVerifier verifier() {
        return ada.builder().passwords(store()).build();
    }

    private CredentialStore store() {
        return (CredentialStore) Proxy.newProxyInstance(
                CredentialStore.class.getClassLoader(),
                new Class<?>[] {CredentialStore.class},
                (proxy, method, arguments) -> {
                    var now = trouble.get();
                    if (now != null && method.getName().equals(broken)) {
                        throw now;
                    }
                    try {
                        return method.invoke(ada.users, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private LoginThrottle throttle() {
        var sound = LoginThrottle.inMemory(ThrottleLimits.DEFAULTS, ada.clock());
        return new LoginThrottle() {
            @Override
            public Attempt attempt(String user, InetAddress address, BooleanSupplier proof)
                    throws KeyMaterialException {
                var now = trouble.get();
                if (now instanceof KeyMaterialException known) {
                    throw known;
                }
                if (now instanceof RuntimeException unchecked) {
                    throw unchecked;
                }
                return sound.attempt(user, address, proof);
            }

            @Override
            public int unlock(String user) throws KeyMaterialException {
                return sound.unlock(user);
            }

            @Override
            public List<Lock> locked() throws KeyMaterialException {
                return sound.locked();
            }
        };
    }
}
