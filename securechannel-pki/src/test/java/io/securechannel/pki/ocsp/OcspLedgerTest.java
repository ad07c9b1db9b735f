package io.securechannel.pki.ocsp;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.keys.Identity;
import io.securechannel.pki.CertificateAuthority;
import io.securechannel.pki.CertificateProfile;
import io.securechannel.pki.RevocationReason;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicInteger;
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

    @Test
    void whatCannotBeReadIsNotReadForEachStranger() throws Exception {
        var signer = root.issue(CertificateProfile.ocspSigner("Example OCSP"));
        var reads = new AtomicInteger();
        var broken = new KeyMaterialException(Reason.UNREADABLE, "the disk is away");
        var responder = OcspResponder.builder(root)
                .signer(() -> read(reads.incrementAndGet(), signer, broken))
                .reloadInterval(Duration.ofHours(1))
                .build();
        assertThat(reads).hasValue(1);
        var often = new ReadNow<Identity>(Duration.ofHours(1));
        for (int i = 0; i < 3; i++) {
            try {
                assertThat(often.get(before -> read(reads.incrementAndGet(), signer, broken)))
                        .isNull();
            } catch (KeyMaterialException e) {
                assertThat(e).hasMessage("the disk is away");
                assertThat(e.reason()).isEqualTo(Reason.UNREADABLE);
            }
        }
        assertThat(reads).hasValue(2);
        assertThat(responder
                        .answer(Requests.about(root.certificate(), signer.certificate())
                                .der())
                        .status())
                .isEqualTo(OcspAnswer.Status.SUCCESSFUL);
    }

    /** Well the first time, and never again. */
    private static Identity read(int time, Identity signer, KeyMaterialException broken) throws KeyMaterialException {
        if (time > 1) {
            throw broken;
        }
        return signer;
    }

    private static BasicOCSPResp basic(OcspResponder responder, byte[] request) throws Exception {
        return (BasicOCSPResp) new OCSPResp(responder.answer(request).encoded()).getResponseObject();
    }
}
