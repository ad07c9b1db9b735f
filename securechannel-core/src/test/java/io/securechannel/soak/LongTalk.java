package io.securechannel.soak;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Connects at its first step, and again after an error.
 *
 * @param <C> the channel
 */
final class LongTalk<C extends Closeable> implements SoakWorkers.Worker {

    private final Connecting<C> connecting;
    private final Talk<C> talk;
    private @Nullable C open;

    LongTalk(Connecting<C> connecting, Talk<C> talk) {
        this.connecting = connecting;
        this.talk = talk;
    }

    /** Opens a channel. */
    interface Connecting<C> {
        C connect() throws IOException;
    }

    /** What happens once on a channel. */
    interface Talk<C> {
        void on(C channel) throws IOException;
    }

    /** What the talk throws is thrown, whatever closing throws then: a wrong message must not become a connection that was cut. */
    @Override
    public void step() throws IOException {
        var channel = open;
        if (channel == null) {
            channel = connecting.connect();
            open = channel;
        }
        try {
            talk.on(channel);
        } catch (IOException | RuntimeException | Error e) {
            try {
                close();
            } catch (IOException | RuntimeException again) {
                e.addSuppressed(again);
            }
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        var channel = open;
        if (channel != null) {
            open = null;
            channel.close();
        }
    }
}
