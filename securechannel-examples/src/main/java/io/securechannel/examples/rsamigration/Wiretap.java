package io.securechannel.examples.rsamigration;

import io.securechannel.examples.tap.Direction;
import io.securechannel.examples.tap.Observer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.ReentrantLock;

/** Records what crosses one short connection. */
final class Wiretap implements Observer {

    private final ReentrantLock lock = new ReentrantLock();
    private final ByteArrayOutputStream toServer = new ByteArrayOutputStream();
    private final ByteArrayOutputStream toClient = new ByteArrayOutputStream();

    Wiretap() {}

    @Override
    public void arrived(int connection, Direction direction, byte[] bytes) {
        lock.lock();
        try {
            (direction == Direction.CLIENT_TO_SERVER ? toServer : toClient).writeBytes(bytes);
        } finally {
            lock.unlock();
        }
    }

    byte[] fromClient() {
        lock.lock();
        try {
            return toServer.toByteArray();
        } finally {
            lock.unlock();
        }
    }

    int count() {
        lock.lock();
        try {
            return toServer.size() + toClient.size();
        } finally {
            lock.unlock();
        }
    }

    /** {@return whether a text is in one of the directions as it is} */
    boolean holds(String text) {
        lock.lock();
        try {
            return toServer.toString(StandardCharsets.UTF_8).contains(text)
                    || toClient.toString(StandardCharsets.UTF_8).contains(text);
        } finally {
            lock.unlock();
        }
    }
}
