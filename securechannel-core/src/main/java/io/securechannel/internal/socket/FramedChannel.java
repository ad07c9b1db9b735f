package io.securechannel.internal.socket;

import io.securechannel.auth.LoginFlow;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.framing.CloseReason;
import io.securechannel.framing.Framing;
import io.securechannel.peer.Login;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Messages in both directions over one driver, and what happens to the channel when one of them fails. */
public final class FramedChannel {

    /** How long a failed write looks for the peer's reason. */
    private static final Duration LOOK_FOR_REASON = Duration.ofMillis(250);

    /** How long one channel may hold up the stop of a whole server. */
    private static final Duration DRAIN = Duration.ofMillis(100);

    private static final int COPIED_AT_ONCE = 64 << 10;

    private final ChannelDriver driver;
    private final MessageWriter writer;
    private final MessageReader reader;
    private final UnaryOperator<SecureChannelException> told;
    private final StepUpClient stepUps;

    /** Until when a peer that has been told that this side is going away may end its own direction. */
    private volatile Deadline answerDue = Deadline.NEVER;

    /**
     * @param driver after its handshake
     * @param framing the limit
     * @param told is given what a stream of this channel is about to throw, and gives the error that is thrown
     */
    public FramedChannel(ChannelDriver driver, Framing.Messages framing, UnaryOperator<SecureChannelException> told) {
        this.told = told;
        this.driver = driver;
        this.writer = new MessageWriter(driver.writer(), framing);
        this.reader = new MessageReader(driver.reader(), writer, framing);
        this.stepUps = new StepUpClient(reader, writer);
        reader.onStreamFailure(error -> told.apply(reactedTo(error)));
    }

    /** {@return the sending side, for its statistics} */
    public MessageWriter writer() {
        return writer;
    }

    /** {@return the receiving side, for its statistics and the reason of the peer's close} */
    public MessageReader reader() {
        return reader;
    }

    /**
     * Runs the login that opens the channel.
     *
     * @throws SecureChannelException why it failed; the channel is closed
     */
    public Login login(LoginFlow flow, Duration timeout) throws SecureChannelException {
        try {
            return new LoginDriver(reader, writer, Deadline.in(timeout)).run(flow);
        } catch (SecureChannelException e) {
            throw endedByLogin(explained(e));
        } catch (RuntimeException | Error e) {
            driver.abandon();
            throw e;
        }
    }

    /** Lets the peer, a client, log in further from now on. */
    public void serveStepUps(
            Supplier<LoginFlow> flows, Duration timeout, Consumer<Login> onLogin, Consumer<Throwable> onFailure) {
        reader.onAuth(new StepUpServer(flows, writer, onLogin, onFailure, timeout));
    }

    /** Says what becomes of a server that asks for a login. */
    public void onAuth(AuthFrames taker) {
        reader.onAuth(taker);
    }

    /**
     * Logs in further on a channel that is open.
     *
     * @throws SecureChannelException LOGIN_REFUSED and its like leave the channel as it is; trouble of the wire, and a login
     *     that is not finished in time, close it
     */
    public Login stepUp(LoginFlow flow, Duration timeout) throws SecureChannelException {
        reader.onAuth(stepUps);
        try {
            return stepUps.run(flow, Deadline.in(timeout));
        } catch (SecureChannelException e) {
            switch (e.reason()) {
                case LOGIN_REFUSED,
                        LOGIN_NOT_OFFERED,
                        LOGIN_REQUIRED,
                        LOGIN_UNAVAILABLE,
                        CREDENTIAL_UNUSABLE,
                        LOGIN_COST_REFUSED,
                        SIGN_UP_REFUSED,
                        BINDING_UNAVAILABLE -> throw e;
                default -> throw endedByLogin(explained(e));
            }
        }
    }

    private SecureChannelException endedByLogin(SecureChannelException error) {
        switch (error.reason()) {
            case PROTOCOL_VIOLATION, MESSAGE_TOO_LARGE, IDLE_TIMEOUT -> {
                return reactedTo(error);
            }
            case CONNECTION_CUT, IO_FAILURE, CORRUPT_RECORD, CLOSED, INTERRUPTED, WRITE_TIMEOUT -> driver.fail();
            case LOGIN_TIMEOUT -> fail(CloseReason.TIMED_OUT, "the login took too long");
            default -> fail(CloseReason.LOGIN_FAILED, "");
        }
        return error;
    }

    /** Sends, or queues, one message. */
    public void send(byte[] message, boolean flush) throws SecureChannelException {
        try {
            writer.send(message, flush);
        } catch (SecureChannelException e) {
            var told = explained(e);
            if (writer.torn() && !driver.writer().failed()) {
                driver.fail(); // the peer must not take what follows for the rest of this message
            }
            throw told;
        }
    }

    /** Sends what has been queued. */
    public void flush() throws SecureChannelException {
        try {
            writer.flush();
        } catch (SecureChannelException e) {
            throw explained(e);
        }
    }

    /** Sends all that a stream gives as one message; when reading it fails, the channel is closed. */
    public void send(InputStream content) throws IOException {
        var message = openMessage();
        try {
            var buffer = new byte[COPIED_AT_ONCE];
            for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
                message.write(buffer, 0, count);
            }
            message.complete();
        } catch (SecureChannelException e) {
            throw explained(e);
        } finally {
            message.giveUp();
        }
    }

    /** Begins a message of unknown length. */
    public MessageOutput openMessage() throws SecureChannelException {
        return writer.openMessage(() -> {
            driver.fail();
            writer.endStreaming();
        });
    }

    /** Waits for a message. */
    public Optional<byte[]> receive(Deadline deadline) throws SecureChannelException {
        try {
            return reader.receive(deadline);
        } catch (SecureChannelException e) {
            throw reactedTo(e);
        }
    }

    /** Waits for a message, as a stream. */
    public Optional<InputStream> receiveStream(Deadline deadline) throws SecureChannelException {
        try {
            return reader.receiveStream(deadline);
        } catch (SecureChannelException e) {
            throw reactedTo(e);
        }
    }

    /** Ends this direction in order; the other goes on. */
    public void closeOutput() throws SecureChannelException {
        if (driver.writer().closed()) {
            return;
        }
        flush();
        var deadline = driver.closeDeadline();
        writer.close(new CloseReason(CloseReason.NORMAL, ""), deadline);
        driver.closeOutput(deadline);
    }

    /** Closes in order, and tells the peer why. */
    public void close(CloseReason reason) throws SecureChannelException {
        driver.close(deadline -> writer.close(reason, deadline));
    }

    /**
     * Lets the message at hand, and its answer, come to their end: a thread that waits between two messages sees the end
     * now, one that is busy with a message when it asks for the next. It does not wait for either, and is
     * called again until the channel is done: a thread may have asked for the next message in this very moment.
     */
    public void drain(CloseReason reason) throws SecureChannelException {
        reader.drain();
        if (!reader.waitsBetweenMessages()) {
            return;
        }
        if (!driver.writer().closed()) {
            var deadline = Deadline.in(DRAIN);
            writer.close(reason, deadline);
            driver.closeOutput(deadline);
            answerDue = driver.closeDeadline();
        } else if (answerDue.passed()) {
            driver.closeInput(); // the peer does not end its direction: wake the thread that waits for that
        }
    }

    /** {@return what a streamed message that failed to be sent throws} */
    public SecureChannelException streamFailed(SecureChannelException error) {
        return told.apply(explained(error));
    }

    private SecureChannelException explained(SecureChannelException error) {
        boolean cut = error.reason() == Reason.CONNECTION_CUT || error.reason() == Reason.IO_FAILURE;
        return cut ? reader.explained(error, Deadline.in(LOOK_FOR_REASON)) : error;
    }

    private SecureChannelException reactedTo(SecureChannelException error) {
        switch (error.reason()) {
            case RECEIVE_TIMEOUT, CLOSED_BY_PEER, CLOSED -> {
                // the channel is as good as before, or has been closed in order
            }
            case MESSAGE_TOO_LARGE -> fail(CloseReason.MESSAGE_TOO_LARGE, error.getMessage());
            case PROTOCOL_VIOLATION -> fail(CloseReason.PROTOCOL_ERROR, error.getMessage());
            case IDLE_TIMEOUT -> fail(CloseReason.TIMED_OUT, "idle for too long");
            case LOGIN_REQUIRED -> fail(CloseReason.LOGIN_FAILED, "no login is set up at the client");
            default -> driver.fail();
        }
        return error;
    }

    private void fail(int code, String text) {
        driver.fail(deadline -> writer.close(CloseReason.shortened(code, text), deadline));
    }
}
