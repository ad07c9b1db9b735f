package io.securechannel.internal.pki.http;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Where something is fetched from, and what the host's name stands for. A look-up takes as long as the system likes, and nothing can
 * interrupt it: so it is done when this is made, and by {@link #refresh}, and never while something is fetched.
 */
public final class HttpHost {

    private static final Duration KEPT = Duration.ofMinutes(1);
    private static final Duration PAUSE = Duration.ofSeconds(10);

    /** Who knows what names stand for. */
    @FunctionalInterface
    interface Names {
        InetAddress[] of(String host) throws UnknownHostException;
    }

    private final HttpAddress address;
    private final Names names;
    private final LongSupplier nanoTime;
    private final ReentrantLock lookingUp = new ReentrantLock();
    private volatile List<InetAddress> known = List.of();
    private volatile long lookedUpAt;

    /** With another system's names and clock. */
    HttpHost(HttpAddress address, Names names, LongSupplier nanoTime) {
        this.address = address;
        this.names = names;
        this.nanoTime = nanoTime;
        lookUp();
    }

    /**
     * Takes a URI, and looks up its host.
     *
     * @param uri an {@code http:} URI
     * @return it; without an address if none is known for its host now
     * @throws IllegalArgumentException if it is another kind of URI; the message says why
     */
    public static HttpHost of(URI uri) {
        return new HttpHost(HttpAddress.of(uri), InetAddress::getAllByName, System::nanoTime);
    }

    /** {@return where it is} */
    HttpAddress address() {
        return address;
    }

    /** {@return what the name stood for at the last look-up that brought something; it takes no time} */
    List<InetAddress> known() {
        return known;
    }

    /** Looks the name up again, a minute after the last time, and after ten seconds if nothing is known; not two threads at once. */
    public void refresh() {
        var pause = known.isEmpty() ? PAUSE : KEPT;
        if (nanoTime.getAsLong() - lookedUpAt < pause.toNanos() || !lookingUp.tryLock()) {
            return;
        }
        try {
            lookUp();
        } finally {
            lookingUp.unlock();
        }
    }

    /** What was known stays where nothing comes: a name server that is down has not moved the host. */
    private void lookUp() {
        try {
            var found = List.of(names.of(address.host()));
            if (!found.isEmpty()) {
                known = found;
            }
        } catch (UnknownHostException e) {
            return; // whoever fetches says so
        } finally {
            lookedUpAt = nanoTime.getAsLong();
        }
    }

    /** {@return the URI} */
    @Override
    public String toString() {
        return address.toString();
    }
}
