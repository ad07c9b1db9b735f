package io.securechannel.internal.socket;

import io.securechannel.auth.LoginFlow;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.peer.Login;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A client's end of further logins on an open channel. Where another thread receives, it passes the server's frames on;
 * otherwise the calling thread reads itself, and keeps the messages that come in between for the next receive.
 */
final class StepUpClient implements AuthFrames {

    /** More than one frame that nobody waits for has no place in a login, whose ends take turns. */
    private static final int MOST_WAITING = 2;

    private static final long LOOK_AGAIN_MILLIS = 20;

    private final MessageReader reader;
    private final MessageWriter writer;

    /** Made by the first login: most channels never have one. */
    private volatile @Nullable BlockingQueue<byte[]> arrived;

    private final ReentrantLock one = new ReentrantLock();

    StepUpClient(MessageReader reader, MessageWriter writer) {
        this.reader = reader;
        this.writer = writer;
    }

    @Override
    public void arrived(byte[] payload) throws SecureChannelException {
        var waiting = arrived;
        if (!one.isLocked() || waiting == null || !waiting.offer(payload)) {
            throw new SecureChannelException(
                    Reason.PROTOCOL_VIOLATION, "the server sends a message of a login that nobody has asked for");
        }
    }

    Login run(LoginFlow flow, Deadline deadline) throws SecureChannelException {
        if (!one.tryLock()) {
            throw new IllegalStateException("another thread is at a further login on this channel: one at a time");
        }
        var answers = new ArrayBlockingQueue<byte[]>(MOST_WAITING);
        arrived = answers;
        var budget = new LoginBudget();
        try (flow) {
            var first = flow.begin();
            if (first.isPresent()) {
                writer.auth(first.get());
            }
            while (flow.login().isEmpty()) {
                var message = next(answers, deadline);
                budget.frame();
                budget.took(message.length);
                var step = flow.receive(message);
                var answer = step.message();
                if (answer.isPresent()) {
                    writer.auth(answer.get());
                }
                step.throwIfFailed();
            }
            return flow.login().get();
        } finally {
            one.unlock();
        }
    }

    private byte[] next(BlockingQueue<byte[]> answers, Deadline deadline) throws SecureChannelException {
        while (true) {
            var waiting = answers.poll();
            if (waiting != null) {
                return waiting;
            }
            if (deadline.passed()) {
                throw LoginDriver.late(
                        new SecureChannelException(Reason.RECEIVE_TIMEOUT, "no answer to a further login"));
            }
            try {
                if (!reader.readUntilAuth(deadline)) {
                    waiting = answers.poll(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
                    if (waiting != null) {
                        return waiting;
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new SecureChannelException(
                        Reason.INTERRUPTED,
                        "the thread was interrupted while it waited for the server's part of a login",
                        e);
            } catch (SecureChannelException e) {
                throw e.reason() == Reason.RECEIVE_TIMEOUT ? LoginDriver.late(e) : e;
            }
        }
    }
}
