package io.securechannel.internal.socket;

import io.securechannel.internal.address.CountedAddress;
import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts connections, in all and per address; an IPv6 address stands for its /64 network, and IPv4 within IPv6 is IPv4. */
public final class ConnectionLimits {

    private final int inAll;
    private final int perAddress;
    private final AtomicInteger total = new AtomicInteger();
    private final ConcurrentHashMap<String, Integer> counts = new ConcurrentHashMap<>();

    /** Whether a connection may come in. */
    public sealed interface Verdict {
        /** It may, and has been counted. */
        record Admitted() implements Verdict {}

        /**
         * It may not.
         *
         * @param limit which limit, in words
         */
        record Refused(String limit) implements Verdict {}
    }

    /**
     * @param inAll the most connections
     * @param perAddress the most from one address
     */
    public ConnectionLimits(int inAll, int perAddress) {
        this.inAll = inAll;
        this.perAddress = perAddress;
    }

    /** Counts a connection, if the limits let it in; {@link #release} gives the place back. */
    public Verdict admit(InetAddress address) {
        if (total.incrementAndGet() > inAll) {
            total.decrementAndGet();
            return new Verdict.Refused("maxConnections (" + inAll + ") is reached");
        }
        if (counts.merge(CountedAddress.of(address), 1, Integer::sum) > perAddress) {
            release(address);
            return new Verdict.Refused("maxConnectionsPerAddress (" + perAddress + ") is reached");
        }
        return new Verdict.Admitted();
    }

    /** Gives a place back. */
    public void release(InetAddress address) {
        counts.computeIfPresent(CountedAddress.of(address), (key, count) -> count > 1 ? count - 1 : null);
        total.decrementAndGet();
    }
}
