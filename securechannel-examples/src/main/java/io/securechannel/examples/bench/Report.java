package io.securechannel.examples.bench;

import java.util.Map;
import java.util.function.Predicate;

/**
 * A whole run, ready to be written down.
 *
 * @param environment where
 * @param settings how, by name
 * @param negotiated what the ends of each contender agreed on
 * @param results the values
 */
record Report(
        Map<String, String> environment,
        Map<String, String> settings,
        Map<String, String> negotiated,
        Results results) {

    /** {@return the same with some of the values} */
    Report only(Predicate<Metric> which) {
        return new Report(environment, settings, negotiated, results.only(which));
    }
}
