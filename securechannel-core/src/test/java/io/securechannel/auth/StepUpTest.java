package io.securechannel.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.hostile.LeavesNoThreads;
import io.securechannel.hostile.MoreTime;
import io.securechannel.peer.Login;
import io.securechannel.testkit.ChannelPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Further logins on a channel that is open. */
@ExtendWith(LeavesNoThreads.class)
class StepUpTest {

    private static final int SECONDS = 20;

    /** Each waits for the other; from JDK 25 on, the common pool of two cores has one thread for both. */
    private static final Executor THREADS = work -> {
        var thread = new Thread(work, "step-up-test");
        thread.setDaemon(true);
        thread.start();
    };

    /** What a server's handler does: it receives, which is where it takes logins. */
    private static CompletableFuture<List<String>> serving(ChannelPair pair) {
        var logins = new LinkedHashSet<Login>(Set.of(pair.server().login().orElseThrow()));
        return CompletableFuture.supplyAsync(
                () -> {
                    var lines = new ArrayList<String>();
                    try (var server = pair.server()) {
                        for (var line = server.receiveText(); line.isPresent(); line = server.receiveText()) {
                            lines.add(line.get());
                            logins.add(server.login().orElseThrow());
                            server.sendText(logins.size() + " " + line.get());
                        }
                    } catch (SecureChannelException e) {
                        throw new IllegalStateException(e);
                    }
                    return lines;
                },
                THREADS);
    }

    @Test
    void anotherLoginOfTheSameUserIsAddedToTheFirst() throws Exception {
        var pair = LoginPair.of(LoginPair.ada(), Users.verifier(Users.withAda()));
        var served = serving(pair);
        try (var client = pair.client()) {
            client.sendText("before");
            var login = client.stepUp(LoginPair.ada());
            assertThat(login.mechanisms()).containsExactly("SCRAM-SHA-256-PLUS");
            assertThat(login.binding()).isPresent();
            client.sendText("after");
            assertThat(client.receiveText())
                    .as("kept while the step was under way")
                    .contains("1 before");
            assertThat(client.receiveText()).contains("2 after");
        }
        assertThat(served.get(SECONDS, TimeUnit.SECONDS)).containsExactly("before", "after");
    }

    @Test
    void aWrongPasswordLeavesTheChannelAsItWas() throws Exception {
        var pair = LoginPair.of(LoginPair.ada(), Users.verifier(Users.withAda()));
        var served = serving(pair);
        try (var client = pair.client()) {
            assertThatThrownBy(() -> client.stepUp(LoginPair.password("ada", "wrong")))
                    .isInstanceOfSatisfying(
                            SecureChannelException.class,
                            error -> assertThat(error.reason()).isEqualTo(Reason.LOGIN_REFUSED));
            client.sendText("still here");
            assertThat(client.receiveText()).contains("1 still here");
            client.stepUp(LoginPair.ada());
            client.sendText("again");
            assertThat(client.receiveText()).contains("2 again");
        }
        assertThat(served.get(SECONDS, TimeUnit.SECONDS)).hasSize(2);
    }

    @Test
    void anotherUserIsRefused() throws Exception {
        var users = Users.withAda();
        Users.add(users, "bob", "secret of bob");
        var pair = LoginPair.of(LoginPair.ada(), Users.verifier(users));
        var served = serving(pair);
        try (var client = pair.client()) {
            assertThatThrownBy(() -> client.stepUp(LoginPair.password("bob", "secret of bob")))
                    .isInstanceOfSatisfying(
                            SecureChannelException.class,
                            error -> assertThat(error.reason()).isEqualTo(Reason.LOGIN_REFUSED));
            assertThat(pair.server().peer().user()).contains("ada");
        }
        assertThat(served.get(SECONDS, TimeUnit.SECONDS)).isEmpty();
    }

    @Test
    void aCancelledPromptLeavesTheChannelAsItWas() throws Exception {
        var pair = LoginPair.of(LoginPair.ada(), Users.verifier(Users.withAda()));
        var served = serving(pair);
        try (var client = pair.client()) {
            var cancelled = ChallengeAuth.password("ada", () -> {
                throw new IllegalStateException("cancelled");
            });
            for (int i = 0; i < 20; i++) {
                assertThatThrownBy(() -> client.stepUp(cancelled))
                        .isInstanceOfSatisfying(
                                SecureChannelException.class,
                                error -> assertThat(error.reason()).isEqualTo(Reason.CREDENTIAL_UNUSABLE));
            }
            client.stepUp(LoginPair.ada());
            client.sendText("done");
            assertThat(client.receiveText()).contains("2 done");
        }
        served.get(SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void whileAnotherThreadReceivesItPassesTheFramesOn() throws Exception {
        var pair = LoginPair.of(LoginPair.ada(), Users.verifier(Users.withAda()));
        var served = serving(pair);
        var client = pair.client();
        var received = CompletableFuture.supplyAsync(
                () -> {
                    var lines = new ArrayList<String>();
                    try {
                        for (int i = 0; i < 50; i++) {
                            lines.add(client.receiveText().orElseThrow());
                        }
                    } catch (SecureChannelException e) {
                        throw new IllegalStateException(e);
                    }
                    return lines;
                },
                THREADS);
        for (int i = 0; i < 50; i++) {
            client.sendText("line " + i);
            if (i % 10 == 5) {
                client.stepUp(LoginPair.ada());
            }
        }
        var lines = received.get(SECONDS, TimeUnit.SECONDS);
        assertThat(lines).hasSize(50).startsWith("1 line 0").endsWith("6 line 49");
        client.close();
        assertThat(served.get(SECONDS, TimeUnit.SECONDS)).hasSize(50);
    }

    @Test
    void aServerHasNoFurtherLogin() throws Exception {
        try (var pair = LoginPair.of(LoginPair.ada(), Users.verifier(Users.withAda()))) {
            assertThatThrownBy(() -> pair.server().stepUp(LoginPair.ada())).isInstanceOf(IllegalStateException.class);
        }
        try (var pair = ChannelPair.inMemory()) {
            assertThatThrownBy(() -> pair.client().stepUp(LoginPair.ada()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("login(");
        }
    }

    @Test
    void aServerWhoseClientCannotReadItEndsTheStep() throws Exception {
        // A server that never receives takes no login: the client's deadline ends the wait, and the channel.
        var users = Users.verifier(Users.withAda());
        MoreTime.unlessQuick(Duration.ofMillis(200), timeout -> {
            var pair = LoginPair.of(LoginPair.ada(), users, timeout); // the first login has to be done in that time
            assertThatThrownBy(() -> pair.client().stepUp(LoginPair.ada()))
                    .isInstanceOfSatisfying(
                            SecureChannelException.class,
                            error -> assertThat(error.reason()).isEqualTo(Reason.LOGIN_TIMEOUT));
            assertThat(pair.client().isOpen()).isFalse();
            pair.server().close();
        });
    }
}
