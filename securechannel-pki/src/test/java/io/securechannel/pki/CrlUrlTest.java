package io.securechannel.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.event.SecurityEvent;
import io.securechannel.internal.pki.http.HttpStub;
import io.securechannel.testkit.TestCa;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.bouncycastle.asn1.x509.CRLReason;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Lists that are fetched from configured addresses (TESTING 19), without a handshake. */
@Tag("verify")
@Timeout(20)
class CrlUrlTest {

    private static final TestCa ROOT = TestCa.create("Fetched Root");
    private static final TestCa MIDDLE = ROOT.intermediate("Fetched Middle CA");
    private static final X509Certificate BOB = ROOT.client("bob").certificate();
    private static final List<X509Certificate> PATH = List.of(BOB, ROOT.certificate());
    private static final Instant NOW = Instant.now();

    @TempDir
    Path directory;

    private final List<SecurityEvent> events = new ArrayList<>();
    private HttpStub server;

    @BeforeEach
    void start() throws Exception {
        server = HttpStub.answering(posted -> Crls.of(ROOT).der());
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    @Test
    void nothingIsFetchedBeforeACertificateIsLookedAt() throws Exception {
        var policy = builder().build();
        assertThat(server.requests()).isZero();
        policy.check(List.of(ROOT.certificate()));
        assertThat(server.requests())
                .as("for who is trusted by itself nobody is asked")
                .isZero();
        assertThat(refusal(policy)).isNull();
        assertThat(server.heads()).singleElement().asString().startsWith("GET /x HTTP/1.0\r\n");
        assertThat(policy).hasToString("CrlRevocation[" + server.uri() + "]");
    }

    @Test
    void whoIsOnTheListIsRevoked() throws Exception {
        server.answer(posted ->
                Crls.of(ROOT).revoke(BOB, CRLReason.keyCompromise).pem().getBytes(StandardCharsets.US_ASCII));
        assertTells(
                refusal(builder().build()),
                Reason.CERTIFICATE_REVOKED,
                "[CN=bob]",
                "keyCompromise",
                "list number 1 of [CN=Fetched Root]",
                server.uri().toString());
    }

    @Test
    void aListServesForTheInterval() throws Exception {
        var policy = builder().build();
        assertThat(refusal(policy)).isNull();
        assertThat(refusal(policy)).isNull();
        assertThat(server.requests()).isEqualTo(1);
        var eager = builder().fetchInterval(Duration.ZERO).build();
        assertThat(refusal(eager)).isNull();
        server.answer(posted ->
                Crls.of(ROOT).number(2).revoke(BOB, CRLReason.superseded).der());
        assertTells(refusal(eager), Reason.CERTIFICATE_REVOKED, "list number 2");
        assertThat(events).singleElement().isInstanceOf(SecurityEvent.Reloaded.class);
    }

    @Test
    void whereThereIsNoneNobodyIsLetIn() throws Exception {
        server.say(HttpStub.text("HTTP/1.1 404 Not Found\r\n\r\n"));
        var policy = builder().build();
        assertTells(
                refusal(policy),
                Reason.REVOCATION_UNKNOWN,
                "there is no list of its issuer [CN=Fetched Root] in " + server.uri(),
                "no revocation list from " + server.uri() + ": the answer has the status 404");
        assertTells(refusal(policy), Reason.REVOCATION_UNKNOWN, "the status 404");
        assertThat(server.requests()).as("it is not tried in every handshake").isEqualTo(1);
        assertThat(refusals())
                .singleElement()
                .satisfies(error -> assertThat(error.reason()).isEqualTo(KeyMaterialException.Reason.UNREADABLE));
    }

    @Test
    void aListThatIsGoneStaysInForce() throws Exception {
        var now = new AtomicReference<>(NOW);
        server.answer(posted -> Crls.of(ROOT).revoke(BOB, CRLReason.superseded).der());
        var policy = builder().fetchInterval(Duration.ZERO).clock(now::get).build();
        assertTells(refusal(policy), Reason.CERTIFICATE_REVOKED);
        for (var bad :
                List.of("", "HTTP/1.1 301 X\r\nLocation: http://x/\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n0nonsense")) {
            server.say(HttpStub.text(bad));
            assertTells(refusal(policy), Reason.CERTIFICATE_REVOKED);
        }
        server.answer(posted -> Crls.of(ROOT).number(9).signer(MIDDLE).der());
        assertTells(refusal(policy), Reason.CERTIFICATE_REVOKED);
        now.set(NOW.plus(Duration.ofDays(8)));
        assertTells(refusal(policy), Reason.REVOCATION_UNKNOWN, "is not used: it was not signed by the key");
    }

    @Test
    void oneListAtOneAddress() throws Exception {
        server.answer(posted -> (Crls.of(ROOT).pem() + Crls.of(MIDDLE).pem()).getBytes(StandardCharsets.US_ASCII));
        assertTells(refusal(builder().build()), Reason.REVOCATION_UNKNOWN, "there are 2 lists, and one is expected");
    }

    @Test
    void eachIssuersListComesFromItsOwnAddress() throws Exception {
        var ada = MIDDLE.client("ada").certificate();
        try (var other = HttpStub.answering(
                posted -> Crls.of(MIDDLE).revoke(ada, CRLReason.superseded).der())) {
            var policy = builder().url(other.uri()).build();
            assertTells(
                    catchThrowableOfType(
                            SecureChannelException.class,
                            () -> policy.check(List.of(ada, MIDDLE.certificate(), ROOT.certificate()))),
                    Reason.CERTIFICATE_REVOKED,
                    other.uri().toString());
        }
    }

    @Test
    void anOlderListChangesNothing() throws Exception {
        server.answer(posted ->
                Crls.of(ROOT).number(5).revoke(BOB, CRLReason.superseded).der());
        var policy = builder().fetchInterval(Duration.ZERO).build();
        assertTells(refusal(policy), Reason.CERTIFICATE_REVOKED, "list number 5");
        server.answer(posted -> Crls.of(ROOT).number(4).der());
        assertTells(refusal(policy), Reason.CERTIFICATE_REVOKED, "list number 5");
        assertThat(refusals())
                .anySatisfy(error -> assertThat(error).hasMessageContaining("somebody may try to undo a revocation"));
    }

    @Test
    void anOlderListIsRefusedAfterARestartAsWell() throws Exception {
        var file = directory.resolve("newest.crl");
        server.answer(posted ->
                Crls.of(ROOT).number(5).revoke(BOB, CRLReason.superseded).der());
        assertTells(refusal(keeping(file)), Reason.CERTIFICATE_REVOKED);
        assertThat(file).content().startsWith("-----BEGIN X509 CRL-----");
        server.answer(posted -> Crls.of(ROOT).number(4).der());
        assertTells(refusal(keeping(file)), Reason.CERTIFICATE_REVOKED, "list number 5", file.toString());
        assertThat(refusals())
                .anySatisfy(error -> assertThat(error)
                        .hasMessageContaining("list number 4")
                        .hasMessageContaining("somebody may try to undo a revocation"));
        server.say(HttpStub.text(""));
        assertTells(refusal(keeping(file)), Reason.CERTIFICATE_REVOKED, "list number 5");
        server.answer(posted -> Crls.of(ROOT).number(6).der());
        assertThat(refusal(keeping(file))).isNull();
        server.say(HttpStub.text(""));
        assertThat(refusal(keeping(file))).as("number 6 is kept now").isNull();
    }

    @Test
    void whatNobodyGoodHasSignedIsNotKept() throws Exception {
        var file = directory.resolve("newest.crl");
        server.answer(posted -> Crls.of(ROOT).number(99).signer(MIDDLE).der());
        assertTells(refusal(keeping(file)), Reason.REVOCATION_UNKNOWN, "was not signed by the key");
        assertThat(file).doesNotExist();
        Files.writeString(file, "nonsense");
        assertThatThrownBy(() -> keeping(file))
                .isInstanceOf(KeyMaterialException.class)
                .hasMessageContaining("newest.crl");
    }

    @Test
    void whatCannotBeKeptIsTold() throws Exception {
        var policy = keeping(directory.resolve("no-such-directory").resolve("newest.crl"));
        assertThat(refusal(policy)).isNull();
        assertThat(refusals())
                .singleElement()
                .satisfies(error -> assertThat(error.reason()).isEqualTo(KeyMaterialException.Reason.UNWRITABLE));
    }

    @Test
    void aSlowServerTakesNoMoreThanItsTime() throws Exception {
        try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var address = URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/");
            var policy = CrlRevocation.builder()
                    .url(address)
                    .timeout(Duration.ofMillis(100))
                    .listener(events::add)
                    .build();
            assertTells(
                    refusal(policy),
                    Reason.REVOCATION_UNKNOWN,
                    "no revocation list from " + address + ": no whole answer in the time that there was");
        }
    }

    @Test
    void settingsHaveLimits() {
        assertThatThrownBy(() -> builder().timeout(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder().timeout(Duration.ofMinutes(2))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder().fetchInterval(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder().fetchInterval(Duration.ofDays(366)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder().url(URI.create("https://ca.example/ca.crl")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private CrlRevocation.Builder builder() {
        return CrlRevocation.builder().url(server.uri()).listener(events::add);
    }

    private CrlRevocation keeping(Path file) throws KeyMaterialException {
        return CrlRevocation.builder()
                .url(server.uri(), file)
                .listener(events::add)
                .build();
    }

    private List<KeyMaterialException> refusals() {
        return events.stream()
                .filter(SecurityEvent.ReloadRefused.class::isInstance)
                .map(event -> ((SecurityEvent.ReloadRefused) event).error())
                .toList();
    }

    private static SecureChannelException refusal(CrlRevocation policy) {
        return catchThrowableOfType(SecureChannelException.class, () -> policy.check(PATH));
    }

    private static void assertTells(SecureChannelException error, Reason reason, String... parts) {
        assertThat(error).isNotNull();
        assertThat(error.reason()).as(error.getMessage()).isEqualTo(reason);
        for (var part : parts) {
            assertThat(error.getMessage()).contains(part);
        }
    }
}
