package io.securechannel.internal.socket;

import io.securechannel.auth.LoginFlow;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.peer.Login;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Moves the messages of a login between its flow and AUTH frames, at the start of a channel. */
final class LoginDriver {

    private final MessageReader reader;
    private final MessageWriter writer;
    private final Deadline deadline;

    LoginDriver(MessageReader reader, MessageWriter writer, Deadline deadline) {
        this.reader = reader;
        this.writer = writer;
        this.deadline = deadline;
    }

    /**
     * Runs a login to its end.
     *
     * @throws SecureChannelException why it failed; the peer has been told what it may know, and the channel is open still
     */
    Login run(LoginFlow flow) throws SecureChannelException {
        var budget = new LoginBudget();
        try (flow) {
            var first = flow.begin();
            if (first.isPresent()) {
                writer.auth(first.get());
            }
            while (flow.login().isEmpty()) {
                var step = flow.receive(received(budget));
                pause(step.delay(), deadline);
                var answer = step.message();
                if (answer.isPresent()) {
                    writer.auth(answer.get());
                }
                step.throwIfFailed();
            }
            return flow.login().get();
        }
    }

    private byte[] received(LoginBudget budget) throws SecureChannelException {
        try {
            return reader.receiveAuth(deadline, budget);
        } catch (SecureChannelException e) {
            throw e.reason() == Reason.RECEIVE_TIMEOUT ? late(e) : e;
        }
    }

    static SecureChannelException late(SecureChannelException cause) {
        return new SecureChannelException(
                Reason.LOGIN_TIMEOUT,
                "the login was not finished in time (loginTimeout): the peer is silent. A server that requires no login never"
                        + " offers one: has it requireLogin(…)?",
                cause);
    }

    /** Waits before an answer, so that guessing takes its time; it ends with the deadline at the latest. */
    static void pause(Duration delay, Deadline deadline) throws SecureChannelException {
        if (delay.isZero()) {
            return;
        }
        var until = Deadline.in(delay).orSooner(deadline);
        while (!until.passed()) {
            LockSupport.parkNanos(until.nanosLeft());
            if (Thread.currentThread().isInterrupted()) {
                throw new SecureChannelException(
                        Reason.INTERRUPTED, "the thread was interrupted while a login was being slowed down");
            }
        }
    }
}
