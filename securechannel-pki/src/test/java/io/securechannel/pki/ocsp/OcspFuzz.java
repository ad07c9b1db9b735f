package io.securechannel.pki.ocsp;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.pki.CertificateAuthority;
import io.securechannel.testkit.TestCa;
import io.securechannel.testkit.fuzz.Der;
import io.securechannel.testkit.fuzz.FuzzInput;
import io.securechannel.testkit.fuzz.FuzzTarget;
import io.securechannel.testkit.fuzz.Refusals;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPResp;

/**
 * Requests at the responder, answers at the client, and answers whose content the authority has signed: none but a signed one says that a
 * certificate is good, the responder calls nothing good that was not issued, and all else is refused as documented.
 */
class OcspFuzz extends FuzzTarget {

    private static final Set<Reason> REFUSALS = EnumSet.of(
            Reason.BAD_SIGNATURE,
            Reason.MALFORMED,
            Reason.MISSING,
            Reason.OUTSIDE_VALIDITY,
            Reason.REPLAYED,
            Reason.TOO_LARGE,
            Reason.TOO_WEAK,
            Reason.UNAVAILABLE,
            Reason.UNSUPPORTED);
    private static final TestCa ROOT = TestCa.create("Fuzz Root");
    private static final X509Certificate BOB = ROOT.client("bob").certificate();
    private static final AskedCertificate ASKED = new AskedCertificate(BOB, ROOT.certificate());
    private static final DEROctetString NONCE = new DEROctetString(new byte[32]);
    private static final AnswerReader READER = new AnswerReader(Duration.ofMinutes(5));
    private static final CertificateAuthority AUTHORITY = CertificateAuthority.create("Fuzz Answering Root");
    private static final OcspResponder RESPONDER = responder();

    private static OcspResponder responder() {
        try {
            return OcspResponder.of(AUTHORITY);
        } catch (KeyMaterialException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    protected List<byte[]> seeds() throws Exception {
        var request =
                Requests.about(AUTHORITY.certificate(), BOB).nonce(new byte[32]).der();
        var answers = Answers.of(ROOT, BOB).revoked(CRLReason.keyCompromise).nonce(NONCE.getOctets());
        var basic = ((BasicOCSPResp) new OCSPResp(answers.der()).getResponseObject()).getEncoded();
        var good = ((BasicOCSPResp) new OCSPResp(
                                Answers.of(ROOT, BOB).nonce(NONCE.getOctets()).der())
                        .getResponseObject())
                .getEncoded();
        return List.of(
                FuzzInput.of(0, request),
                FuzzInput.of(1, answers.der()),
                FuzzInput.of(1, Answers.failed(3)),
                FuzzInput.of(2, Der.first(Der.content(basic))),
                FuzzInput.of(2, Der.first(Der.content(good))),
                FuzzInput.of(1, answers.signer(Answers.delegate(ROOT).issue()).der()));
    }

    @Override
    protected List<String> followed() {
        return List.of("org.bouncycastle.asn1");
    }

    @Override
    protected Set<String> reaches() {
        return Set.of("a question", "revoked", "signed GOOD", "signed REVOKED");
    }

    /** An answer that says to try later. */
    @Override
    protected boolean mayRefuse(int seed) {
        return seed == 2;
    }

    @Override
    protected void run(byte[] input) throws Exception {
        var in = new FuzzInput(input);
        int form = in.choice(3);
        var rest = in.rest();
        if (form == 0) {
            request(rest);
            return;
        }
        boolean signed = form == 2;
        var answer = signed ? Der.successful(Der.signed(rest, ROOT.privateKey())) : rest;
        var expected = new AnswerReader.Expected(ASKED, Optional.of(NONCE), true, Instant.now());
        var told = Refusals.read(REFUSALS, () -> READER.read(answer, expected, "the test"));
        if (told.isPresent() && signed) {
            reached("signed " + told.get().standing());
        } else if (told.isPresent()) {
            assertThat(told.get().standing()).isEqualTo(Told.Standing.REVOKED);
            reached("revoked");
        }
    }

    private static void request(byte[] bytes) throws Exception {
        var answer = RESPONDER.answer(bytes);
        assertThat(answer.status()).isIn(OcspAnswer.Status.SUCCESSFUL, OcspAnswer.Status.MALFORMED_REQUEST);
        if (answer.status() == OcspAnswer.Status.SUCCESSFUL) {
            for (var single : ((BasicOCSPResp) new OCSPResp(answer.encoded()).getResponseObject()).getResponses()) {
                assertThat(single.getCertStatus()).isNotEqualTo(CertificateStatus.GOOD);
                reached("a question");
            }
        }
    }
}
