package io.securechannel.examples.rsamigration;

import java.time.Duration;
import picocli.CommandLine.Option;

/** Options of both ends, which have to agree on the step. */
final class StepOptions {

    static final int OLD = 0;
    static final int PINNED = 1;
    static final int ENVELOPES = 2;
    static final int CHANNEL = 3;

    private static final int LONGEST_SECONDS = 3_600;

    @Option(
            names = "--step",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "0 to 3: which protocol, as both ends have to say (default: ${DEFAULT-VALUE}, the old one). To a server"
                            + " 0 and 1 are the same.")
    private int step;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "How long a conversation may take (default: ${DEFAULT-VALUE}).")
    private int seconds;

    StepOptions() {}

    int step() {
        return step;
    }

    Duration timeout() {
        return Duration.ofSeconds(seconds);
    }

    void check() {
        if (step < OLD || step > CHANNEL) {
            throw new IllegalArgumentException("--step is 0, 1, 2 or 3");
        }
        checkSeconds(seconds);
    }

    static void checkSeconds(int seconds) {
        if (seconds < 1 || seconds > LONGEST_SECONDS) {
            throw new IllegalArgumentException("--timeout is 1 to " + LONGEST_SECONDS + " seconds");
        }
    }

    /** Refuses an option that has no meaning in this step, lest somebody rely on it. */
    void only(boolean given, String option, int from, int to) {
        if (given && (step < from || step > to)) {
            throw new IllegalArgumentException(option + " is for --step " + from + (from == to ? "" : " to " + to)
                    + ", and this is --step " + step);
        }
    }

    void needs(boolean given, String option, int from, int to) {
        if (!given && step >= from && step <= to) {
            throw new IllegalArgumentException("--step " + step + " needs " + option);
        }
    }
}
