package io.securechannel.testkit.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * A parser or a state machine that takes bytes from somebody else. Needs nothing of Jazzer, so that what it found can be replayed in any JVM.
 * What a target keeps between two inputs must not change what the next one does.
 */
public abstract class FuzzTarget {

    /** What an error, its stack trace and cryptography allocate anyway, in bytes. */
    private static final long ANYWAY = 8L << 20;

    /** The same of a format without cryptography: {@link #mostAnyway()} of those that declare lengths. */
    protected static final long LITTLE = 1L << 20;

    private static final int IN_VERIFY = 40;
    private static final int PER_BYTE = 256;

    /** Whatever loads a class allocates much, and more still where Jazzer changes it: what counts is what comes again. */
    private static final int TRIES = 4;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** For the subclasses. */
    protected FuzzTarget() {}

    /**
     * {@return inputs that reach far, valid ones above all; fuzzing begins with them}
     *
     * @throws Exception if they cannot be made
     */
    protected abstract List<byte[]> seeds() throws Exception;

    /**
     * Takes one input.
     *
     * @param input any bytes; may be changed
     * @throws Exception that is not documented: a finding, as is every error
     */
    protected abstract void run(byte[] input) throws Exception;

    /**
     * {@return what the seeds have to reach, each at least once, by what {@link #run} says of them: what holds only behind a signature that no seed
     * passes would hold of anything}
     */
    protected Set<String> reaches() {
        return Set.of(Refusals.READ);
    }

    /**
     * {@return whether nothing need be reached with a seed: it is there because of the refusal}
     *
     * @param seed its place among the seeds
     */
    protected boolean mayRefuse(int seed) {
        return false;
    }

    /**
     * Says that the input came so far.
     *
     * @param place a word for it
     */
    protected static void reached(String place) {
        Reached.note(place);
    }

    /** {@return words of the format, for the mutations} */
    protected List<String> words() {
        return List.of();
    }

    /** {@return how many inputs verify may take the time for: about half of them seeds, half seeds that are changed} */
    protected int mostInVerify() {
        return IN_VERIFY;
    }

    /** {@return the longest input that is tried, in bytes} */
    protected int longest() {
        return 4_096;
    }

    /** {@return packages beside our own whose branches lead the fuzzer, such as of the parser that ours calls} */
    protected List<String> followed() {
        return List.of();
    }

    /**
     * {@return how many bytes an input may make this thread allocate, whatever its length is} A length that the input only declares is noticed where it
     * is beyond that.
     */
    protected long mostAnyway() {
        return ANYWAY;
    }

    /**
     * Takes one input, and sees that memory is bounded.
     *
     * @param input any bytes
     * @throws Exception a finding
     */
    public final void check(byte[] input) throws Exception {
        for (int tries = 1; ; tries++) {
            var copy = input.clone();
            long before = THREADS.getCurrentThreadAllocatedBytes();
            run(copy);
            long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
            if (allocated <= mostAnyway() + (long) PER_BYTE * input.length) {
                return;
            }
            if (tries == TRIES) {
                throw new AssertionError(input.length + " bytes made it allocate " + allocated);
            }
        }
    }

    /**
     * Fuzzes, or replays the file that {@code securechannel.fuzz.input} names, or each in the directory.
     *
     * @throws Exception a finding
     */
    @Test
    public final void fuzz() throws Exception {
        new FuzzRun(this).run();
    }

    /**
     * {@return text as bytes}
     *
     * @param text in UTF-8
     */
    protected static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * {@return bytes as text, each of them one character}
     *
     * @param bytes any
     */
    protected static String latin1(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
