package io.securechannel.pki.ocsp;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.pki.CertificateWords;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The newest that was said of each certificate, so that it need not be asked for again while it holds, and nothing older takes
 * its place: whoever can put an old answer, correctly signed, in the place of the new one would otherwise undo a revocation.
 */
final class KnownAnswers {

    /** A certificate takes less than a kilobyte. Only those that trusted authorities have issued are in here. */
    private static final int MOST = 10_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Duration cacheFor;

    private final Map<AskedCertificate.Key, Known> answers = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<AskedCertificate.Key, Known> eldest) {
            return size() > MOST;
        }
    };

    /**
     * @param told what was said
     * @param since when it was taken
     */
    private record Known(Told told, Instant since) {}

    KnownAnswers(Duration cacheFor) {
        this.cacheFor = cacheFor;
    }

    /** {@return what holds now, though it may be time to ask again} */
    Optional<Told> inForce(AskedCertificate asked, Instant now) {
        return known(asked).map(Known::told).filter(told -> told.holdsAt(now));
    }

    /** {@return what holds now and was taken so lately that nobody need be asked} */
    Optional<Told> fresh(AskedCertificate asked, Instant now) {
        return known(asked)
                .filter(each -> !now.isBefore(each.since) && now.isBefore(each.since.plus(cacheFor)))
                .map(Known::told)
                .filter(told -> told.holdsAt(now));
    }

    /**
     * Takes an answer that has passed every other check.
     *
     * @throws KeyMaterialException if something newer was said before
     */
    void take(AskedCertificate asked, Told told, Instant now) throws KeyMaterialException {
        lock.lock();
        try {
            var key = asked.key();
            var before = answers.get(key);
            if (before != null && told.isOlderThan(before.told)) {
                throw AnswerReader.refused(
                        Reason.OUTSIDE_VALIDITY,
                        told.source(),
                        "it is of " + CertificateWords.date(told.thisUpdate()) + ", which is older than what "
                                + before.told.source() + " said before, of "
                                + CertificateWords.date(before.told.thisUpdate())
                                + ". Somebody may try to undo a revocation");
            }
            if (told.standing() != Told.Standing.UNKNOWN) {
                answers.put(key, new Known(told, now));
            }
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
