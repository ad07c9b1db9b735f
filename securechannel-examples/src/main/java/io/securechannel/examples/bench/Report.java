package io.securechannel.examples.bench;

import java.util.Map;

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
        Results results) {}
