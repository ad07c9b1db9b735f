package io.securechannel.pki.ocsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.internal.pki.http.HttpHost;
import io.securechannel.internal.pki.http.HttpStub;
import io.securechannel.testkit.TestCa;
import io.securechannel.tls.RevocationPolicy;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x509.CRLReason;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What counts where one responder of a path can tell and another cannot, and who is asked about what. */
@Tag("verify")
@Timeout(20)
class OcspPathTest {

    private static final TestCa ROOT = TestCa.create("Path Root");
    private static final TestCa MIDDLE = ROOT.intermediate("Path Middle CA");
    private static final X509Certificate ADA = MIDDLE.client("ada").certificate();
    private static final List<X509Certificate> PATH = List.of(ADA, MIDDLE.certificate(), ROOT.certificate());

    private HttpStub ofRoot;
    private HttpStub ofMiddle;

    @BeforeEach
    void start() throws Exception {
        ofRoot = HttpStub.answering(posted -> middle().der(posted));
        ofMiddle = HttpStub.answering(posted -> ada().der(posted));
    }

    @AfterEach
    void stop() throws Exception {
        ofRoot.close();
        ofMiddle.close();
    }

    /** Else whoever stands between would have a list asked that knows nothing of it yet. */
    @Test
    void whatWasSaidRevokedIsSoAlthoughNothingIsSaidOfItsIssuer() throws Exception {
        var policy = policy();
        ofMiddle.answer(posted -> ada().revoked(CRLReason.keyCompromise).der(posted));
        assertRevoked(policy);
        ofRoot.answer(posted -> Answers.failed(3));
        ofMiddle.answer(posted -> Answers.failed(3));
        assertRevoked(policy);
        assertRevoked(policy.orElse(path -> {}));
    }

    @Test
    void whatIsRevokedIsHeardAlthoughNothingIsSaidOfItsIssuer() throws Exception {
        ofRoot.answer(posted -> Answers.failed(3));
        ofMiddle.answer(posted -> ada().revoked(CRLReason.keyCompromise).der(posted));
        assertRevoked(policy().orElse(path -> {}));
        ofMiddle.answer(posted -> ada().der(posted));
        var unknown = refusal(policy());
        assertThat(unknown.reason()).isEqualTo(Reason.REVOCATION_UNKNOWN);
        assertThat(unknown).hasMessageContaining("[CN=Path Middle CA]").hasMessageContaining("tryLater");
    }

    /** A key as another provider may have it. */
    private record Foreign(PublicKey key) implements PublicKey {

        @Override
        public String getAlgorithm() {
            return key.getAlgorithm();
        }

        @Override
        public String getFormat() {
            return key.getFormat();
        }

        @Override
        public byte[] getEncoded() {
            return key.getEncoded();
        }
    }

    /** Keys of two providers may be the same and not equal. */
    @Test
    void anIssuerMayBeGivenByAnotherProvider() {
        var foreign = new Foreign(ROOT.certificate().getPublicKey());
        assertThat(foreign).isNotEqualTo(ROOT.certificate().getPublicKey());
        var addresses = new ResponderAddresses(List.of(new ResponderAddresses.Responder(
                Optional.of(AskedCertificate.encoded(foreign)), HttpHost.of(ofRoot.uri()))));
        assertThat(addresses.of(new AskedCertificate(MIDDLE.certificate(), ROOT.certificate())))
                .hasSize(1);
        assertThat(addresses.of(new AskedCertificate(ADA, MIDDLE.certificate())))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 200})
    void nobodysNonceIsToldAsTheAnswersFault(int length) throws Exception {
        ofRoot.answer(posted -> middle().nonce(new byte[length]).der(posted));
        assertThat(refusal(policy()))
                .hasMessageContaining(
                        ofRoot.uri() + ": the answer is not used: its nonce is not one of 1 to 128 octets");
    }

    @Test
    void anOldCertificateOfTheSignerBesideTheNewOneDoesNoHarm() throws Exception {
        var now = Instant.now();
        var old = Answers.delegate(ROOT)
                .valid(now.minus(Duration.ofDays(9)), now.minus(Duration.ofDays(1)))
                .issue();
        var current = Answers.delegate(ROOT).issue();
        ofRoot.answer(
                posted -> middle().beside(old.certificate()).signer(current).der(posted));
        assertThat(refusal(policy())).isNull();
        ofRoot.answer(
                posted -> middle().beside(current.certificate()).signer(old).der(posted));
        assertThat(refusal(policy())).hasMessageContaining("the certificate of its signer");
    }

    @Test
    void noPathIsNobodys() {
        assertThatIllegalArgumentException().isThrownBy(() -> policy().check(List.of()));
    }

    private OcspRevocation policy() {
        return OcspRevocation.builder()
                .responder(ROOT.certificate(), ofRoot.uri())
                .responder(MIDDLE.certificate(), ofMiddle.uri())
                .cacheFor(Duration.ZERO)
                .build();
    }

    private static Answers middle() {
        return Answers.of(ROOT, MIDDLE.certificate());
    }

    private static Answers ada() {
        return Answers.of(MIDDLE, ADA);
    }

    private static SecureChannelException refusal(RevocationPolicy policy) {
        return catchThrowableOfType(SecureChannelException.class, () -> policy.check(PATH));
    }

    private static void assertRevoked(RevocationPolicy policy) {
        var error = refusal(policy);
        assertThat(error).isNotNull().hasMessageContaining("keyCompromise");
        assertThat(error.reason()).isEqualTo(Reason.CERTIFICATE_REVOKED);
    }
}
