package io.securechannel.pki.renewal;

import static io.securechannel.pki.renewal.RenewingPair.BOTH;
import static io.securechannel.pki.renewal.RenewingPair.ENTRY;
import static io.securechannel.pki.renewal.RenewingPair.VALIDITY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.keys.Identity;
import io.securechannel.pki.CertificateProfile;
import io.securechannel.pki.CertificateRequest;
import io.securechannel.pki.PendingIdentity;
import io.securechannel.pki.RevocationReason;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How often a certificate is renewed, and for which keys (docs/spec/renewal.md, R7 and R8). */
@Tag("verify")
@Timeout(30)
class RenewalLimitsTest {

    private static final CertificateProfile OLD = BOTH.withValidity(Duration.ofDays(5));
    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir
    Path directory;

    /** R8: the first certificate counts, and what was issued to others does not. */
    @Test
    void aHolderGetsSoManyAndNoMore() throws Exception {
        var now = new AtomicReference<>(Instant.now());
        try (var pair = new RenewingPair(
                directory,
                OLD,
                authority -> RenewalService.builder(authority, VALIDITY)
                        .limit(3, HOUR)
                        .clock(now::get)
                        .build())) {
            assertThat(pair.authority.issue(CertificateProfile.tlsServerAndClient("localhost")))
                    .as("fewer names")
                    .isNotNull();
            assertThat(pair.authority.issue(CertificateProfile.tlsServer("localhost", "127.0.0.1")))
                    .as("another kind")
                    .isNotNull();
            var current = current(pair);
            granted(pair, like(current));
            var second = granted(pair, like(current));
            refused(pair, "this holder has got 3 certificates within PT1H, and 3 are the most");
            pair.authority.revoke(second.getSerialNumber(), RevocationReason.SUPERSEDED);
            refused(pair, "this holder has got 3 certificates within PT1H, and 3 are the most");
            now.set(Instant.now().plus(HOUR).plusSeconds(1));
            granted(pair, like(current));
        }
    }

    /** R8: what is counted and what is signed then is one step. */
    @Test
    void manyAtOnceGetNoMore() throws Exception {
        var pool = Executors.newFixedThreadPool(8);
        try (var pair = new RenewingPair(
                directory,
                OLD,
                authority -> RenewalService.builder(authority, VALIDITY)
                        .limit(4, HOUR)
                        .build())) {
            var asking = new ArrayList<Callable<Boolean>>();
            for (int i = 0; i < 16; i++) {
                asking.add(() -> {
                    try {
                        granted(pair, like(current(pair)));
                        return true;
                    } catch (KeyMaterialException e) {
                        assertThat(e).hasMessageContaining("4 are the most");
                        return false;
                    }
                });
            }
            int granted = 0;
            for (var each : pool.invokeAll(asking)) {
                granted += each.get() ? 1 : 0;
            }
            assertThat(granted).isEqualTo(3);
        } finally {
            pool.shutdownNow();
        }
    }

    /** R8, by default: in the validity of the new ones. */
    @Test
    void sixteenUnlessSomebodyChooses() throws Exception {
        try (var pair = new RenewingPair(directory, OLD, VALIDITY)) {
            for (int i = 1; i < 16; i++) {
                granted(pair, like(current(pair)));
            }
            refused(pair, "16 certificates within " + VALIDITY + ", and 16 are the most");
        }
    }

    /** R7. */
    @Test
    void theKeyOfTheCertificateShownIsRefused() throws Exception {
        try (var pair = new RenewingPair(directory, OLD, VALIDITY)) {
            assertThatExceptionOfType(KeyMaterialException.class)
                    .isThrownBy(() -> granted(pair, forTheSameKey(pair)))
                    .withMessageContaining("wants a new key each time")
                    .satisfies(error -> assertThat(error.reason()).isEqualTo(Reason.NOT_GRANTED));
            assertThat(pair.authority.issued()).hasSize(2);
        }
    }

    /** R7: and what R8 and R3 say holds all the same. */
    @Test
    void unlessTheAuthorityAllowsIt() throws Exception {
        try (var pair = new RenewingPair(
                directory,
                OLD,
                authority -> RenewalService.builder(authority, VALIDITY)
                        .allowSameKey()
                        .limit(2, HOUR)
                        .build())) {
            assertThat(granted(pair, forTheSameKey(pair)).getPublicKey())
                    .isEqualTo(current(pair).getPublicKey());
            refused(pair, "2 are the most");
        }
    }

    @Test
    void settingsHaveLimits() throws Exception {
        try (var pair = new RenewingPair(directory, OLD, VALIDITY)) {
            var builder = RenewalService.builder(pair.authority, VALIDITY);
            assertThatIllegalArgumentException().isThrownBy(() -> builder.limit(0, HOUR));
            assertThatIllegalArgumentException().isThrownBy(() -> builder.limit(1, Duration.ZERO));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> RenewalService.builder(pair.authority, Duration.ofDays(-1)));
        }
    }

    private static void refused(RenewingPair pair, String words) {
        assertThatExceptionOfType(KeyMaterialException.class)
                .isThrownBy(() -> granted(pair, like(current(pair))))
                .withMessageContaining(words)
                .satisfies(error -> assertThat(error.reason()).isEqualTo(Reason.NOT_GRANTED));
    }

    private static X509Certificate granted(RenewingPair pair, PendingIdentity pending) throws Exception {
        try (var channel = pair.connect()) {
            channel.send(pending.request().toDer());
            List<X509Certificate> chain = RenewalMessage.read(channel.receive().orElseThrow());
            return pending.complete(chain).certificate();
        }
    }

    private static PendingIdentity like(X509Certificate current) throws Exception {
        return CertificateRequest.make(CertificateProfile.like(current));
    }

    private static PendingIdentity forTheSameKey(RenewingPair pair) throws Exception {
        var identity = pair.keys.get(ENTRY, Identity.class);
        return CertificateRequest.make(
                CertificateProfile.like(identity.certificate()),
                new KeyPair(identity.certificate().getPublicKey(), identity.privateKey()));
    }

    private static X509Certificate current(RenewingPair pair) throws Exception {
        return pair.keys.get(ENTRY, Identity.class).certificate();
    }
}
