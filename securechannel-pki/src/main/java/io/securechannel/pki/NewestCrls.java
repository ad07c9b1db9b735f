package io.securechannel.pki;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.internal.pki.RevocationRefusal;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The newest list of each authority's key that has been seen, which no older one replaces: whoever can put an old list,
 * correctly signed, in the place of the new one would otherwise undo a revocation. It holds until its nextUpdate.
 */
final class NewestCrls {

    private static final int CRL_SIGN = 6;

    private final Duration clockSkew;
    private final String whereFrom;
    private final CrlNews news;
    private final ReentrantLock lock = new ReentrantLock();

    /** Only keys that have signed a list which was given are in here, so that peers cannot fill it. */
    private final Map<IssuerKey, Crl> newest = new HashMap<>();

    NewestCrls(Duration clockSkew, String whereFrom, CrlNews news) {
        this.clockSkew = clockSkew;
        this.whereFrom = whereFrom;
        this.news = news;
    }

    /**
     * Returns the list that tells of a certificate.
     *
     * @param lists those that there are now; asked for while nobody else takes any, so that nothing older is seen than was taken before
     * @param certificate is looked for
     * @param authority its issuer, whose signature on it has been checked
     * @param now the time
     * @return a list of the authority's own key, which has begun and is not stale
     * @throws SecureChannelException with the reason REVOCATION_UNKNOWN, which says what is missing
     */
    Crl inForce(Supplier<List<Crl>> lists, X509Certificate certificate, X509Certificate authority, Instant now)
            throws SecureChannelException {
        var usage = authority.getKeyUsage();
        if (usage != null && (usage.length <= CRL_SIGN || !usage[CRL_SIGN])) {
            throw RevocationRefusal.unknown(
                    certificate,
                    "its issuer " + CrlWords.name(authority) + " may not sign revocation lists: the key usage of its"
                            + " certificate lacks cRLSign. The issuer has to be issued anew with that, or be replaced");
        }
        lock.lock();
        try {
            var key = IssuerKey.of(authority);
            var candidates = lists.get().stream()
                    .filter(list -> list.issuer().equals(certificate.getIssuerX500Principal()))
                    .toList();
            var troubles = take(candidates, authority, key, now);
            var current = newest.get(key);
            if (current == null) {
                throw RevocationRefusal.unknown(certificate, missing(authority, troubles));
            }
            var other = candidates.stream()
                    .filter(each -> candidates.contains(current) && each.contradicts(current))
                    .filter(each -> trouble(each, authority, key, now).isEmpty())
                    .findFirst();
            if (other.isPresent()) {
                throw RevocationRefusal.unknown(
                        certificate,
                        "its issuer has signed two different lists with one number, the " + current + " and the "
                                + other.get()
                                + ", and which one is right cannot be told: make the next one, and take both away");
            }
            if (now.isAfter(current.nextUpdate())) {
                throw RevocationRefusal.unknown(
                        certificate, stale(current, troubles, now) + CrlWords.renew(authority, whereFrom));
            }
            return current;
        } finally {
            lock.unlock();
        }
    }

    /** Takes what is newer, and tells of what there is in the place of the newest. */
    private List<String> take(List<Crl> candidates, X509Certificate authority, IssuerKey key, Instant now) {
        var troubles = new ArrayList<KeyMaterialException>();
        var older = new ArrayList<Crl>();
        for (var list : candidates) {
            var trouble = trouble(list, authority, key, now);
            var seen = newest.get(key);
            if (trouble.isPresent()) {
                troubles.add(trouble.get());
            } else if (seen == null || seen.isSameAs(list)) {
                newest.put(key, list);
            } else if (list.supersedes(seen)) {
                newest.put(key, list);
                news.changed(list);
            } else {
                older.add(list);
            }
        }
        var current = newest.get(key);
        if (current != null && !candidates.contains(current)) {
            older.forEach(list -> troubles.add(rolledBack(list, current)));
            if (troubles.isEmpty()) {
                troubles.add(new KeyMaterialException(
                        KeyMaterialException.Reason.MISSING,
                        whereFrom + ": the revocation " + current
                                + " is not there any more, and no newer one. It stays in" + " force until "
                                + CrlWords.date(current.nextUpdate())));
            }
            troubles.forEach(each -> news.refused(key, each));
        } else if (current != null) {
            news.mended(key);
        }
        return troubles.stream().map(KeyMaterialException::getMessage).toList();
    }

    private Optional<KeyMaterialException> trouble(Crl list, X509Certificate authority, IssuerKey key, Instant now) {
        if (list.defect().isPresent()) {
            return trouble(
                    KeyMaterialException.Reason.UNSUPPORTED, list, list.defect().get());
        }
        if (list.namesOtherKeyThan(authority)) {
            return trouble(
                    KeyMaterialException.Reason.BAD_SIGNATURE,
                    list,
                    "it is of another key of that name (authorityKeyIdentifier) than the one that issued the certificate");
        }
        if (!list.isSignedBy(authority, key)) {
            return trouble(
                    KeyMaterialException.Reason.BAD_SIGNATURE,
                    list,
                    "it was not signed by the key that issued the certificate, or was changed since");
        }
        if (list.thisUpdate().isAfter(now.plus(clockSkew))) {
            return trouble(
                    KeyMaterialException.Reason.OUTSIDE_VALIDITY,
                    list,
                    "it begins later than now, which is " + CrlWords.date(now)
                            + " here: set the clock right, here or at the authority");
        }
        return Optional.empty();
    }

    private static Optional<KeyMaterialException> trouble(KeyMaterialException.Reason reason, Crl list, String why) {
        return Optional.of(new KeyMaterialException(reason, "the revocation " + list + " is not used: " + why));
    }

    static KeyMaterialException rolledBack(Crl older, Crl current) {
        return new KeyMaterialException(
                KeyMaterialException.Reason.OUTSIDE_VALIDITY,
                "the revocation " + older + " is not used: it is no newer than one that was seen before, the " + current
                        + ", which stays in force until " + CrlWords.date(current.nextUpdate())
                        + ". If nobody has put an old file there by mistake, somebody may try to undo a revocation");
    }

    private String missing(X509Certificate authority, List<String> troubles) {
        return (troubles.isEmpty()
                        ? "there is no list of its issuer " + CrlWords.name(authority) + " in " + whereFrom
                        : String.join("; ", troubles))
                + CrlWords.renew(authority, whereFrom);
    }

    private static String stale(Crl current, List<String> troubles, Instant now) {
        return "the newest " + current + " is stale: the next one was due at " + CrlWords.date(current.nextUpdate())
                + ", and it is " + CrlWords.date(now) + " here"
                + (troubles.isEmpty() ? "" : "; and " + String.join("; ", troubles));
    }
}
