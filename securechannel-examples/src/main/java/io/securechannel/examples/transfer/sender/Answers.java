package io.securechannel.examples.transfer.sender;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.examples.transfer.protocol.Greeting;
import io.securechannel.examples.transfer.protocol.Link;
import io.securechannel.examples.transfer.protocol.Message;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * What the receiver says, read by a thread of its own: it says it while this end is busy with sending, and somebody has to read it, so
 * that neither end ever waits for the other to read. A receiver that talks too much waits until it is heard.
 */
final class Answers implements AutoCloseable {

    static final int WAITING = 1024;

    private final BlockingQueue<Answer> waiting = new ArrayBlockingQueue<>(WAITING);
    private final Link link;
    private final Thread reader;
    private @Nullable Answer last;

    private record Answer(
            @Nullable Message message, @Nullable IOException end) {}

    Answers(Link link) {
        this.link = link;
        this.reader = new Thread(this::read, "answers");
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try {
            IOException end = null;
            while (end == null) {
                try {
                    waiting.put(new Answer(Greeting.next(link), null));
                } catch (IOException e) {
                    end = e;
                } catch (RuntimeException | Error e) {
                    end = new IOException("reading what the receiver says", e); // else the sender would wait for ever
                }
            }
            waiting.put(new Answer(null, end));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // by close()
        }
    }

    /** {@return what has come meanwhile, without waiting} */
    Optional<Message> poll() throws IOException {
        var answer = last != null ? last : waiting.poll();
        return answer == null ? Optional.empty() : Optional.of(message(answer));
    }

    /** {@return the next message} */
    Message take() throws IOException {
        try {
            return message(last != null ? last : waiting.take());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SecureChannelException(Reason.INTERRUPTED, "interrupted", e);
        }
    }

    /** The end stays the end, however often it is asked for. */
    private Message message(Answer answer) throws IOException {
        if (answer.message != null) {
            return answer.message;
        }
        last = answer;
        var end = answer.end == null ? new IOException("the link has ended") : answer.end;
        throw end;
    }

    /** Ends the thread; the link is closed by then, or is closed by this. */
    @Override
    public void close() {
        reader.interrupt();
    }
}
