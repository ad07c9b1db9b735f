package io.securechannel.internal.socket;

import io.securechannel.auth.LoginFlow;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.peer.Login;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A server's end of further logins on an open channel: whichever thread receives takes the client's frames, and answers them.
 * One that fails leaves the channel, and the login before it, as they are.
 */
final class StepUpServer implements AuthFrames {

    private final Supplier<LoginFlow> flows;
    private final MessageWriter writer;
    private final Consumer<Login> onLogin;
    private final Consumer<Throwable> onFailure;
    private final Duration timeout;
    private @Nullable LoginFlow flow;
    private LoginBudget budget = new LoginBudget();

    StepUpServer(
            Supplier<LoginFlow> flows,
            MessageWriter writer,
            Consumer<Login> onLogin,
            Consumer<Throwable> onFailure,
            Duration timeout) {
        this.flows = flows;
        this.writer = writer;
        this.onLogin = onLogin;
        this.onFailure = onFailure;
        this.timeout = timeout;
    }

    @Override
    public void arrived(byte[] payload) throws SecureChannelException {
        try {
            var current = flow;
            if (current == null) {
                current = flows.get();
                flow = current;
                budget = new LoginBudget();
            }
            budget.frame();
            budget.took(payload.length);
            var step = current.receive(payload);
            LoginDriver.pause(step.delay(), Deadline.in(timeout));
            var answer = step.message();
            if (answer.isPresent()) {
                writer.answerAuth(answer.get());
            }
            step.throwIfFailed();
            current.login().ifPresent(login -> {
                end();
                onLogin.accept(login);
            });
        } catch (SecureChannelException e) {
            end();
            onFailure.accept(e);
            if (e.reason() == Reason.PROTOCOL_VIOLATION || e.reason() == Reason.INTERRUPTED) {
                throw e;
            }
        } catch (RuntimeException | Error e) {
            end();
            onFailure.accept(e);
            throw e;
        }
    }

    private void end() {
        if (flow != null) {
            flow.close();
            flow = null;
        }
    }
}
