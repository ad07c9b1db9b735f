package io.securechannel.examples.messenger.client;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.keys.KeyStoreManager;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The threads of a client: the {@link Link}'s, and one that takes what it reads, sends what follows, and tells the listener. */
final class Worker {

    /** Less than what may be unshown: what is taken is told before more is taken. */
    private static final int MOST_AT_ONCE = 64;

    private final Engine engine;
    private final KeyStoreManager keys;
    private final ChatListener listener;
    private final BlockingQueue<Input> inbox = new ArrayBlockingQueue<>(1_024);
    private final ReentrantLock lock = new ReentrantLock();
    private volatile boolean closed;
    /** Nothing can be kept: nothing is taken, and nothing tried, until the user starts it again. */
    private volatile boolean refused;

    private @Nullable Thread working;
    private @Nullable Thread linked;
    private @Nullable Link link;

    Worker(Engine engine, KeyStoreManager keys, ChatListener listener) {
        this.engine = engine;
        this.keys = keys;
        this.listener = listener;
    }

    boolean isClosed() {
        return closed;
    }

    /** Starts what does not run: all at first, the link after it was refused. */
    void start() {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("the messenger is closed");
            }
            if (linked != null && linked.isAlive()) {
                return;
            }
            if (refused) {
                inbox.clear(); // of the connection that was given up
                refused = false;
            }
            var sockets = new CuttableSockets();
            link = new Link(engine, new Entrance(engine.desk().settings(), keys, sockets), sockets, inbox);
            linked = thread(link, "link");
            if (working == null) {
                working = thread(this::work, "worker");
            }
        } finally {
            lock.unlock();
        }
    }

    private Thread thread(Runnable work, String name) {
        var thread = new Thread(work, "messenger " + engine.desk().user() + " " + name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** There may be something to send or to tell. If the queue is full, the worker is awake. */
    void wake() {
        if (!inbox.offer(new Input.Wake())) {
            Thread.onSpinWait();
        }
    }

    private void work() {
        try {
            output(); // what the last time has left untold comes first
            while (!closed) {
                turn();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // by a stranger: the thread is nobody else's
        }
    }

    private void turn() throws InterruptedException {
        long tick = engine.hasMore() ? 0 : engine.desk().settings().tick().toMillis();
        var first = inbox.poll(tick, TimeUnit.MILLISECONDS);
        var inputs = new ArrayList<Input>();
        if (first != null) {
            inputs.add(first);
            inbox.drainTo(inputs, MOST_AT_ONCE - 1);
        }
        take(inputs);
        output();
    }

    private void output() {
        var output = engine.output();
        output.connection().ifPresent(connection -> {
            connection.send(output.messages());
            if (output.cut()) {
                connection.cut();
            }
        });
        output.events().forEach(this::tell); // what a user has seen is acknowledged, as far as the connection goes
    }

    /** What cannot be kept was not acknowledged: it comes again when the key store can be written again, and the user starts it. */
    private void take(List<Input> inputs) {
        if (refused) {
            return;
        }
        try {
            engine.take(inputs);
        } catch (KeyMaterialException e) {
            refuse("the key store cannot be written: " + e.getMessage());
        } catch (RuntimeException e) {
            System.getLogger(Worker.class.getName()).log(System.Logger.Level.ERROR, "a defect of the messenger", e);
            refuse("a defect of the messenger: " + e.getClass().getSimpleName());
        }
    }

    private void refuse(String why) {
        lock.lock();
        try {
            refused = true;
            if (link != null) {
                link.close();
            }
            engine.stop(why);
        } finally {
            lock.unlock();
        }
    }

    private void tell(ChatEvent event) {
        try {
            listener.on(event);
            if (!listener.showsLater()) {
                engine.told(event);
            }
        } catch (RuntimeException e) {
            System.getLogger(Worker.class.getName())
                    .log(
                            System.Logger.Level.WARNING,
                            "a listener failed on " + event.getClass().getSimpleName(),
                            e);
        }
    }

    /** Ends both threads. The first who asks for that tells what is left. */
    void close() {
        Thread first;
        Thread second;
        boolean was;
        lock.lock();
        try {
            was = closed;
            closed = true;
            if (link != null) {
                link.close();
            }
            first = linked;
            second = working;
        } finally {
            lock.unlock();
        }
        wake();
        end(first);
        end(second);
        if (!was) {
            engine.output().events().forEach(this::tell);
            tell(new ChatEvent.ConnectionChanged(ConnectionState.CLOSED, "closed"));
        }
    }

    /** Waits, without an interrupt, which could end the writing of a file. */
    private static void end(@Nullable Thread thread) {
        if (thread == null || thread == Thread.currentThread()) {
            return;
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
