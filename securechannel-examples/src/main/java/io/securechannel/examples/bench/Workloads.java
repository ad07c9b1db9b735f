package io.securechannel.examples.bench;

import java.util.List;

/** What is done in each round, besides {@link IdleHeap}. */
final class Workloads {

    private Workloads() {}

    static List<Workload> all() {
        return List.of(
                Bulk.stream(),
                Bulk.messages(),
                new PingPong(),
                new Messages(Messages.SINGLE),
                new Messages(Messages.COALESCED),
                new Handshakes(false),
                new Handshakes(true),
                new Logins(),
                new LoginFlood());
    }

    /** {@return whether a workload is measured where all of Noise is} */
    static boolean withNoise(Workload workload) {
        return List.of("bulk", "ping-pong", Messages.COALESCED, Handshakes.FULL).contains(workload.name());
    }
}
