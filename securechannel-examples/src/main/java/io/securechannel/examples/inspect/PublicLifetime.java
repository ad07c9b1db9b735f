package io.securechannel.examples.inspect;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * How long a public certificate for a server may live, by the day of its issue: the CA/Browser Forum's Baseline Requirements
 * for TLS Server Certificates, section 6.3.2, with the steps of its ballot SC-081v3.
 */
final class PublicLifetime {

    private static final TreeMap<Instant, Duration> FROM = new TreeMap<>(Map.of(
            Instant.MIN,
            Duration.ofDays(825),
            Instant.parse("2020-09-01T00:00:00Z"),
            Duration.ofDays(398),
            Instant.parse("2026-03-15T00:00:00Z"),
            Duration.ofDays(200),
            Instant.parse("2027-03-15T00:00:00Z"),
            Duration.ofDays(100),
            Instant.parse("2029-03-15T00:00:00Z"),
            Duration.ofDays(47)));

    private PublicLifetime() {}

    static Duration of(Instant issued) {
        return FROM.floorEntry(issued).getValue();
    }
}
