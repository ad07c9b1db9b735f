package io.securechannel.examples.bench;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What is measured without a connection, ready: keys and files have been made.
 *
 * @param all those of each workload
 */
record OpenTrials(List<List<Trial>> all) implements Closeable {

    OpenTrials {
        all = List.copyOf(all);
    }

    static OpenTrials of(List<Trials> chosen, Trials.Sizes sizes) throws IOException {
        var all = new ArrayList<List<Trial>>();
        for (var each : chosen) {
            all.add(each.create(sizes));
        }
        return new OpenTrials(all);
    }

    @Override
    public void close() throws IOException {
        for (var workload : all) {
            for (var trial : workload) {
                trial.close();
            }
        }
    }
}
