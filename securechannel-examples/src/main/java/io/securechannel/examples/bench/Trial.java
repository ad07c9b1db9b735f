package io.securechannel.examples.bench;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/** Something measured by itself, not over a contender's connection: one row of the table of its workload. */
interface Trial extends Closeable {

    /** {@return the name on the command line, which is also that of its metrics} */
    String workload();

    /** {@return what is measured, the name in reports} */
    String contender();

    /**
     * Does it once.
     *
     * @param time for how long, in each direction half of it
     * @return what was measured
     */
    Map<Metric, Double> measure(Duration time) throws IOException;

    /** Leaves nothing behind. */
    @Override
    default void close() throws IOException {}
}
