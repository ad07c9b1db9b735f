package io.securechannel.pki.ocsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.internal.pki.http.HttpStub;
import io.securechannel.keys.Identity;
import io.securechannel.testkit.TestCa;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.ocsp.OCSPReq;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Which answers tell of a path, and which do not (RFC 6960, section 3.2; TESTING 19), without a handshake. */
@Tag("verify")
@Timeout(20)
class OcspRevocationTest {

    private static final TestCa ROOT = TestCa.create("Asked Root");
    private static final TestCa NAMESAKE = TestCa.create("Asked Root");
    private static final TestCa MIDDLE = ROOT.intermediate("Asked Middle CA");
    private static final Identity SIGNER = Answers.delegate(ROOT).issue();
    private static final X509Certificate BOB = ROOT.client("bob").certificate();
    private static final X509Certificate EVE = ROOT.client("eve").certificate();
    private static final X509Certificate ADA = MIDDLE.client("ada").certificate();
    private static final List<X509Certificate> BOBS_PATH = List.of(BOB, ROOT.certificate());
    private static final List<X509Certificate> ADAS_PATH = List.of(ADA, MIDDLE.certificate(), ROOT.certificate());
    private static final ASN1ObjectIdentifier ODD = new ASN1ObjectIdentifier("1.3.6.1.4.1.55555.1");
    private static final Instant NOW = Instant.now();

    private HttpStub responder;

    @BeforeEach
    void start() throws Exception {
        responder = HttpStub.answering(posted -> bob().der(posted));
    }

    @AfterEach
    void stop() throws Exception {
        responder.close();
    }

    @Test
    void whoIsGoodPasses() throws Exception {
        assertThat(refusal(policy())).isNull();
        responder.answer(posted -> bob().signer(SIGNER).der(posted));
        assertThat(refusal(policy())).isNull();
        responder.answer(posted -> bob().signer(SIGNER).sha256().der(posted));
        assertThat(refusal(OcspRevocation.builder()
                        .responder(responder.uri())
                        .sha256CertIds()
                        .build()))
                .isNull();
        responder.answer(posted -> Answers.of(ROOT, EVE, BOB).der(posted));
        assertThat(refusal(policy())).as("a responder that tells of more").isNull();
        assertThat(policy()).hasToString("OcspRevocation[" + responder.uri() + "]");
        assertThat(responder.heads())
                .allMatch(head -> head.startsWith("POST /x HTTP/1.0\r\n")
                        && head.contains("Content-Type: application/ocsp-request\r\n"));
    }

    @Test
    void requestsHoldANonceAndNameTheCertificate() throws Exception {
        var seen = new AtomicReference<byte[]>();
        responder.answer(posted -> {
            seen.set(posted);
            return bob().der(posted);
        });
        assertThat(refusal(policy())).isNull();
        var first = new OCSPReq(seen.get());
        assertThat(first.getRequestList()).hasSize(1);
        assertThat(first.getRequestList()[0].getCertID())
                .isEqualTo(Requests.about(ROOT.certificate()).id(BOB.getSerialNumber()));
        assertThat(refusal(policy())).isNull();
        assertThat(OcspQuery.parse(seen.get()).nonce().orElseThrow().getOctets())
                .hasSize(32)
                .isNotEqualTo(OcspQuery.parse(first.getEncoded())
                        .nonce()
                        .orElseThrow()
                        .getOctets());
        assertThat(refusal(policy(OcspNonce.NONE))).isNull();
        assertThat(OcspQuery.parse(seen.get()).nonce()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "1, its key is known to others (keyCompromise), and a new key",
        "4, another one has taken its place (superseded), needs a new certificate",
        "6, for the time being (certificateHold), Its issuer alone can take it off hold"
    })
    void whoIsRevoked(int reason, String why, String advice) throws Exception {
        responder.answer(posted -> bob().revoked(reason).der(posted));
        assertTells(
                refusal(policy()),
                Reason.CERTIFICATE_REVOKED,
                "[CN=bob]",
                "was revoked at 20",
                why,
                "says " + responder.uri(),
                advice);
    }

    @Test
    void anAuthorityIsAskedAboutFirst() throws Exception {
        responder.answer(posted -> Answers.of(ROOT, MIDDLE.certificate())
                .revoked(CRLReason.cACompromise)
                .der(posted));
        assertTells(
                catchThrowableOfType(SecureChannelException.class, () -> policy().check(ADAS_PATH)),
                Reason.CERTIFICATE_REVOKED,
                "[CN=Asked Middle CA]",
                "new certificate from another authority");
        assertThat(responder.requests())
                .as("its own answers would be those of a thief")
                .isEqualTo(1);
    }

    @Test
    void eachIssuerMayHaveAResponderOfItsOwn() throws Exception {
        try (var other = HttpStub.answering(posted -> Answers.of(MIDDLE, ADA).der(posted))) {
            responder.answer(posted -> Answers.of(ROOT, MIDDLE.certificate()).der(posted));
            var policy = OcspRevocation.builder()
                    .responder(ROOT.certificate(), responder.uri())
                    .responder(MIDDLE.certificate(), other.uri())
                    .build();
            policy.check(ADAS_PATH);
            assertThat(responder.requests()).isEqualTo(1);
            assertThat(other.requests()).isEqualTo(1);
        }
        var half = OcspRevocation.builder()
                .responder(ROOT.certificate(), responder.uri())
                .build();
        assertTells(
                catchThrowableOfType(SecureChannelException.class, () -> half.check(ADAS_PATH)),
                Reason.REVOCATION_UNKNOWN,
                "[CN=ada]",
                "no responder is configured for its issuer [CN=Asked Middle CA]",
                "responder(uri)");
    }

    @Test
    void theNextResponderIsAskedWhereOneCannotTell() throws Exception {
        responder.answer(posted -> Answers.failed(3));
        try (var other = HttpStub.answering(posted -> bob().der(posted))) {
            assertThat(refusal(OcspRevocation.of(responder.uri(), other.uri()))).isNull();
            responder.answer(posted -> bob().unknown().der(posted));
            assertThat(refusal(OcspRevocation.of(responder.uri(), other.uri()))).isNull();
        }
        assertTells(
                refusal(OcspRevocation.of(responder.uri(), URI.create("http://127.0.0.1:1/"))),
                Reason.REVOCATION_UNKNOWN,
                responder.uri() + ": the responder says that it does not know this certificate",
                "http://127.0.0.1:1/: ",
                "ca ocsp",
                "orElse");
    }

    @ParameterizedTest
    @CsvSource({"1, malformedRequest", "2, internalError", "3, tryLater", "5, sigRequired", "6, unauthorized"})
    void whoDoesNotAnswerTellsNothing(int status, String word) throws Exception {
        responder.answer(posted -> Answers.failed(status));
        assertTells(refusal(policy()), Reason.REVOCATION_UNKNOWN, responder.uri() + " answers " + word);
    }

    @Test
    void onlyTheIssuerOrItsDelegateSigns() throws Exception {
        assertUnusable(bob().forged(NAMESAKE.privateKey()), "was signed neither by the issuer [CN=Asked Root] nor by");
        assertUnusable(bob().signer(SIGNER).withoutCertificate(), "neither by the issuer");
        assertUnusable(
                bob().signer(SIGNER).forged(NAMESAKE.privateKey()), "was not signed by the key of [CN=ocsp signer]");
        assertUnusable(Answers.of(NAMESAKE, BOB).named(ROOT), "neither by the issuer");
        assertUnusable(bob().algorithm("SHA1withECDSA"), "SHA1WITHECDSA, is too weak");
    }

    @Test
    void aResponderWithoutTheRightToSign() throws Exception {
        var none = ROOT.leaf("ocsp signer").extension(Answers.noCheck()).issue();
        assertUnusable(
                bob().signer(none), "may not sign for [CN=Asked Root]: its certificate lacks the extended key usage");
        var any = ROOT.leaf("ocsp signer")
                .purposes(KeyPurposeId.anyExtendedKeyUsage)
                .extension(Answers.noCheck())
                .issue();
        assertUnusable(bob().signer(any), "lacks the extended key usage OCSPSigning");
        var checked = ROOT.leaf("ocsp signer")
                .purposes(KeyPurposeId.id_kp_OCSPSigning)
                .issue();
        assertUnusable(bob().signer(checked), "lacks id-pkix-ocsp-nocheck");
        assertUnusable(bob().signer(Answers.delegate(NAMESAKE).issue()), "was not issued by the authority");
        assertUnusable(bob().signer(Answers.delegate(MIDDLE).issue()), "was not issued by the authority");
        assertUnusable(
                bob().signer(Answers.delegate(ROOT).usage(KeyUsage.keyAgreement).issue()), "lacks digitalSignature");
        assertUnusable(
                bob().signer(Answers.delegate(ROOT)
                        .valid(NOW.minus(Duration.ofDays(9)), NOW.minus(Duration.ofDays(1)))
                        .issue()),
                "the certificate of its signer [CN=ocsp signer] is valid from");
        assertUnusable(
                bob().signer(Answers.delegate(ROOT)
                        .valid(NOW.plus(Duration.ofDays(1)), NOW.plus(Duration.ofDays(9)))
                        .issue()),
                "the certificate of its signer [CN=ocsp signer] is valid from");
        var self = ROOT.client("mallory");
        assertUnusable(bob().signer(self), "lacks the extended key usage OCSPSigning");
    }

    @Test
    void answersAboutSomethingElse() throws Exception {
        assertUnusable(Answers.of(ROOT, EVE), "does not tell of this certificate, but of another one");
        assertUnusable(bob().named(NAMESAKE), "does not tell of this certificate");
        assertUnusable(Answers.of(ROOT, BOB, BOB), "tells of the certificate twice");
        assertUnusable(Answers.of(ROOT), "does not tell of this certificate");
    }

    @Test
    void nonces() throws Exception {
        assertUnusable(bob().withoutNonce(), "does not hold the nonce of the request", "OcspNonce.OPTIONAL");
        assertUnusable(bob().nonce(new byte[32]), "holds another nonce than the request");
        responder.answer(posted -> bob().withoutNonce().der(posted));
        assertThat(refusal(policy(OcspNonce.OPTIONAL))).isNull();
        responder.answer(posted -> bob().nonce(new byte[32]).der(posted));
        assertTells(refusal(policy(OcspNonce.OPTIONAL)), Reason.REVOCATION_UNKNOWN, "another nonce");
        assertThat(refusal(policy(OcspNonce.NONE))).as("none was sent").isNull();
    }

    @Test
    void anAnswerIsNotPlayedAgain() throws Exception {
        var recorded = new AtomicReference<byte[]>();
        responder.answer(posted -> {
            recorded.set(bob().der(posted));
            return recorded.get();
        });
        assertThat(refusal(policy())).isNull();
        responder.answer(posted -> recorded.get());
        assertTells(refusal(policy()), Reason.REVOCATION_UNKNOWN, "another nonce", "hide a revocation");
    }

    @Test
    void times() throws Exception {
        assertUnusable(
                bob().dates(NOW.minus(Duration.ofDays(2)), NOW.minus(Duration.ofDays(1))),
                "it is stale: the next one was");
        assertUnusable(
                bob().dates(NOW.plus(Duration.ofHours(1)), NOW.plus(Duration.ofHours(2))), "set the clock right");
        assertUnusable(bob().dates(NOW, NOW.minus(Duration.ofHours(1))), "ends before it begins");
        assertUnusable(bob().dates(NOW.minus(Duration.ofHours(1)), null), "does not say until when it holds");
        responder.answer(posted -> bob().dates(NOW, null).der(posted));
        var policy = policy();
        assertThat(refusal(policy)).isNull();
        int asked = responder.requests();
        assertThat(refusal(policy)).isNull();
        assertThat(responder.requests()).as("what has no end is not kept").isEqualTo(asked + 1);
        responder.answer(posted ->
                bob().dates(NOW.plusSeconds(200), NOW.plusSeconds(900)).der(posted));
        assertThat(refusal(policy())).as("clocks differ").isNull();
    }

    @Test
    void criticalExtensionsHaveToBeKnown() throws Exception {
        assertUnusable(bob().extension(ODD, true), "critical extension", ODD.getId());
        responder.answer(posted -> bob().extension(ODD, false).der(posted));
        assertThat(refusal(policy())).isNull();
    }

    @Test
    void answersAreKeptUntilTheyEnd() throws Exception {
        var now = new AtomicReference<>(NOW);
        var policy = at(now, builder -> {});
        assertThat(refusal(policy)).isNull();
        assertThat(refusal(policy)).isNull();
        assertThat(responder.requests()).isEqualTo(1);
        now.set(NOW.plus(Duration.ofHours(2)));
        responder.answer(posted -> bob().revoked(CRLReason.superseded)
                .dates(now.get(), now.get().plusSeconds(60))
                .der(posted));
        assertTells(refusal(policy), Reason.CERTIFICATE_REVOKED);
        assertTells(refusal(policy), Reason.CERTIFICATE_REVOKED);
        assertThat(responder.requests()).isEqualTo(2);
    }

    @Test
    void whoAsksSoonerLearnsSooner() throws Exception {
        var now = new AtomicReference<>(NOW);
        var policy = at(now, builder -> builder.cacheFor(Duration.ofMinutes(1)));
        assertThat(refusal(policy)).isNull();
        now.set(NOW.plusSeconds(59));
        assertThat(refusal(policy)).isNull();
        assertThat(responder.requests()).isEqualTo(1);
        now.set(NOW.plusSeconds(60));
        responder.answer(posted -> Answers.failed(3));
        assertTells(refusal(policy), Reason.REVOCATION_UNKNOWN, "tryLater");
        assertThat(responder.requests()).isEqualTo(2);
        responder.answer(posted -> bob().revoked(CRLReason.superseded)
                .dates(now.get(), NOW.plusSeconds(7_200))
                .der(posted));
        assertTells(refusal(policy), Reason.CERTIFICATE_REVOKED);
    }

    @Test
    void anOlderAnswerUndoesNothing() throws Exception {
        var policy = at(new AtomicReference<>(NOW), builder -> builder.cacheFor(Duration.ZERO));
        responder.answer(posted -> bob().revoked(CRLReason.superseded)
                .dates(NOW.minusSeconds(60), NOW.plusSeconds(60))
                .der(posted));
        assertTells(refusal(policy), Reason.CERTIFICATE_REVOKED);
        responder.answer(
                posted -> bob().dates(NOW.minusSeconds(90), NOW.plusSeconds(90)).der(posted));
        assertTells(refusal(policy), Reason.CERTIFICATE_REVOKED);
        responder.answer(
                posted -> bob().dates(NOW.minusSeconds(60), NOW.plusSeconds(60)).der(posted));
        assertTells(refusal(policy), Reason.CERTIFICATE_REVOKED);
        responder.answer(
                posted -> bob().dates(NOW.minusSeconds(59), NOW.plusSeconds(60)).der(posted));
        assertThat(refusal(policy)).as("taken off hold").isNull();
    }

    @Test
    void anOlderAnswerIsRefusedAlsoWhenTheNewestHasEnded() throws Exception {
        var now = new AtomicReference<>(NOW);
        var policy = at(now, builder -> {});
        responder.answer(posted -> bob().dates(NOW, NOW.plusSeconds(60)).der(posted));
        assertThat(refusal(policy)).isNull();
        now.set(NOW.plusSeconds(61));
        responder.answer(
                posted -> bob().dates(NOW.minusSeconds(1), NOW.plusSeconds(600)).der(posted));
        assertTells(refusal(policy), Reason.REVOCATION_UNKNOWN, "no newer than what", "undo a revocation");
    }

    @Test
    void aSlowResponderTakesNoMoreThanItsTime() throws Exception {
        try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var address = URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/");
            var policy = OcspRevocation.builder()
                    .responder(address)
                    .responder(responder.uri())
                    .timeout(Duration.ofSeconds(3))
                    .build();
            assertThat(refusal(policy))
                    .as("the second has its share of the time")
                    .isNull();
            var alone = OcspRevocation.builder()
                    .responder(address)
                    .timeout(Duration.ofMillis(100))
                    .build();
            assertTells(
                    refusal(alone),
                    Reason.REVOCATION_UNKNOWN,
                    address + ": no whole answer in the time that there was");
        }
    }

    @Test
    void whatIsStapledNeedNotBeAsked() throws Exception {
        var policy = policy(OcspNonce.OPTIONAL);
        policy.check(BOBS_PATH, List.of(new byte[] {1}, Answers.of(ROOT, EVE).der(), bob().der()));
        assertThat(responder.requests()).isZero();
        assertTells(
                catchThrowableOfType(
                        SecureChannelException.class,
                        () -> policy(OcspNonce.OPTIONAL)
                                .check(BOBS_PATH, List.of(bob().revoked(1).der()))),
                Reason.CERTIFICATE_REVOKED,
                "says an answer that the peer sent along");
        policy(OcspNonce.OPTIONAL)
                .check(BOBS_PATH, List.of(bob().forged(NAMESAKE.privateKey()).der()));
        assertThat(responder.requests()).as("a bad one changes nothing").isEqualTo(1);
        policy(OcspNonce.REQUIRED).check(BOBS_PATH, List.of(bob().der()));
        assertThat(responder.requests()).as("it cannot hold the nonce").isEqualTo(2);
    }

    @Test
    void trustedByItself() throws Exception {
        assertThat(catchThrowableOfType(
                        SecureChannelException.class, () -> policy().check(List.of(ROOT.certificate()))))
                .isNull();
        assertTells(
                catchThrowableOfType(SecureChannelException.class, () -> policy().check(List.of(BOB))),
                Reason.REVOCATION_UNKNOWN,
                "is trusted by itself");
        assertThat(responder.requests()).isZero();
    }

    @Test
    void elseAnotherPolicyIsAsked() throws Exception {
        var silent = OcspRevocation.of(URI.create("http://127.0.0.1:1/"));
        silent.orElse(path -> {}).check(BOBS_PATH);
        responder.answer(posted -> bob().revoked(CRLReason.superseded).der(posted));
        assertTells(
                catchThrowableOfType(
                        SecureChannelException.class,
                        () -> policy().orElse(path -> {}).check(BOBS_PATH)),
                Reason.CERTIFICATE_REVOKED);
        assertTells(
                catchThrowableOfType(
                        SecureChannelException.class,
                        () -> silent.orElse(policy()).check(BOBS_PATH)),
                Reason.CERTIFICATE_REVOKED,
                responder.uri().toString());
        assertTells(
                catchThrowableOfType(
                        SecureChannelException.class,
                        () -> silent.orElse(OcspRevocation.of(URI.create("http://127.0.0.1:2/")))
                                .check(BOBS_PATH)),
                Reason.REVOCATION_UNKNOWN,
                "http://127.0.0.1:1/",
                "And: ",
                "http://127.0.0.1:2/");
        assertThat(silent.orElse(policy())).hasToString(silent + ", else " + policy());
    }

    @Test
    void settingsHaveLimits() {
        assertThatThrownBy(() -> OcspRevocation.builder().build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nobody would ever be let in");
        assertRefused(builder -> builder.timeout(Duration.ZERO));
        assertRefused(builder -> builder.timeout(Duration.ofMinutes(2)));
        assertRefused(builder -> builder.cacheFor(Duration.ofSeconds(-1)));
        assertRefused(builder -> builder.cacheFor(Duration.ofDays(366)));
        assertRefused(builder -> builder.clockSkew(Duration.ofSeconds(-1)));
        assertRefused(builder -> builder.clockSkew(Duration.ofDays(2)));
        assertRefused(builder -> builder.responder(URI.create("https://ocsp.example/")));
    }

    @ParameterizedTest
    @EnumSource
    void everyRuleOfNoncesTakesAnEcho(OcspNonce rule) throws Exception {
        assertThat(refusal(policy(rule))).isNull();
    }

    private static void assertRefused(Consumer<OcspRevocation.Builder> setting) {
        var builder = OcspRevocation.builder();
        assertThatThrownBy(() -> setting.accept(builder)).isInstanceOf(IllegalArgumentException.class);
    }

    private static Answers bob() {
        return Answers.of(ROOT, BOB);
    }

    private OcspRevocation policy() {
        return OcspRevocation.of(responder.uri());
    }

    private OcspRevocation policy(OcspNonce rule) {
        return OcspRevocation.builder().responder(responder.uri()).nonce(rule).build();
    }

    private OcspRevocation at(AtomicReference<Instant> now, Consumer<OcspRevocation.Builder> settings) {
        InstantSource clock = now::get;
        var builder = OcspRevocation.builder().responder(responder.uri()).clock(clock);
        settings.accept(builder);
        return builder.build();
    }

    private void assertUnusable(Answers answers, String... parts) {
        responder.answer(answers::der);
        assertTells(refusal(policy()), Reason.REVOCATION_UNKNOWN, parts);
    }

    private static SecureChannelException refusal(OcspRevocation policy) {
        return catchThrowableOfType(SecureChannelException.class, () -> policy.check(BOBS_PATH));
    }

    private static void assertTells(SecureChannelException error, Reason reason, String... parts) {
        assertThat(error).isNotNull();
        assertThat(error.reason()).as(error.getMessage()).isEqualTo(reason);
        for (var part : parts) {
            assertThat(error.getMessage()).contains(part);
        }
    }
}
