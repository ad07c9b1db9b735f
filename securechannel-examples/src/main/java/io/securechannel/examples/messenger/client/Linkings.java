package io.securechannel.examples.messenger.client;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** The codes that this device has shown: one of them is good, and what has come by an earlier one may still be under way. */
final class Linkings implements AutoCloseable {

    private final Engine engine;
    private final Consumer<String> tell;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Linking> begun = new ArrayList<>();
    private boolean closed;

    Linkings(Engine engine, Consumer<String> tell) {
        this.engine = engine;
        this.tell = tell;
    }

    /** Another code; the one before is good no more. */
    LinkOffer begin(int port) throws ChatException {
        Linking.requireFirst(engine);
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("the messenger is closed");
            }
            begun.forEach(Linking::retire);
            begun.removeIf(Linking::isOver);
            var linking = Linking.begin(engine, port, tell);
            begun.add(linking);
            return linking.offer();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            begun.forEach(Linking::close);
        } finally {
            lock.unlock();
        }
    }
}
