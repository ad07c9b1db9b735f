package io.securechannel.examples.messenger.load;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.messenger.protocol.Mail;
import io.securechannel.peer.Trust;
import io.securechannel.tls.TlsContextFactory;
import java.io.Closeable;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * A server in a process of its own, and clients in this one, in a ring: each sends to the next. Their envelopes were sealed before, and are
 * real: signed, to an X-Wing key, with a payload of 256 bytes.
 */
public final class LoadRun implements Closeable {

    private static final int SENDERS = 2;
    private static final int ENVELOPES = 3;
    private static final long SEED = 7;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ServerProcess server;
    private final Duration period;
    private final List<LoadClient> clients = new ArrayList<>();
    private final long[] phases;
    private final ExecutorService senders = Executors.newFixedThreadPool(SENDERS, task -> {
        var thread = new Thread(task, "load-sender");
        thread.setDaemon(true);
        return thread;
    });

    private LoadRun(ServerProcess server, int clients, Duration period) {
        this.server = server;
        this.period = period;
        phases = new Random(SEED).longs(clients, 0, period.toNanos()).sorted().toArray();
    }

    /**
     * Starts the server, signs users up, and lets them enter.
     *
     * @param directory for what the server keeps, empty
     * @param count of clients, 2 or more
     * @param period each sends once in it
     * @return ready
     * @throws IOException if the server does not want
     */
    public static LoadRun open(Path directory, int count, Duration period) throws IOException {
        var run = new LoadRun(ServerProcess.start(directory, 0, List.of()), count, period);
        try {
            run.enter(TlsContextFactory.forClient(Trust.only(LoadServer.authority(directory))), count);
            return run;
        } catch (KeyMaterialException e) {
            run.close();
            throw new IOException("no keys for the load", e);
        } catch (IOException | RuntimeException e) {
            run.close();
            throw e;
        }
    }

    private void enter(TlsContextFactory.Client trust, int count) throws IOException, KeyMaterialException {
        var devices = new ArrayList<LoadDevice>();
        for (int i = 0; i < count; i++) {
            devices.add(new LoadDevice(i));
        }
        var idle = new LoadTally(count, 0);
        inParallel(IntStream.range(0, count).boxed().toList(), i -> {
            var device = devices.get(i);
            var sealed = sealed(device, devices.get((i + 1) % count));
            var connection = LoadConnection.open(device, server.port(), trust, true);
            var client = new LoadClient(i, (i + count - 1) % count, connection, sealed, idle);
            client.start();
            return client;
        });
        devices.forEach(LoadDevice::close);
    }

    private interface Work {
        LoadClient of(int number) throws IOException;
    }

    private void inParallel(List<Integer> numbers, Work work) throws IOException {
        var opened = new ArrayList<Future<LoadClient>>();
        numbers.forEach(each -> opened.add(senders.submit(() -> work.of(each))));
        for (var each : opened) {
            clients.add(get(each));
        }
    }

    private static List<Mail> sealed(LoadDevice device, LoadDevice addressee) {
        var sealed = new ArrayList<Mail>();
        for (int i = 0; i < ENVELOPES; i++) {
            sealed.add(device.seal(addressee, i + 1, Mail.NONE_BEFORE, "message " + i));
        }
        return sealed;
    }

    /**
     * Sends for some time, and waits until all was delivered.
     *
     * @param time for how long
     * @return what was measured
     * @throws IOException if the load is too much, or the server does anything wrong
     */
    public LoadFigures run(Duration time) throws IOException {
        int each = (int) Math.max(1, time.toNanos() / period.toNanos());
        var tally = new LoadTally(clients.size(), each);
        clients.forEach(client -> client.count(tally));
        var before = server.used(false);
        long clientsBefore = processCpu();
        long start = System.nanoTime();
        var sending = new ArrayList<Future<Long>>();
        for (int i = 0; i < SENDERS; i++) {
            int first = i;
            sending.add(senders.submit(() -> send(tally, first, start, each)));
        }
        for (var sender : sending) {
            get(sender);
        }
        tally.await(PATIENCE);
        long nanos = System.nanoTime() - start;
        long clientsCpu = processCpu() - clientsBefore;
        var after = server.used(false);
        var collected = server.used(true);
        return new LoadFigures(
                tally.messages(),
                Duration.ofNanos(nanos),
                tally.delivery(),
                tally.acceptance(),
                tally.lateness(),
                new ServerProcess.Used(after.cpu() - before.cpu(), collected.heap(), after.resident(), after.threads()),
                clientsCpu);
    }

    /** Every second client or so, at its moment. */
    private long send(LoadTally tally, int first, long start, int each) throws IOException {
        for (int message = 0; message < each; message++) {
            for (int client = first; client < clients.size() && !tally.failed(); client += SENDERS) {
                long due = start + message * period.toNanos() + phases[client];
                for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                    LockSupport.parkNanos(wait);
                }
                clients.get(client).send(due);
            }
        }
        return each;
    }

    private static <T> T get(Future<T> future) throws IOException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new IOException("the load failed: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static long processCpu() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    @Override
    public void close() throws IOException {
        try (server) {
            for (var client : clients) {
                client.close();
            }
        } finally {
            senders.shutdownNow();
        }
    }
}
