package io.securechannel.examples.messenger.server;

import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Slows down users who are too fast: their messages are read later, and so TCP slows the sender down. */
final class RateLimit {

    /** What a message costs at most. */
    static final int DEAREST = 20;

    private final ServerLimits.Pace pace;
    private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();

    RateLimit(ServerLimits.Pace pace) {
        this.pace = pace;
    }

    /** {@return the user's bucket, which all of the user's devices share, and which outlives a connection} */
    Bucket of(String user) {
        return buckets.computeIfAbsent(
                user,
                name -> Bucket.builder()
                        .addLimit(limit ->
                                limit.capacity(pace.burst()).refillGreedy(pace.perSecond(), Duration.ofSeconds(1)))
                        .build());
    }
}
