package io.securechannel.pki.ocsp;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.internal.pki.http.HttpStub;
import io.securechannel.keys.Identity;
import io.securechannel.peer.Trust;
import io.securechannel.pki.Handshakes;
import io.securechannel.testkit.TestCa;
import io.securechannel.tls.RevocationPolicy;
import io.securechannel.tls.TlsContextFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Answers that prove nothing (TESTING 19), over handshakes: whoever they are about is not let in, neither a server by its client nor a
 * client by its server, though all of them say that it is good.
 */
@Tag("verify")
@Timeout(30)
class UselessAnswersTest {

    private static final Instant NOW = Instant.now();
    private static final TestCa ROOT = TestCa.create("Answering Root");
    private static final TestCa NAMESAKE = TestCa.create("Answering Root");
    private static final TestCa OWN = TestCa.create("Own Root");
    private static final Identity SHOWN = ROOT.leaf("judged")
            .names(Handshakes.HOST)
            .purposes(KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth)
            .issue();

    /** What is wrong. */
    enum Useless {
        STALE("it is stale"),
        OF_TOMORROW("set the clock right"),
        SIGNED_BY_ANOTHER_KEY("was signed neither by the issuer"),
        SIGNED_BY_WHO_MAY_NOT("lacks the extended key usage OCSPSigning"),
        SIGNED_BY_A_DELEGATE_WITHOUT_NOCHECK("lacks id-pkix-ocsp-nocheck"),
        SIGNED_BY_A_DELEGATE_THAT_HAS_EXPIRED("the certificate of its signer"),
        ABOUT_ANOTHER("does not tell of this certificate"),
        TO_ANOTHER_REQUEST("another nonce"),
        OLDER_THAN_THE_LAST("no newer than what");

        private final String words;

        Useless(String words) {
            this.words = words;
        }

        private Answers answers() {
            var good = Answers.of(ROOT, SHOWN.certificate());
            return switch (this) {
                case STALE -> good.dates(NOW.minus(Duration.ofDays(2)), NOW.minus(Duration.ofDays(1)));
                case OF_TOMORROW -> good.dates(NOW.plus(Duration.ofDays(1)), NOW.plus(Duration.ofDays(2)));
                case SIGNED_BY_ANOTHER_KEY -> good.forged(NAMESAKE.privateKey());
                case SIGNED_BY_WHO_MAY_NOT -> good.signer(SHOWN);
                case SIGNED_BY_A_DELEGATE_WITHOUT_NOCHECK ->
                    good.signer(ROOT.leaf("signer")
                            .purposes(KeyPurposeId.id_kp_OCSPSigning)
                            .issue());
                case SIGNED_BY_A_DELEGATE_THAT_HAS_EXPIRED ->
                    good.signer(Answers.delegate(ROOT)
                            .valid(NOW.minus(Duration.ofDays(9)), NOW.minus(Duration.ofDays(1)))
                            .issue());
                case ABOUT_ANOTHER -> Answers.of(ROOT, OWN.certificate());
                case TO_ANOTHER_REQUEST -> good.nonce(new byte[32]);
                case OLDER_THAN_THE_LAST -> good.dates(NOW.minus(Duration.ofHours(1)), NOW.plus(Duration.ofHours(1)));
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void aServerIsNotLetIn(Useless useless) throws Exception {
        try (var responder = responder();
                var handshakes = new Handshakes()) {
            var client = TlsContextFactory.clientBuilder(Trust.only(ROOT.certificate()))
                    .revocation(policy(responder))
                    .build();
            var server = TlsContextFactory.forServer(SHOWN);
            assertThat(handshakes.connect(client, server).client()).isNull();
            responder.answer(useless.answers()::der);
            var refusal = handshakes.connect(client, server).client();
            assertThat(refusal).isNotNull().hasMessageContaining(useless.words);
            assertThat(refusal.reason()).isEqualTo(Reason.REVOCATION_UNKNOWN);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aClientIsNotLetIn(Useless useless) throws Exception {
        try (var responder = responder();
                var handshakes = new Handshakes()) {
            var client = TlsContextFactory.clientBuilder(Trust.only(OWN.certificate()))
                    .identity(SHOWN)
                    .build();
            var server = TlsContextFactory.serverBuilder(OWN.server(Handshakes.HOST))
                    .requireClientCertificate(Trust.only(ROOT.certificate()))
                    .revocation(policy(responder))
                    .build();
            assertThat(handshakes.connect(client, server).server()).isNull();
            responder.answer(useless.answers()::der);
            var refusal = handshakes.connect(client, server).server();
            assertThat(refusal).isNotNull().hasMessageContaining(useless.words);
            assertThat(refusal.reason()).isEqualTo(Reason.REVOCATION_UNKNOWN);
        }
    }

    /** First says good, as it should. */
    private static HttpStub responder() throws Exception {
        X509Certificate shown = SHOWN.certificate();
        return HttpStub.answering(posted -> Answers.of(ROOT, shown).der(posted));
    }

    private static RevocationPolicy policy(HttpStub responder) {
        return OcspRevocation.builder()
                .responder(responder.uri())
                .cacheFor(Duration.ZERO)
                .build();
    }
}
