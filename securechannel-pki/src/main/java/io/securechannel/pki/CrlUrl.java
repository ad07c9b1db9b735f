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
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A list at a configured address, and, where it is wanted, the newest one that was ever taken from there, in a file: so that an
 * older one is refused after a restart as well. Both are candidates; who has signed them is looked at by {@link NewestCrls}.
 */
final class CrlUrl {

    private static final int LARGEST = 16 << 20;

    /** Where there is no list that holds, or the last attempt came to nothing, so soon it is made again. */
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final HttpHost address;
    private final Optional<Path> file;
    private final Duration interval;
    private final LongSupplier nanoTime;
    private final ReentrantLock fetching = new ReentrantLock();

    private volatile @Nullable Fetched fetched;
    private volatile @Nullable Crl kept;

    /** What was last found to be the newest of its issuer, from here or from the file. */
    private volatile @Nullable Crl confirmed;

    /** Whether what was fetched was of no use: who has signed it is looked at when a certificate of that issuer is. */
    private volatile boolean doubtful;

    private volatile @Nullable Attempt last;
    private volatile Optional<String> trouble = Optional.empty();

    /**
     * @param crl what was read
     * @param list the JDK's object, to be written
     */
    private record Fetched(Crl crl, X509CRL list) {}

    /**
     * @param at when it ended
     * @param failed whether it brought no list
     * @param nanos how much time it had
     */
    private record Attempt(long at, boolean failed, long nanos) {}

    CrlUrl(HttpHost address, Optional<Path> file, Duration interval, LongSupplier nanoTime)
            throws KeyMaterialException {
        this.address = address;
        this.file = file;
        this.interval = interval;
        this.nanoTime = nanoTime;
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
     * @return whether one was fetched
     * @throws KeyMaterialException if there is none to be had; what there was stays
     */
    boolean look(TimeLimit limit, Instant now) throws KeyMaterialException, InterruptedException {
        if (!isDue(limit, now)) {
            return false;
        }
        boolean mine = holds(now) ? fetching.tryLock() : fetching.tryLock(limit.nanosLeft(), TimeUnit.NANOSECONDS);
        if (!mine) {
            return false;
        }
        try {
            if (!isDue(limit, now)) {
                return false;
            }
            fetch(limit);
            return true;
        } finally {
            fetching.unlock();
        }
    }

    private void fetch(TimeLimit limit) throws KeyMaterialException {
        long nanos = Math.max(0, limit.nanosLeft());
        boolean failed = true;
        try {
            var content = HttpFetch.get(address, LARGEST, limit);
            var lists = CrlReader.parse(content, address.toString());
            if (lists.size() != 1) {
                throw new KeyMaterialException(
                        Reason.UNSUPPORTED, address + ": there are " + lists.size() + " lists, and one is expected");
            }
            fetched = new Fetched(Crl.of(lists.get(0), address.toString()), lists.get(0));
            trouble = Optional.empty();
            doubtful = false;
            failed = false;
        } catch (IOException e) {
            throw failed(new KeyMaterialException(
                    Reason.UNREADABLE,
                    "no revocation list from " + address + ": " + CrlWords.printable(String.valueOf(e.getMessage())),
                    e));
        } catch (KeyMaterialException e) {
            throw failed(e);
        } finally {
            last = new Attempt(nanoTime.getAsLong(), failed, nanos);
        }
    }

    private KeyMaterialException failed(KeyMaterialException error) {
        trouble = Optional.ofNullable(error.getMessage());
        return error;
    }

    /**
     * Hears which list was found to be the newest of its issuer.
     *
     * @return whether it is the one that was fetched here
     * @throws KeyMaterialException if there is an older one at the address, or the newest cannot be written
     */
    boolean isInForce(Crl newest) throws KeyMaterialException {
        if (lists().anyMatch(newest::isSameAs)) {
            confirmed = newest;
        }
        var now = fetched;
        if (now == null) {
            return false;
        }
        if (now.crl.isSameAs(newest)) {
            doubtful = false;
            keep(now);
            return true;
        }
        var before = confirmed;
        if (before != null && before.issuer().equals(newest.issuer())) {
            doubtful = true; // another list than this issuer's, or an old one, is where the newest has to be
        }
        if (now.crl.issuer().equals(newest.issuer()) && newest.supersedes(now.crl)) {
            throw NewestCrls.rolledBack(now.crl, newest);
        }
        return false;
    }

    /** Hears that an issuer has no list that could tell anything, which is to come from here perhaps. */
    void noneIsInForce(Instant now) {
        if (!isConfirmed(now)) {
            doubtful = true;
        }
    }

    private void keep(Fetched newest) throws KeyMaterialException {
        // While another thread fetches, the next handshake keeps it.
        if (file.isEmpty() || isKept(newest.crl) || !fetching.tryLock()) {
            return;
        }
        try {
            var now = fetched;
            if (!isKept(newest.crl) && now != null && now.crl == newest.crl) {
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

    private boolean isKept(Crl list) {
        var now = kept;
        return now != null && now.isSameAs(list);
    }

    /**
     * After an attempt that has failed also for whoever has much more time for it than that one had: a peer that has left its own handshake no
     * time does not decide how soon the others hear of a revocation.
     */
    private boolean isDue(TimeLimit limit, Instant now) {
        var tried = last;
        if (tried == null) {
            return true;
        }
        boolean rests = holds(now) && !doubtful && !tried.failed;
        var pause = rests || interval.compareTo(PAUSE) < 0 ? interval : PAUSE;
        return nanoTime.getAsLong() - tried.at >= pause.toNanos()
                || (tried.failed && limit.nanosLeft() >= 2 * tried.nanos);
    }

    private boolean holds(Instant now) {
        return isConfirmed(now) || (!doubtful && lists().anyMatch(list -> !now.isAfter(list.nextUpdate())));
    }

    private boolean isConfirmed(Instant now) {
        var list = confirmed;
        return list != null && !now.isAfter(list.nextUpdate());
    }

    @Override
    public String toString() {
        return address.toString();
    }
}
