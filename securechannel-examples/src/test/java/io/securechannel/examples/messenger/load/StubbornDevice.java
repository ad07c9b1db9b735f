package io.securechannel.examples.messenger.load;

import io.securechannel.examples.messenger.protocol.ClientMessage;
import io.securechannel.examples.messenger.protocol.Mail;
import io.securechannel.examples.messenger.protocol.ServerMessage;
import io.securechannel.tls.TlsContextFactory;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/** A device that connects again after every cut, and sends again what was not accepted, as a client of the messenger has to. */
final class StubbornDevice implements Closeable {

    private static final Duration RETRY = Duration.ofMillis(50);
    private static final int ACKNOWLEDGES_ONE_IN = 4;
    private static final int MOVES_ONE_IN = 60;

    private final LoadDevice device;
    private final Where where;
    private final Random random;
    private final long meanPause;
    private final List<Mail> patterns = new ArrayList<>();
    private final MailRecord record;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Thread thread;
    private final Map<Integer, Long> acceptedAt = new HashMap<>();
    private boolean talking = true;
    private boolean goodbye;
    private boolean closed;
    private long connections;

    /**
     * Where the servers are, and which ones. Where there are several, it goes from one to another at random, also without a cut.
     *
     * @param ports the same after each start
     * @param trust their authority
     */
    record Where(List<Integer> ports, TlsContextFactory.Client trust) {

        Where {
            ports = List.copyOf(ports);
        }
    }

    StubbornDevice(LoadDevice device, Where where, double perSecond, long seed) {
        this.device = device;
        this.where = where;
        random = new Random(seed);
        meanPause = (long) (1e9 / perSecond);
        record = new MailRecord(device.id());
        thread = new Thread(this::run, "stubborn-" + device.user());
        thread.setDaemon(true);
    }

    LoadDevice device() {
        return device;
    }

    /** Signs up: a server has to be there. */
    void signUp(List<LoadDevice> others) throws IOException {
        for (var other : others) {
            patterns.add(device.seal(other, 1, Mail.NONE_BEFORE, "from " + device.user()));
        }
        LoadConnection.open(device, port(), where.trust(), true).close();
    }

    void start() {
        thread.start();
    }

    <T> T ask(Function<MailRecord, T> question) {
        lock.lock();
        try {
            return question.apply(record);
        } finally {
            lock.unlock();
        }
    }

    /** {@return how often it was let in} */
    long connections() {
        return ask(same -> connections);
    }

    /** {@return how often the server at another port than this one has accepted a mail, also one that it had} */
    long acceptedElsewhere(int port) {
        return ask(same -> acceptedAt.entrySet().stream()
                .filter(each -> each.getKey() != port)
                .mapToLong(Map.Entry::getValue)
                .sum());
    }

    /** Makes no new mails; brings what there is to its end. */
    void drain() {
        change(() -> talking = false);
    }

    /** One last mail to each, behind all others. */
    void sayGoodbye() {
        change(() -> goodbye = true);
    }

    private void change(Runnable what) {
        lock.lock();
        try {
            what.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private boolean isClosed() {
        return ask(same -> closed);
    }

    private void run() {
        while (!isClosed()) {
            int port = port();
            try (var connection = LoadConnection.open(device, port, where.trust(), false)) {
                talk(connection, port);
            } catch (IOException e) {
                pause(RETRY.toNanos());
            }
        }
    }

    private void talk(LoadConnection connection, int port) throws IOException {
        var again = ask(same -> {
            connections++;
            return same.connected();
        });
        var reader = new Thread(() -> read(connection, port), "stubborn-reader");
        reader.setDaemon(true);
        reader.start();
        try {
            for (var mail : again) {
                connection.send(new ClientMessage.Send(mail));
            }
            while (!isClosed() && reader.isAlive() && !moves()) {
                for (var message : next()) {
                    connection.send(message);
                }
                pause((long) (2 * meanPause * random.nextDouble()));
            }
        } finally {
            connection.close();
            join(reader);
        }
    }

    private int port() {
        return where.ports().get(random.nextInt(where.ports().size()));
    }

    private boolean moves() {
        return where.ports().size() > 1 && random.nextInt(MOVES_ONE_IN) == 0;
    }

    private List<ClientMessage> next() {
        lock.lock();
        try {
            var next = new ArrayList<ClientMessage>();
            if (!talking || random.nextInt(ACKNOWLEDGES_ONE_IN) == 0) {
                var numbers = record.acknowledge();
                if (!numbers.isEmpty()) {
                    next.add(new ClientMessage.Acknowledge(numbers));
                }
            }
            if (goodbye) {
                goodbye = false;
                patterns.forEach(each -> next.add(new ClientMessage.Send(record.next(each))));
            } else if (talking) {
                next.add(new ClientMessage.Send(record.next(patterns.get(random.nextInt(patterns.size())))));
            }
            return next;
        } finally {
            lock.unlock();
        }
    }

    private void read(LoadConnection connection, int port) {
        try {
            for (var message = connection.receive(); message.isPresent(); message = connection.receive()) {
                var received = message.get();
                ask(same -> {
                    same.receive(received);
                    if (received instanceof ServerMessage.Accepted) {
                        acceptedAt.merge(port, 1L, Long::sum);
                    }
                    return true;
                });
            }
        } catch (IOException e) {
            change(() -> {}); // the server is gone: the other thread connects again
        }
    }

    private void pause(long nanos) {
        lock.lock();
        try {
            long left = nanos;
            while (left > 0 && !closed) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed = true;
        } finally {
            lock.unlock();
        }
    }

    private static void join(Thread other) {
        try {
            other.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        change(() -> closed = true);
        join(thread);
    }
}
