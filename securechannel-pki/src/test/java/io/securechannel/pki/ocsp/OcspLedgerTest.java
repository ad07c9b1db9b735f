package io.securechannel.pki.ocsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.pki.CertificateAuthority;
import io.securechannel.pki.CertificateProfile;
import io.securechannel.pki.RevocationReason;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How old what a responder knows may be, and that it says so. */
@Tag("verify")
@Timeout(20)
class OcspLedgerTest {

    private final AtomicReference<Instant> now =
            new AtomicReference<>(Instant.now().truncatedTo(ChronoUnit.SECONDS));
    private final CertificateAuthority root =
            CertificateAuthority.builder("Read Root CA").clock(now::get).build();

    /** RFC 6960, section 4.2.2.1: else the old word of one responder would be newer than another one's revocation. */
    @Test
    void anAnswerIsOfTheTimeAtWhichTheLedgerWasRead() throws Exception {
        var certificate =
                root.issue(CertificateProfile.tlsServer("chat.example")).certificate();
        var slow =
                OcspResponder.builder(root).reloadInterval(Duration.ofHours(1)).build();
        var quick = OcspResponder.builder(root).reloadInterval(Duration.ZERO).build();
        var request = Requests.about(root.certificate(), certificate).der();
        var read = now.get();
        assertThat(basic(slow, request).getResponses()[0].getThisUpdate()).isEqualTo(read);
        now.set(read.plusSeconds(300));
        root.revoke(certificate.getSerialNumber(), RevocationReason.KEY_COMPROMISE);
        assertThat(basic(quick, request).getResponses()[0].getCertStatus()).isInstanceOf(RevokedStatus.class);
        assertThat(basic(quick, request).getResponses()[0].getThisUpdate()).isEqualTo(now.get());
        now.set(read.plusSeconds(600));
        var stillGood = basic(slow, request);
        assertThat(stillGood.getResponses()[0].getCertStatus()).isNull();
        assertThat(stillGood.getResponses()[0].getThisUpdate()).isEqualTo(read);
        assertThat(stillGood.getProducedAt()).isEqualTo(now.get());
        now.set(read.minusSeconds(60));
        assertThat(basic(slow, request).getResponses()[0].getThisUpdate())
                .as("of no time to come, where the clock was set back")
                .isEqualTo(now.get());
    }

    /** Just when it is broken it would cost the most. */
    @Test
    void whatCannotBeReadIsNotReadForEachStranger() throws Exception {
        var nanos = new AtomicLong();
        var ledger = new ReadNow<String>(Duration.ofHours(1), nanos::get);
        var reads = new AtomicInteger();
        var broken = new AtomicBoolean(true);
        ReadNow.Reading<String> reading = before -> {
            reads.incrementAndGet();
            if (broken.get()) {
                throw new KeyMaterialException(Reason.UNREADABLE, "the disk is away");
            }
            return "read after " + before;
        };
        for (int i = 0; i < 3; i++) {
            assertThatExceptionOfType(KeyMaterialException.class)
                    .isThrownBy(() -> ledger.get(reading))
                    .withMessage("the disk is away")
                    .satisfies(error -> assertThat(error.reason()).isEqualTo(Reason.UNREADABLE));
        }
        assertThat(reads).hasValue(1);
        broken.set(false);
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(ledger.get(reading)).as("not after an hour").isEqualTo("read after Optional.empty");
        assertThat(ledger.get(reading)).isEqualTo("read after Optional.empty");
        assertThat(reads).hasValue(2);
        nanos.addAndGet(Duration.ofHours(1).toNanos());
        broken.set(true);
        assertThatExceptionOfType(KeyMaterialException.class)
                .as("what was read before is not used")
                .isThrownBy(() -> ledger.get(reading));
        assertThat(reads).hasValue(3);
    }

    /** As a key store that was closed. */
    @Test
    void aReadingThatThrowsUncheckedIsNotReadForEachStrangerEither() {
        var ledger = new ReadNow<String>(Duration.ofHours(1), () -> 0);
        var reads = new AtomicInteger();
        ReadNow.Reading<String> reading = before -> {
            reads.incrementAndGet();
            throw new IllegalStateException("the store is closed");
        };
        for (int i = 0; i < 3; i++) {
            assertThatExceptionOfType(KeyMaterialException.class)
                    .isThrownBy(() -> ledger.get(reading))
                    .withMessageContaining("the store is closed")
                    .satisfies(error -> assertThat(error.reason()).isEqualTo(Reason.UNREADABLE));
        }
        assertThat(reads).hasValue(1);
    }

    private static BasicOCSPResp basic(OcspResponder responder, byte[] request) throws Exception {
        return (BasicOCSPResp) new OCSPResp(responder.answer(request).encoded()).getResponseObject();
    }
}
