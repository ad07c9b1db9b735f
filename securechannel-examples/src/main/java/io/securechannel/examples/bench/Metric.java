package io.securechannel.examples.bench;

/** Everything that is measured. */
enum Metric {
    BULK_RATE("bulk", "rate", "MB/s", true),
    BULK_CPU("bulk", "cpu", "ns/KiB", false),
    BULK_THREAD_CPU("bulk", "thread-cpu", "ns/KiB", false),
    BULK_ALLOCATED("bulk", "allocated", "B/64 KiB", false),
    BULK_MESSAGES_RATE("bulk-messages", "rate", "MB/s", true),
    BULK_MESSAGES_CPU("bulk-messages", "cpu", "ns/KiB", false),
    BULK_MESSAGES_THREAD_CPU("bulk-messages", "thread-cpu", "ns/KiB", false),
    BULK_MESSAGES_ALLOCATED("bulk-messages", "allocated", "B/64 KiB", false),
    PING_PONG_P50("ping-pong", "p50", "µs", false),
    PING_PONG_P99("ping-pong", "p99", "µs", false),
    PING_PONG_CPU("ping-pong", "cpu", "µs/round trip", false),
    PING_PONG_ALLOCATED("ping-pong", "allocated", "B/message", false),
    SINGLE_RATE("single", "rate", "messages/s", true),
    SINGLE_CPU("single", "cpu", "ns/message", false),
    SINGLE_ALLOCATED("single", "allocated", "B/message", false),
    COALESCED_RATE("coalesced", "rate", "messages/s", true),
    COALESCED_CPU("coalesced", "cpu", "ns/message", false),
    COALESCED_ALLOCATED("coalesced", "allocated", "B/message", false),
    FULL_RATE("full", "rate", "handshakes/s", true),
    FULL_CPU("full", "cpu", "ms/handshake", false),
    RESUMED_RATE("resumed", "rate", "handshakes/s", true),
    RESUMED_CPU("resumed", "cpu", "ms/handshake", false),
    RESUMED_SHARE("resumed", "share", "of 1", true),
    LOGIN_FULL_RATE("login", "full-rate", "logins/s", true),
    LOGIN_RESUMED_RATE("login", "resumed-rate", "logins/s", true),
    LOGIN_FULL_SERVER("login", "full-server-cpu", "µs/login", false),
    LOGIN_FULL_FLOOR("login", "full-floor-cpu", "µs/handshake", false),
    LOGIN_RESUMED_SERVER("login", "resumed-server-cpu", "µs/login", false),
    LOGIN_RESUMED_FLOOR("login", "resumed-floor-cpu", "µs/handshake", false),
    LOGIN_HASHES("login", "hashes", "µs/login", false),
    LOGIN_DERIVATION("login", "derivation-600000", "ms", false),
    FLOOD_BEFORE("login-flood", "p99-before", "µs", false),
    FLOOD_DURING("login-flood", "p99-during", "µs", false),
    FLOOD_RATIO("login-flood", "p99-ratio", "during/before", false),
    FLOOD_REFUSED("login-flood", "refused", "logins/s", false),
    ENVELOPES_SEAL_RATE("envelopes", "seal-rate", "seals/s", true),
    ENVELOPES_SEAL_CPU("envelopes", "seal-cpu", "µs/seal", false),
    ENVELOPES_SEAL_RATIO("envelopes", "seal-ratio", "× floor by CPU", true),
    ENVELOPES_OPEN_RATE("envelopes", "open-rate", "opens/s", true),
    ENVELOPES_OPEN_CPU("envelopes", "open-cpu", "µs/open", false),
    ENVELOPES_OPEN_RATIO("envelopes", "open-ratio", "× floor by CPU", true),
    STREAMS_SEAL_RATE("streams", "seal-rate", "MB/s", true),
    STREAMS_SEAL_CPU("streams", "seal-cpu", "ns/KiB", false),
    STREAMS_SEAL_RATIO("streams", "seal-ratio", "× raw", true),
    STREAMS_SEAL_CPU_RATIO("streams", "seal-cpu-ratio", "× raw by CPU", true),
    STREAMS_SEAL_FLOOR_RATIO("streams", "seal-floor-ratio", "× floor by CPU", true),
    STREAMS_OPEN_RATE("streams", "open-rate", "MB/s", true),
    STREAMS_OPEN_CPU("streams", "open-cpu", "ns/KiB", false),
    STREAMS_OPEN_RATIO("streams", "open-ratio", "× raw", true),
    STREAMS_OPEN_CPU_RATIO("streams", "open-cpu-ratio", "× raw by CPU", true),
    STREAMS_OPEN_FLOOR_RATIO("streams", "open-floor-ratio", "× floor by CPU", true),
    REWRAP_P50("rewrap", "p50", "ms", false),
    REWRAP_SLOWEST("rewrap", "slowest", "ms", false),
    MESSENGER_RATE("messenger", "rate", "messages/s", true),
    MESSENGER_P50("messenger", "p50", "ms", false),
    MESSENGER_P99("messenger", "p99", "ms", false),
    MESSENGER_MAX("messenger", "max", "ms", false),
    MESSENGER_ACCEPTED_P50("messenger", "accepted-p50", "ms", false),
    MESSENGER_ACCEPTED_P99("messenger", "accepted-p99", "ms", false),
    MESSENGER_LATE("messenger", "sender-late-p99", "ms", false),
    MESSENGER_SERVER_CORES("messenger", "server-cpu", "cores", false),
    MESSENGER_SERVER_MICROS("messenger", "server-cpu-each", "µs/message", false),
    MESSENGER_CLIENTS_CORES("messenger", "clients-cpu", "cores", false),
    MESSENGER_RESIDENT("messenger", "server-resident", "MiB", false),
    MESSENGER_HEAP("messenger", "server-heap", "MiB", false),
    MESSENGER_THREADS("messenger", "server-threads", "threads", false),
    MESSENGER_SYNC("messenger", "disk-sync", "ms", false),
    IDLE_HEAP("idle", "heap", "KiB/end", false),
    COLD_HANDSHAKE("cold", "first-handshake", "ms", false),
    COLD_BULK("cold", "first-100-mb", "ms", false);

    private final String workload;
    private final String quantity;
    private final String unit;
    private final boolean moreIsBetter;

    Metric(String workload, String quantity, String unit, boolean moreIsBetter) {
        this.workload = workload;
        this.quantity = quantity;
        this.unit = unit;
        this.moreIsBetter = moreIsBetter;
    }

    /** {@return the name of the workload that gives it} */
    String workload() {
        return workload;
    }

    /** {@return what of the workload} */
    String quantity() {
        return quantity;
    }

    String unit() {
        return unit;
    }

    boolean moreIsBetter() {
        return moreIsBetter;
    }

    /** {@return the name in reports, {@code workload.quantity}} */
    String id() {
        return workload + "." + quantity;
    }
}
