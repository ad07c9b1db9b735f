package io.securechannel.examples.bench;

import io.securechannel.examples.messenger.load.LoadFigures;
import io.securechannel.examples.messenger.load.LoadRun;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The messenger's server in a process of its own, as in production but for the cost of passwords, and clients in this one that send five
 * messages a second each. Before it counts, it does the same for as long, so that it is compiled.
 *
 * @param clients how many
 */
record MessengerTrial(int clients) implements Trial {

    static final String NAME = "messenger";

    private static final Duration PERIOD = Duration.ofMillis(200);
    private static final int SYNCS = 101;
    private static final int BLOCK = 4_096;
    private static final double MIB = 1 << 20;

    @Override
    public String workload() {
        return NAME;
    }

    @Override
    public String contender() {
        return clients + "-clients";
    }

    @Override
    public Map<Metric, Double> measure(Duration time) throws IOException {
        var directory = Files.createTempDirectory("messenger-bench");
        try {
            double sync = sync(directory.resolve("sync"));
            try (var load = LoadRun.open(Files.createDirectory(directory.resolve("server")), clients, PERIOD)) {
                load.run(time);
                var measured = metrics(load.run(time));
                measured.put(Metric.MESSENGER_SYNC, sync);
                return measured;
            }
        } finally {
            delete(directory);
        }
    }

    private static Map<Metric, Double> metrics(LoadFigures figures) {
        var measured = new EnumMap<Metric, Double>(Metric.class);
        measured.put(Metric.MESSENGER_RATE, figures.rate());
        measured.put(Metric.MESSENGER_P50, figures.delivery().p50());
        measured.put(Metric.MESSENGER_P99, figures.delivery().p99());
        measured.put(Metric.MESSENGER_MAX, figures.delivery().max());
        measured.put(Metric.MESSENGER_ACCEPTED_P50, figures.acceptance().p50());
        measured.put(Metric.MESSENGER_ACCEPTED_P99, figures.acceptance().p99());
        measured.put(Metric.MESSENGER_LATE, figures.lateness().p99());
        measured.put(Metric.MESSENGER_SERVER_CORES, figures.serverCores());
        measured.put(Metric.MESSENGER_SERVER_MICROS, figures.serverMicros());
        measured.put(Metric.MESSENGER_CLIENTS_CORES, figures.clientsCores());
        measured.put(Metric.MESSENGER_RESIDENT, figures.server().resident() / MIB);
        measured.put(Metric.MESSENGER_HEAP, figures.server().heap() / MIB);
        measured.put(Metric.MESSENGER_THREADS, (double) figures.server().threads());
        return measured;
    }

    /** {@return the median time, in ms, that the disk takes to append and sync a block, before there is any load} */
    private static double sync(Path file) throws IOException {
        var times = new double[SYNCS];
        try (var channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (int i = 0; i < SYNCS; i++) {
                long start = System.nanoTime();
                channel.write(ByteBuffer.allocate(BLOCK));
                channel.force(false);
                times[i] = (System.nanoTime() - start) / 1e6;
            }
        }
        return Spread.of(Arrays.stream(times).boxed().toList()).median();
    }

    private static void delete(Path directory) throws IOException {
        List<Path> all;
        try (var files = Files.walk(directory)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (var each : all) {
            Files.deleteIfExists(each);
        }
    }
}
