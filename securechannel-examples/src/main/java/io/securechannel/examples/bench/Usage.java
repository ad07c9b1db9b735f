package io.securechannel.examples.bench;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * What some work took.
 *
 * @param operations how many were done
 * @param nanos of time
 * @param processCpu nanoseconds of CPU of the whole process, collector and compiler included; the system counts in steps
 *     of 10 ms
 * @param threadCpu nanoseconds of CPU of the threads that did it
 * @param allocated bytes on the heap, by the threads that did it
 */
record Usage(long operations, long nanos, long processCpu, long threadCpu, long allocated) {

    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** What one thread has used. */
    record OfThread(long operations, long cpu, long allocated) {

        static OfThread now() {
            return new OfThread(0, THREADS.getCurrentThreadCpuTime(), THREADS.getCurrentThreadAllocatedBytes());
        }

        /** {@return the difference up to now, in this thread} */
        OfThread since(long done) {
            var now = now();
            return new OfThread(done, now.cpu - cpu, now.allocated - allocated);
        }
    }

    /** {@return CPU nanoseconds of this process so far} */
    static long processCpuNow() {
        return PROCESS.getProcessCpuTime();
    }

    /** {@return the sum for two threads that did the same operations} */
    static Usage of(OfThread one, OfThread other, long nanos, long processCpu) {
        return new Usage(
                one.operations(), nanos, processCpu, one.cpu() + other.cpu(), one.allocated() + other.allocated());
    }

    /** {@return the same, where each operation counted was several} */
    Usage times(int more) {
        return new Usage(operations * more, nanos, processCpu, threadCpu, allocated);
    }

    /** {@return operations a second} */
    double rate() {
        return operations * 1e9 / nanos;
    }

    /** {@return a total for each operation} */
    double each(long total) {
        return (double) total / operations;
    }
}
