package io.securechannel.soak;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/** What a run has used, from time to time, in a file that grows with it. */
final class SoakSamples implements AutoCloseable {

    /** An explicit collection stops the traffic for a moment, so not every sample has one. */
    private static final int SAMPLES_A_COLLECTION = 3;

    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final double MOST_GROWTH = 1.1;

    /**
     * One of them.
     *
     * @param millis since the run began
     * @param heapUsed bytes, with what is garbage
     * @param heapAfterCollection bytes that survived a collection just now; empty in samples without one
     * @param threads live platform threads
     * @param descriptors open file descriptors
     * @param direct bytes of direct buffers
     * @param resident bytes of the process in memory; 0 where the system does not tell
     * @param connections of all servers
     * @param transferred bytes of messages until now
     * @param errors until now
     * @param cpuMillis of the process until now
     */
    record Sample(
            long millis,
            long heapUsed,
            OptionalLong heapAfterCollection,
            long threads,
            long descriptors,
            long direct,
            long resident,
            long connections,
            long transferred,
            long errors,
            long cpuMillis) {

        String csv() {
            return String.format(
                    Locale.ROOT,
                    "%.1f,%d,%s,%d,%d,%d,%d,%d,%d,%d,%.1f%n",
                    millis / 1e3,
                    heapUsed,
                    heapAfterCollection.isPresent() ? Long.toString(heapAfterCollection.getAsLong()) : "",
                    threads,
                    descriptors,
                    direct,
                    resident,
                    connections,
                    transferred,
                    errors,
                    cpuMillis / 1e3);
        }
    }

    private static final String HEADER =
            "seconds,heap_used,heap_after_collection,threads,descriptors,direct_buffers,resident,connections,transferred,errors,cpu_seconds";

    private final List<Sample> samples = new ArrayList<>();
    private final long start = System.nanoTime();
    private final BufferedWriter file;

    SoakSamples(Path csv) throws IOException {
        Files.createDirectories(csv.toAbsolutePath().getParent());
        file = Files.newBufferedWriter(csv);
        file.write(HEADER + "\n");
    }

    /** Takes one. */
    void take(long connections, long transferred, long errors) throws IOException {
        var collected = OptionalLong.empty();
        if (samples.size() % SAMPLES_A_COLLECTION == 0) {
            collected = OptionalLong.of(heapAfterCollection());
        }
        var sample = new Sample(
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start),
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                collected,
                threads(),
                descriptors(),
                direct(),
                resident(),
                connections,
                transferred,
                errors,
                cpuMillis());
        samples.add(sample);
        file.write(sample.csv().replace("\r\n", "\n"));
        file.flush(); // so that it can be watched
    }

    List<Sample> all() {
        return List.copyOf(samples);
    }

    /**
     * Asserts that the medians of the last quarter are not above those of the second by more than a tenth and a little. The first quarter
     * is for compilers, caches and pools to fill.
     */
    void requireFlat() {
        var withHeap = samples.stream()
                .filter(each -> each.heapAfterCollection().isPresent())
                .toList();
        requireFlat(
                "heap after a collection",
                withHeap,
                each -> each.heapAfterCollection().getAsLong(),
                4 << 20);
        requireFlat("threads", samples, Sample::threads, 10);
        requireFlat("descriptors", samples, Sample::descriptors, 20);
        requireFlat("direct buffers", samples, Sample::direct, 4 << 20);
        requireFlat("connections", samples, Sample::connections, 10);
    }

    static void requireFlat(String what, List<Sample> samples, ToLongFunction<Sample> figure, long slack) {
        int quarter = samples.size() / 4;
        long second = median(samples.subList(quarter, 2 * quarter), figure);
        long last = median(samples.subList(samples.size() - quarter, samples.size()), figure);
        assertThat((double) last)
                .as("%s: median of the last quarter, beside %d of the second", what, second)
                .isLessThanOrEqualTo(second * MOST_GROWTH + slack);
    }

    private static long median(List<Sample> samples, ToLongFunction<Sample> figure) {
        var sorted = samples.stream().mapToLong(figure).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    /** {@return what is left of all heap pools; what is allocated meanwhile does not count} */
    static long heapAfterCollection() {
        System.gc();
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP && pool.getCollectionUsage() != null)
                .map(MemoryPoolMXBean::getCollectionUsage)
                .mapToLong(usage -> usage.getUsed())
                .sum();
    }

    static long threads() {
        return ManagementFactory.getThreadMXBean().getThreadCount();
    }

    static long descriptors() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getOpenFileDescriptorCount()
                : 0; // this system does not tell
    }

    /** {@return those of the descriptors that are sockets; 0 where the system does not tell} */
    static long sockets() {
        var links = DESCRIPTORS.toFile().listFiles();
        return links == null
                ? 0
                : Stream.of(links).filter(SoakSamples::isSocket).count();
    }

    private static boolean isSocket(File link) {
        try {
            return Files.readSymbolicLink(link.toPath()).toString().startsWith("socket:");
        } catch (IOException e) {
            return false; // closed meanwhile
        }
    }

    static long direct() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    static long resident() throws IOException {
        if (!Files.isReadable(STATUS)) {
            return 0;
        }
        return Files.readAllLines(STATUS).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .sum();
    }

    static long cpuMillis() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? TimeUnit.NANOSECONDS.toMillis(system.getProcessCpuTime())
                : 0;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
