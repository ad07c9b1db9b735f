package io.securechannel.pki.ocsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.pki.CertificateAuthority;
import io.securechannel.testkit.TestCa;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPResp;

/** No bytes make another error than the declared ones, and none that were changed say that a certificate is good. */
@Tag("verify")
class HostileOcspPropertiesTest {

    private static final TestCa ROOT = TestCa.create("Hostile Root");
    private static final X509Certificate BOB = ROOT.client("bob").certificate();
    private static final AskedCertificate ASKED = new AskedCertificate(BOB, ROOT.certificate());
    private static final DEROctetString NONCE = new DEROctetString(new byte[32]);
    private static final AnswerReader READER = new AnswerReader(Duration.ofMinutes(5));
    private static final byte[] REVOKED = revoked().der();
    private static final byte[] BY_A_DELEGATE =
            revoked().signer(Answers.delegate(ROOT).issue()).der();

    private static final CertificateAuthority AUTHORITY = CertificateAuthority.create("Answering Root");
    private static final OcspResponder RESPONDER = responder();
    private static final byte[] REQUEST = request();

    @Property(tries = 200)
    void nonsenseIsNoRequest(@ForAll @Size(max = 300) byte[] content, @ForAll boolean like) {
        var bytes = content.clone();
        if (like && bytes.length > 1) {
            bytes[0] = 0x30;
            bytes[1] = (byte) (bytes.length - 2);
        }
        assertThat(RESPONDER.answer(bytes).status()).isEqualTo(OcspAnswer.Status.MALFORMED_REQUEST);
    }

    /** A serial number that nobody has issued may come out of it, and is not called good. */
    @Property(tries = 200)
    void aChangedRequestIsAnsweredInOrder(
            @ForAll @IntRange(max = 100_000) int position,
            @ForAll @IntRange(max = 3) int kind,
            @ForAll @Size(min = 1, max = 4) byte[] other)
            throws Exception {
        var answer = RESPONDER.answer(change(REQUEST, position, kind, other));
        assertThat(answer.status()).isIn(OcspAnswer.Status.SUCCESSFUL, OcspAnswer.Status.MALFORMED_REQUEST);
        if (answer.status() == OcspAnswer.Status.SUCCESSFUL) {
            for (var single : ((BasicOCSPResp) new OCSPResp(answer.encoded()).getResponseObject()).getResponses()) {
                assertThat(single.getCertStatus()).isNotEqualTo(CertificateStatus.GOOD);
            }
        }
    }

    @Property(tries = 200)
    void nonsenseIsNoAnswer(@ForAll @Size(max = 300) byte[] content, @ForAll boolean like) {
        var bytes = content.clone();
        if (like && bytes.length > 1) {
            bytes[0] = 0x30;
            bytes[1] = (byte) (bytes.length - 2);
        }
        assertThat(catchThrowable(() -> read(bytes)))
                .isInstanceOf(KeyMaterialException.class)
                .hasMessageContaining("the test");
    }

    @Property(tries = 400)
    void aChangedAnswerLetsNobodyIn(
            @ForAll boolean delegate,
            @ForAll @IntRange(max = 100_000) int position,
            @ForAll @IntRange(max = 3) int kind,
            @ForAll @Size(min = 1, max = 4) byte[] other) {
        try {
            var told = read(change(delegate ? BY_A_DELEGATE : REVOKED, position, kind, other));
            assertThat(told.standing()).isEqualTo(Told.Standing.REVOKED);
        } catch (KeyMaterialException e) {
            assertThat(e).hasMessageContaining("the test");
        }
    }

    @Example
    void everyTruncatedAnswerIsRefused() {
        for (int length = 0; length < BY_A_DELEGATE.length; length++) {
            var part = Arrays.copyOf(BY_A_DELEGATE, length);
            assertThat(catchThrowable(() -> read(part))).isInstanceOf(KeyMaterialException.class);
        }
    }

    @Example
    void largeAndDeep() {
        assertThat(catchThrowable(() -> read(new byte[AnswerReader.LARGEST + 1])))
                .isInstanceOfSatisfying(
                        KeyMaterialException.class,
                        e -> assertThat(e.reason()).isEqualTo(KeyMaterialException.Reason.TOO_LARGE));
        var deep = new byte[AnswerReader.LARGEST];
        for (int i = 0; i + 1 < deep.length; i += 2) {
            deep[i] = 0x30;
            deep[i + 1] = (byte) 0x80;
        }
        assertThat(catchThrowable(() -> read(deep))).isInstanceOf(KeyMaterialException.class);
        assertThat(RESPONDER.answer(Arrays.copyOf(deep, OcspQuery.LARGEST)).status())
                .isEqualTo(OcspAnswer.Status.MALFORMED_REQUEST);
    }

    private static Told read(byte[] answer) throws KeyMaterialException {
        var expected = new AnswerReader.Expected(ASKED, Optional.of(NONCE), true, Instant.now());
        return READER.read(answer, expected, "the test");
    }

    private static Answers revoked() {
        return Answers.of(ROOT, BOB).revoked(CRLReason.keyCompromise).nonce(NONCE.getOctets());
    }

    private static OcspResponder responder() {
        try {
            return OcspResponder.of(AUTHORITY);
        } catch (KeyMaterialException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] request() {
        try {
            return Requests.about(AUTHORITY.certificate(), BOB)
                    .nonce(new byte[32])
                    .der();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Flips, cuts off, inserts or takes out. */
    private static byte[] change(byte[] intact, int position, int kind, byte[] other) {
        int at = position % intact.length;
        var changed = new ByteArrayOutputStream();
        changed.write(intact, 0, at);
        switch (kind) {
            case 0 -> {
                changed.write(intact[at] ^ (other[0] == 0 ? 1 : other[0]));
                changed.write(intact, at + 1, intact.length - at - 1);
            }
            case 1 -> changed.writeBytes(new byte[0]);
            case 2 -> {
                changed.writeBytes(other);
                changed.write(intact, at, intact.length - at);
            }
            default -> {
                int from = Math.min(at + other.length, intact.length);
                changed.writeBytes(Arrays.copyOfRange(intact, from, intact.length));
            }
        }
        return changed.toByteArray();
    }
}
