package io.securechannel.pki.ocsp;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.pki.CertificateWords;
import io.securechannel.pki.ocsp.Told.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The newest that was said of each certificate, so that it need not be asked for again while it holds, and nothing older takes
 * its place: whoever can put an old answer, correctly signed, in the place of the new one would otherwise undo a revocation.
 *
 * <p>The rule, by thisUpdate:
 *
 * <ul>
 *   <li><em>revoked</em> is always taken, also when it is older than a good one, and stays, even past its own end, until a good
 *       answer comes that is newer than everything that was seen.
 *   <li><em>good</em> and <em>unknown</em> are taken unless something newer was seen, or something revoked that is not older.
 *   <li><em>unknown</em> takes the place of good, so that no good answer of before it counts any more; of revoked it takes no
 *       place, because who has forgotten a certificate has not let it in again.
 * </ul>
 */
final class KnownAnswers {

    /** A certificate takes less than a kilobyte. Only those that trusted authorities have issued are in here. */
    private static final int MOST = 10_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Duration cacheFor;
    private long turn;

    private final Map<AskedCertificate.Key, Known> answers = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<AskedCertificate.Key, Known> eldest) {
            return size() > MOST;
        }
    };

    /**
     * @param told what counts
     * @param since when it was taken
     * @param newest the latest thisUpdate of all that was seen
     * @param turn counts what is taken
     */
    private record Known(Told told, Instant since, Instant newest, long turn) {

        boolean isNewerThan(Told other) {
            return told.is(Standing.REVOKED)
                    ? !other.thisUpdate().isAfter(newest)
                    : other.thisUpdate().isBefore(newest);
        }
    }

    KnownAnswers(Duration cacheFor) {
        this.cacheFor = cacheFor;
    }

    /** {@return good or revoked, if that holds now and was taken so lately that nobody need be asked} */
    Optional<Told> fresh(AskedCertificate asked, Instant now) {
        return known(asked)
                .filter(each -> !now.isBefore(each.since) && now.isBefore(each.since.plus(cacheFor)))
                .map(Known::told)
                .filter(told -> !told.is(Standing.UNKNOWN) && told.holdsAt(now));
    }

    /** {@return that it was revoked, though that may have been said long ago: nobody has taken it back} */
    Optional<Told> revoked(AskedCertificate asked) {
        return known(asked).map(Known::told).filter(told -> told.is(Standing.REVOKED));
    }

    /** {@return what has been taken so far, to be remembered by whoever asks now} */
    long turn() {
        lock.lock();
        try {
            return turn;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes an answer that has passed every other check. Where it is older than one that was taken while its question was under way, the two
     * have crossed each other, and nobody tries anything: the newer one counts.
     *
     * @param askedAt the turn at which its question was sent; the largest number if nobody asked
     * @return what counts
     * @throws KeyMaterialException if it may not count, because of what was said before
     */
    Told take(AskedCertificate asked, Told told, Instant now, long askedAt) throws KeyMaterialException {
        lock.lock();
        try {
            var key = asked.key();
            var before = answers.get(key);
            if (before == null) {
                answers.put(key, new Known(told, now, told.thisUpdate(), ++turn));
                return told;
            }
            if (!told.is(Standing.REVOKED) && before.isNewerThan(told)) {
                if (before.turn > askedAt && before.told.mayBeTakenAt(now)) {
                    return before.told;
                }
                throw AnswerReader.refused(
                        Reason.OUTSIDE_VALIDITY,
                        told.source(),
                        "it is of " + CertificateWords.date(told.thisUpdate()) + ", which is no newer than what "
                                + before.told.source() + " said before, of " + CertificateWords.date(before.newest)
                                + ". Somebody may try to undo a revocation");
            }
            var newest = told.thisUpdate().isAfter(before.newest) ? told.thisUpdate() : before.newest;
            boolean forgets = told.is(Standing.UNKNOWN) && before.told.is(Standing.REVOKED);
            turn++;
            answers.put(
                    key,
                    forgets ? new Known(before.told, before.since, newest, turn) : new Known(told, now, newest, turn));
            return told;
        } finally {
            lock.unlock();
        }
    }

    private Optional<Known> known(AskedCertificate asked) {
        lock.lock();
        try {
            return Optional.ofNullable(answers.get(asked.key()));
        } finally {
            lock.unlock();
        }
    }
}
