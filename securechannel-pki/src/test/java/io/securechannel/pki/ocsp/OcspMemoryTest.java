package io.securechannel.pki.ocsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.internal.pki.http.HttpStub;
import io.securechannel.keys.Identity;
import io.securechannel.testkit.TestCa;
import io.securechannel.tls.RevocationPolicy;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.x509.CRLReason;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How long an answer is kept, and which of several counts: revoked always, nothing older than what was seen, and no good one of before an
 * unknown (RFC 6960, sections 2.2, 4.2.2.1 and 4.2.2.2).
 */
@Tag("verify")
@Timeout(20)
class OcspMemoryTest {

    private static final TestCa ROOT = TestCa.create("Remembered Root");
    private static final X509Certificate BOB = ROOT.client("bob").certificate();
    private static final List<X509Certificate> PATH = List.of(BOB, ROOT.certificate());

    /** Whole seconds, as answers have them. */
    private static final Instant START = Instant.now().truncatedTo(ChronoUnit.SECONDS);

    private volatile Instant now = START;
    private HttpStub responder;

    @BeforeEach
    void start() throws Exception {
        responder = HttpStub.answering(posted -> Answers.failed(3));
    }

    @AfterEach
    void stop() throws Exception {
        responder.close();
    }

    /** The earliest of the answer's nextUpdate, the end of its signer's certificate, and the age that was configured. */
    @ParameterizedTest
    @CsvSource({"60, 600, 601", "600, 60, 601", "600, 601, 61"})
    void aGoodAnswerEndsWithTheFirstOfThree(int nextUpdate, int signer, int age) throws Exception {
        var policy = policy(OcspNonce.REQUIRED, Duration.ofSeconds(age));
        says(good(0, nextUpdate).signer(delegateUntil(signer)));
        assertThat(refusal(policy)).isNull();
        silent();
        at(60);
        assertThat(refusal(policy)).as("it holds in its last second").isNull();
        assertThat(responder.requests()).isEqualTo(1);
        at(61);
        assertRefused(policy, Reason.REVOCATION_UNKNOWN, "tryLater");
        assertThat(responder.requests()).isEqualTo(2);
        says(good(61, 3_600).signer(delegateUntil(7_200)));
        assertThat(refusal(policy)).isNull();
    }

    @Test
    void revokedWinsAlsoWhereItIsOlderThanGood() throws Exception {
        var policy = policy(OcspNonce.REQUIRED, Duration.ofSeconds(1));
        says(good(0, 3_600));
        assertThat(refusal(policy)).isNull();
        at(10);
        says(good(-60, 3_600).revoked(CRLReason.keyCompromise));
        assertRefused(policy, Reason.CERTIFICATE_REVOKED, "keyCompromise");
        silent();
        assertRefused(policy, Reason.CERTIFICATE_REVOKED, "keyCompromise");
        at(20);
        says(good(0, 3_600));
        assertRefused(policy, Reason.CERTIFICATE_REVOKED, "keyCompromise");
        says(good(1, 3_600));
        assertThat(refusal(policy)).as("newer than all that was seen").isNull();
    }

    @Test
    void aStapledRevokedWinsOverGoodThatIsKept() throws Exception {
        var policy = policy(OcspNonce.OPTIONAL, Duration.ofDays(1));
        says(good(0, 3_600));
        assertThat(refusal(policy)).isNull();
        assertRefused(
                policy,
                Reason.CERTIFICATE_REVOKED,
                "the peer sent along",
                good(-60, 3_600).revoked(CRLReason.superseded));
        assertRefused(policy, Reason.CERTIFICATE_REVOKED, "the peer sent along");
        assertRefused(policy, Reason.CERTIFICATE_REVOKED, "the peer sent along", good(0, 3_600));
    }

    @Test
    void revokedOutlivesItsAnswer() throws Exception {
        var policy = policy(OcspNonce.REQUIRED, Duration.ofDays(1));
        says(good(0, 60).revoked(CRLReason.certificateHold).signer(delegateUntil(60)));
        assertRefused(policy, Reason.CERTIFICATE_REVOKED, "certificateHold");
        at(86_400);
        silent();
        assertRefused(policy, Reason.CERTIFICATE_REVOKED, "certificateHold");
        assertRefused(policy.orElse(path -> {}), Reason.CERTIFICATE_REVOKED, "certificateHold");
        says(good(86_400, 90_000).unknown());
        assertRefused(policy, Reason.CERTIFICATE_REVOKED, "certificateHold");
        says(good(86_399, 90_000));
        assertRefused(policy, Reason.CERTIFICATE_REVOKED, "certificateHold");
        says(good(86_401, 90_000));
        assertThat(refusal(policy)).as("taken off hold").isNull();
    }

    @Test
    void unknownEndsTheGoodAnswersBeforeIt() throws Exception {
        var policy = policy(OcspNonce.REQUIRED, Duration.ofSeconds(1));
        says(good(0, 3_600));
        assertThat(refusal(policy)).isNull();
        at(10);
        says(good(10, 3_600).unknown());
        assertRefused(policy, Reason.REVOCATION_UNKNOWN, "does not know this certificate");
        silent();
        assertRefused(policy, Reason.REVOCATION_UNKNOWN, "tryLater");
        says(good(9, 3_600));
        assertRefused(policy, Reason.REVOCATION_UNKNOWN, "no newer than what");
        says(good(10, 3_600));
        assertThat(refusal(policy)).isNull();
    }

    @Test
    void aStapledUnknownHasSomebodyAskedAgain() throws Exception {
        var policy = policy(OcspNonce.OPTIONAL, Duration.ofDays(1));
        says(good(0, 3_600));
        assertThat(refusal(policy)).isNull();
        silent();
        assertThat(refusal(policy, good(-1, 3_600).unknown()))
                .as("an older one changes nothing")
                .isNull();
        assertThat(responder.requests()).isEqualTo(1);
        assertRefused(
                policy,
                Reason.REVOCATION_UNKNOWN,
                "does not know this certificate",
                good(1, 3_600),
                good(2, 3_600).unknown());
        assertThat(responder.requests()).isEqualTo(2);
        assertRefused(policy, Reason.REVOCATION_UNKNOWN, "no newer than what", good(1, 3_600));
    }

    @Test
    void anotherRespondersUnknownIsNotCoveredByWhatIsOlder() throws Exception {
        says(good(10, 3_600).unknown());
        at(10);
        try (var other = HttpStub.answering(posted -> good(9, 3_600).der(posted))) {
            var policy = OcspRevocation.builder()
                    .responder(responder.uri())
                    .responder(other.uri())
                    .clock(() -> now)
                    .build();
            assertRefused(policy, Reason.REVOCATION_UNKNOWN, "no newer than what " + responder.uri());
            other.answer(posted -> good(10, 3_600).der(posted));
            assertThat(refusal(policy)).isNull();
        }
    }

    /** Of two questions that are under way at once the answer to the first may be the last to be looked at. */
    @Test
    void answersThatCrossEachOtherAreNoAttack() throws Exception {
        at(11);
        var policy = policy(OcspNonce.OPTIONAL, Duration.ZERO);
        crossedBy(policy, good(11, 3_600));
        assertThat(refusal(policy)).isNull();
        crossedBy(policy, good(11, 3_600).unknown());
        assertRefused(policy, Reason.REVOCATION_UNKNOWN, "does not know this certificate");
        says(good(11, 3_600));
        assertThat(refusal(policy)).isNull();
        says(good(10, 3_600));
        assertRefused(policy, Reason.REVOCATION_UNKNOWN, "no newer than what"); // nothing has crossed it
        crossedBy(policy, good(11, 3_600).revoked(CRLReason.superseded));
        assertRefused(policy, Reason.CERTIFICATE_REVOKED, "superseded");
    }

    /** While a question is under way, another handshake takes an answer that is newer than the one to be had. */
    private void crossedBy(OcspRevocation policy, Answers newer) {
        responder.answer(posted -> {
            var stapled = List.of(newer.der());
            assertThat(catchThrowable(() -> policy.check(PATH, stapled, Duration.ZERO)))
                    .satisfiesAnyOf(
                            error -> assertThat(error).isNull(),
                            error -> assertThat(error).isInstanceOf(SecureChannelException.class));
            return good(10, 3_600).der(posted);
        });
    }

    private OcspRevocation policy(OcspNonce nonce, Duration age) {
        return OcspRevocation.builder()
                .responder(responder.uri())
                .nonce(nonce)
                .cacheFor(age)
                .clock(() -> now)
                .build();
    }

    private void at(int second) {
        now = START.plusSeconds(second);
    }

    private void says(Answers answers) {
        responder.answer(answers::der);
    }

    private void silent() {
        responder.answer(posted -> Answers.failed(3));
    }

    private static Answers good(int from, int to) {
        return Answers.of(ROOT, BOB).dates(START.plusSeconds(from), START.plusSeconds(to));
    }

    private static Identity delegateUntil(int second) {
        return Answers.delegate(ROOT)
                .valid(START.minus(Duration.ofDays(1)), START.plusSeconds(second))
                .issue();
    }

    private static SecureChannelException refusal(RevocationPolicy policy, Answers... stapled) {
        var answers = Arrays.stream(stapled).map(Answers::der).toList();
        return catchThrowableOfType(SecureChannelException.class, () -> policy.check(PATH, answers));
    }

    private static void assertRefused(RevocationPolicy policy, Reason reason, String words, Answers... stapled) {
        var error = refusal(policy, stapled);
        assertThat(error).isNotNull().hasMessageContaining(words);
        assertThat(error.reason()).isEqualTo(reason);
    }
}
