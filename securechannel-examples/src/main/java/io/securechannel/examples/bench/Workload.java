package io.securechannel.examples.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/** Something that a contender does, over a connection of its own each time. */
interface Workload {

    /** {@return the name on the command line, which is also that of its metrics} */
    String name();

    /**
     * Does it once.
     *
     * @param contender who
     * @param time for how long, without the connection's set-up
     * @return what was measured
     */
    Map<Metric, Double> measure(Contender contender, Duration time) throws IOException;
}
