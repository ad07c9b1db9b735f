package io.securechannel.soak;

import io.securechannel.SecureChannel;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** A client's end whose messages are {@link Numbered}, and whose answers have to be the same. */
final class SoakChannel implements Closeable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int PIECE = 500;

    /** Over Noise, each direction has a new key then; a message is a record at least. */
    private static final int RECORDS_A_KEY = 65_536;

    private static final long PAUSE_NANOS = 5_000_000;

    private final SecureChannel channel;
    private final SoakWorkers workers;
    private final Duration patience;
    private int sent;
    private int received;

    SoakChannel(SecureChannel channel, SoakWorkers workers) {
        this(channel, workers, PATIENCE);
    }

    SoakChannel(SecureChannel channel, SoakWorkers workers, Duration patience) {
        this.channel = channel;
        this.workers = workers;
        this.patience = patience;
    }

    /** Sends messages, each in a record of its own, and waits for all their answers. */
    void exchange(int messages, int length) throws IOException {
        for (int i = 0; i < messages; i++) {
            send(length);
        }
        for (int i = 0; i < messages; i++) {
            receive();
        }
    }

    /** Sends one message in small pieces, with pauses. */
    void exchangeSlowly(int length) throws IOException {
        var message = Numbered.message(sent++, length);
        try (var stream = channel.openMessage()) {
            for (int at = 0; at < length; at += PIECE) {
                stream.write(message, at, Math.min(PIECE, length - at));
                stream.flush();
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            stream.complete();
        }
        workers.countBytes(length);
        receive();
    }

    void send(int length) throws IOException {
        channel.send(Numbered.message(sent++, length));
        workers.countBytes(length);
        if (sent % RECORDS_A_KEY == 0) {
            var version = channel.protocol().version();
            workers.countStep(RECORDS_A_KEY + " records of a " + version + " client");
            var records = channel.statistics().records();
            if (records.keysReplacedSending() > 0 && records.keysReplacedReceiving() > 0) {
                workers.countStep("new keys in both directions of a " + version + " client");
            }
        }
    }

    private void receive() throws IOException {
        var answer = channel.receive(patience)
                .orElseThrow(() -> new SecureChannelException(Reason.CLOSED_BY_PEER, "the server has closed in order"));
        Numbered.require(received++, answer);
        workers.countBytes(answer.length);
    }

    SecureChannel channel() {
        return channel;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
