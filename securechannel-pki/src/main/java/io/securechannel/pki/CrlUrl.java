package io.securechannel.pki;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.crypto.CrlReader;
import io.securechannel.internal.pki.http.HttpFetch;
import io.securechannel.internal.pki.http.HttpHost;
import io.securechannel.internal.pki.http.TimeLimit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509CRL;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A list at a configured address, and, where it is wanted, the newest one that was ever taken from there, in a file: so that an
 * older one is refused after a restart as well. Both are candidates; who has signed them is looked at by {@link NewestCrls}.
 */
final class CrlUrl {

    private static final int LARGEST = 16 << 20;

    /** Where there is no list that holds, so soon one is tried to be had again. Handshakes fail at once meanwhile. */
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final HttpHost address;
    private final Optional<Path> file;
    private final Duration interval;
    private final ReentrantLock fetching = new ReentrantLock();

    private volatile @Nullable Fetched fetched;
    private volatile @Nullable Crl kept;
    private volatile @Nullable Long triedAt;
    private volatile Optional<String> trouble = Optional.empty();

    /**
     * @param crl what was read
     * @param list the JDK's object, to be written
     */
    private record Fetched(Crl crl, X509CRL list) {}

    CrlUrl(HttpHost address, Optional<Path> file, Duration interval) throws KeyMaterialException {
        this.address = address;
        this.file = file;
        this.interval = interval;
        if (file.isPresent() && Files.exists(file.get())) {
            this.kept = new CrlFile(file.get()).lists().get(0);
        }
    }

    Stream<Crl> lists() {
        var now = fetched;
        return Stream.concat(Stream.ofNullable(kept), Stream.ofNullable(now == null ? null : now.crl));
    }

    /** Looks up the host's name, if it is time to. */
    void refresh() {
        address.refresh();
    }

    /** {@return what the last attempt to fetch it came to, if to nothing} */
    Optional<String> trouble() {
        return trouble;
    }

    /**
     * Fetches the list if it is time to. Who has one that holds goes on with it while another thread fetches.
     *
     * @throws KeyMaterialException if there is none to be had; what there was stays
     */
    void look(TimeLimit limit, Instant now) throws KeyMaterialException, InterruptedException {
        if (!isDue(now)) {
            return;
        }
        boolean mine = holds(now) ? fetching.tryLock() : fetching.tryLock(limit.nanosLeft(), TimeUnit.NANOSECONDS);
        if (!mine) {
            return;
        }
        try {
            if (isDue(now)) {
                fetch(limit);
            }
        } finally {
            fetching.unlock();
        }
    }

    private void fetch(TimeLimit limit) throws KeyMaterialException {
        try {
            var content = HttpFetch.get(address, LARGEST, limit);
            var lists = CrlReader.parse(content, address.toString());
            if (lists.size() != 1) {
                throw new KeyMaterialException(
                        Reason.UNSUPPORTED, address + ": there are " + lists.size() + " lists, and one is expected");
            }
            fetched = new Fetched(Crl.of(lists.get(0), address.toString()), lists.get(0));
            trouble = Optional.empty();
        } catch (IOException e) {
            throw failed(new KeyMaterialException(
                    Reason.UNREADABLE,
                    "no revocation list from " + address + ": " + CrlWords.printable(String.valueOf(e.getMessage())),
                    e));
        } catch (KeyMaterialException e) {
            throw failed(e);
        } finally {
            triedAt = System.nanoTime();
        }
    }

    private KeyMaterialException failed(KeyMaterialException error) {
        trouble = Optional.ofNullable(error.getMessage());
        return error;
    }

    /**
     * Hears which list was found to be the newest of its issuer.
     *
     * @throws KeyMaterialException if there is an older one at the address, or the newest cannot be written
     */
    void isInForce(Crl newest) throws KeyMaterialException {
        var now = fetched;
        if (now == null) {
            return;
        }
        if (now.crl == newest) {
            keep(now);
        } else if (now.crl.issuer().equals(newest.issuer()) && newest.supersedes(now.crl)) {
            throw NewestCrls.rolledBack(now.crl, newest);
        }
    }

    private void keep(Fetched newest) throws KeyMaterialException {
        // While another thread fetches, the next handshake keeps it.
        if (file.isEmpty() || kept == newest.crl || !fetching.tryLock()) {
            return;
        }
        try {
            var now = fetched;
            if (kept != newest.crl && now != null && now.crl == newest.crl) {
                Pem.writeCrl(newest.list, file.get());
                kept = newest.crl;
            }
        } catch (IOException e) {
            throw new KeyMaterialException(
                    Reason.UNWRITABLE,
                    "the newest revocation list cannot be kept in " + file.get() + ", and an older one would be taken"
                            + " after a restart: " + e,
                    e);
        } finally {
            fetching.unlock();
        }
    }

    private boolean isDue(Instant now) {
        var tried = triedAt;
        var pause = holds(now) || interval.compareTo(PAUSE) < 0 ? interval : PAUSE;
        return tried == null || System.nanoTime() - tried >= pause.toNanos();
    }

    private boolean holds(Instant now) {
        return lists().anyMatch(list -> !now.isAfter(list.nextUpdate()));
    }

    @Override
    public String toString() {
        return address.toString();
    }
}
