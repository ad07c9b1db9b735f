package io.securechannel.examples.ca;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.keys.Identity;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.keys.Live;
import io.securechannel.pki.CertificateAuthority;
import io.securechannel.pki.CertificateProfile;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** The signer of OCSP answers in an authority's key store: made when it is not there, and anew when a third of its time is left. */
final class OcspSignerKeeper implements Live<Identity> {

    private static final int THIRDS = 3;
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final CertificateAuthority authority;
    private final KeyStoreManager keys;
    private final String entry;
    private final Duration validity;
    private final InstantSource clock;
    private final Consumer<Identity> news;
    private final Consumer<String> troubles;
    private final Live<Identity> kept;
    private final ReentrantLock renewing = new ReentrantLock();
    private Instant notBefore = Instant.MIN;

    private OcspSignerKeeper(CertificateAuthority authority, KeyStoreManager keys, String entry, Settings settings) {
        this.authority = authority;
        this.keys = keys;
        this.entry = entry;
        this.validity = settings.validity;
        this.clock = settings.clock;
        this.news = settings.news;
        this.troubles = settings.troubles;
        this.kept = keys.liveIdentity(entry);
    }

    /**
     * How it is kept.
     *
     * @param validity for how long each certificate is valid
     * @param clock what time it is
     * @param news hears of each new one
     * @param troubles hears, once a minute at most, why there is none although it is time
     */
    record Settings(Duration validity, InstantSource clock, Consumer<Identity> news, Consumer<String> troubles) {}

    static OcspSignerKeeper open(CertificateAuthority authority, KeyStoreManager keys, String entry, Settings settings)
            throws KeyMaterialException {
        if (keys.find(entry).isEmpty()) {
            var first = issue(authority, settings.validity);
            keys.put(entry, first);
            settings.news.accept(first);
        }
        return new OcspSignerKeeper(authority, keys, entry, settings);
    }

    @Override
    public Identity current() throws KeyMaterialException {
        var identity = kept.current();
        if (!isDue(identity) || !renewing.tryLock()) {
            return identity;
        }
        try {
            if (isDue(kept.current()) && !clock.instant().isBefore(notBefore)) {
                renew();
            }
            return kept.current();
        } finally {
            renewing.unlock();
        }
    }

    /** Where that fails, as on a full disk, the one that is there signs on for as long as it is valid. */
    private void renew() {
        try {
            var fresh = issue(authority, validity);
            keys.rotate(entry, fresh);
            news.accept(fresh);
        } catch (KeyMaterialException e) {
            notBefore = clock.instant().plus(PAUSE);
            troubles.accept("no new signer, although it is time: " + e.getMessage());
        }
    }

    private boolean isDue(Identity identity) {
        Instant begin = identity.certificate().getNotBefore().toInstant();
        Instant end = identity.certificate().getNotAfter().toInstant();
        return clock.instant().isAfter(end.minus(Duration.between(begin, end).dividedBy(THIRDS)));
    }

    private static Identity issue(CertificateAuthority authority, Duration validity) throws KeyMaterialException {
        return authority.issue(CertificateProfile.ocspSigner("OCSP signer").withValidity(validity));
    }
}
