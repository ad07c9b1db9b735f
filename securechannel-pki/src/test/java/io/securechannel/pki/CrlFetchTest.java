package io.securechannel.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.event.SecurityEvent;
import io.securechannel.internal.pki.http.HttpStub;
import io.securechannel.testkit.TestCa;
import io.securechannel.tls.RevocationPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.bouncycastle.asn1.x509.CRLReason;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** When lists are fetched again, and what is told of that. No time passes but that of the test's own clock. */
@Tag("verify")
@Timeout(20)
class CrlFetchTest {

    private static final TestCa ROOT = TestCa.create("Fetched Root");
    private static final TestCa MIDDLE = ROOT.intermediate("Fetched Middle CA");
    private static final X509Certificate BOB = ROOT.client("bob").certificate();
    private static final X509Certificate ADA = MIDDLE.client("ada").certificate();
    private static final List<X509Certificate> PATH = List.of(BOB, ROOT.certificate());
    private static final List<X509Certificate> LONG_PATH = List.of(ADA, MIDDLE.certificate(), ROOT.certificate());

    @TempDir
    Path directory;

    private final List<SecurityEvent> events = new ArrayList<>();
    private final AtomicLong nanos = new AtomicLong();
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
    void aListIsFetchedAgainAfterTheInterval() throws Exception {
        var policy = builder().build();
        assertThat(refusal(policy)).isNull();
        pass(3_599);
        assertThat(refusal(policy)).isNull();
        assertThat(server.requests()).isEqualTo(1);
        pass(1);
        assertThat(refusal(policy)).isNull();
        assertThat(server.requests()).isEqualTo(2);
    }

    /** A moment's trouble does not hide a revocation for another hour. */
    @Test
    void whatFailedIsTriedAgainSoon() throws Exception {
        var policy = builder().build();
        assertThat(refusal(policy)).isNull();
        pass(3_600);
        server.say(HttpStub.text("HTTP/1.1 404 Not Found\r\n\r\n"));
        assertThat(refusal(policy)).as("the list before is still good").isNull();
        serveRevoked();
        pass(9);
        assertThat(refusal(policy)).isNull();
        assertThat(server.requests()).as("not with every handshake").isEqualTo(2);
        pass(1);
        assertRevoked(policy);
    }

    /** Else whoever has been revoked would drag their handshake, and nobody heard of it. */
    @Test
    void whoHasNoTimeLeftDoesNotTakeTheOthersTurn() throws Exception {
        var policy = builder().build();
        assertThat(refusal(policy)).isNull();
        pass(3_600);
        serveRevoked();
        policy.check(PATH, List.of(), Duration.ofNanos(1));
        assertRevoked(policy);
    }

    /** One packet of whoever stands between is no outage of an hour. */
    @Test
    void aListThatTheIssuerHasNotSignedIsFetchedAgainSoon() throws Exception {
        server.answer(posted -> Crls.of(ROOT).number(9).signer(MIDDLE).der());
        var policy = builder().build();
        assertUnknown(policy, PATH);
        server.answer(posted -> Crls.of(ROOT).der());
        pass(9);
        assertUnknown(policy, PATH);
        assertThat(server.requests()).isEqualTo(1);
        pass(1);
        assertThat(refusal(policy)).isNull();
        assertThat(server.requests()).isEqualTo(2);
    }

    @Test
    void norIsAListOfSomebodyElseInThePlaceOfTheTrueOne() throws Exception {
        var policy = builder().build();
        assertThat(refusal(policy)).isNull();
        pass(3_600);
        server.answer(posted -> Crls.of(MIDDLE).number(9).der());
        assertThat(refusal(policy)).isNull();
        serveRevoked();
        pass(10);
        assertRevoked(policy);
    }

    @Test
    void aListThatNobodyNeededYetIsNotFetchedAgainAllTheTime() throws Exception {
        try (var other = HttpStub.answering(posted -> Crls.of(MIDDLE).der())) {
            var policy = builder().url(other.uri()).build();
            for (int i = 0; i < 3; i++) {
                assertThat(refusal(policy)).isNull();
                pass(60);
            }
            assertThat(other.requests()).isEqualTo(1);
            policy.check(LONG_PATH);
            assertThat(server.requests()).isEqualTo(1);
        }
    }

    @Test
    void aTroubleThatComesBackIsToldAgain() throws Exception {
        var policy = builder().fetchInterval(Duration.ZERO).build();
        var newest = Crls.of(ROOT).number(5).der();
        for (int i = 1; i <= 2; i++) {
            server.say(HttpStub.text("HTTP/1.1 404 Not Found\r\n\r\n"));
            assertThat(List.of(refused(policy), refused(policy))).containsExactly(2L * i - 1, 2L * i - 1);

            server.answer(posted -> newest);
            assertThat(refusal(policy)).isNull();
            server.answer(posted -> Crls.of(ROOT).number(4).der());
            assertThat(List.of(refused(policy), refused(policy))).containsExactly(2L * i, 2L * i);
            server.answer(posted -> newest);
            assertThat(refusal(policy)).isNull();
        }
    }

    @Test
    void aFileThatIsGoneTwiceIsToldTwice() throws Exception {
        var file = directory.resolve("root.crl");
        Crls.write(file, Crls.of(ROOT));
        var content = Files.readAllBytes(file);
        var policy = CrlRevocation.builder()
                .file(file)
                .reloadInterval(Duration.ZERO)
                .listener(events::add)
                .build();
        for (int i = 1; i <= 2; i++) {
            Files.delete(file);
            assertThat(List.of(refused(policy), refused(policy))).containsExactly(2L * i - 1, 2L * i - 1);
            Files.write(file, content);
            assertThat(refusal(policy)).isNull();
            Files.writeString(file, "nonsense");
            assertThat(List.of(refused(policy), refused(policy))).containsExactly(2L * i, 2L * i);
            Files.write(file, content);
            assertThat(refusal(policy)).isNull();
        }
    }

    /** Another handshake takes a newer list between this one's look at the lists and its choice: an honest renewal. */
    @Test
    void aListThatIsRenewedMeanwhileIsNoAttack() throws Exception {
        var calls = new AtomicInteger();
        var nested = new AtomicReference<Runnable>(() -> {});
        var policy = builder()
                .fetchInterval(Duration.ZERO)
                .clock(() -> {
                    if (calls.incrementAndGet() == 2) {
                        nested.get().run();
                    }
                    return Instant.now();
                })
                .build();
        nested.set(() -> {
            server.answer(posted -> Crls.of(ROOT).number(6).der());
            assertThat(refusal(policy)).isNull();
        });
        server.answer(posted -> Crls.of(ROOT).number(5).der());
        calls.set(2);
        assertThat(refusal(policy)).isNull();
        calls.set(0);
        assertThat(refusal(policy)).isNull();
        assertThat(events).singleElement().isInstanceOf(SecurityEvent.Reloaded.class);
    }

    /** Else a rollback after a restart would be refused at one of them alone. */
    @Test
    void ofTwoMirrorsEachKeepsTheNewest() throws Exception {
        var list = Crls.of(ROOT).der();
        server.answer(posted -> list);
        var first = directory.resolve("first.crl");
        var second = directory.resolve("second.crl");
        try (var other = HttpStub.answering(posted -> list)) {
            var policy = CrlRevocation.builder()
                    .url(server.uri(), first)
                    .url(other.uri(), second)
                    .fetchInterval(Duration.ZERO)
                    .listener(events::add)
                    .build();
            assertThat(refusal(policy)).isNull();
            assertThat(first).exists();
            assertThat(second).exists();
            Files.writeString(first, "not written again for the same list");
            assertThat(refusal(policy)).isNull();
            assertThat(first).hasContent("not written again for the same list");
        }
    }

    /** Else another policy would be asked, which has not heard of it yet. */
    @Test
    void whatIsRevokedIsSoAlthoughItsIssuersListIsMissing() throws Exception {
        var policy = CrlRevocation.of(
                Crls.of(MIDDLE).revoke(ADA, CRLReason.keyCompromise).list());
        var error = catchThrowableOfType(
                SecureChannelException.class, () -> policy.orElse(path -> {}).check(LONG_PATH));
        assertThat(error).isNotNull();
        assertThat(error.reason()).isEqualTo(Reason.CERTIFICATE_REVOKED);
        assertThatIllegalArgumentException().isThrownBy(() -> policy.check(List.of()));
    }

    private CrlRevocation.Builder builder() {
        return CrlRevocation.builder().url(server.uri()).nanoTime(nanos::get).listener(events::add);
    }

    private void pass(long seconds) {
        nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }

    private void serveRevoked() {
        server.answer(posted ->
                Crls.of(ROOT).number(2).revoke(BOB, CRLReason.superseded).der());
    }

    /** How many troubles have been told after this check. */
    private long refused(CrlRevocation policy) {
        refusal(policy);
        return events.stream()
                .filter(SecurityEvent.ReloadRefused.class::isInstance)
                .count();
    }

    private static SecureChannelException refusal(RevocationPolicy policy) {
        return catchThrowableOfType(SecureChannelException.class, () -> policy.check(PATH));
    }

    private static void assertRevoked(RevocationPolicy policy) {
        var error = refusal(policy);
        assertThat(error).isNotNull();
        assertThat(error.reason()).isEqualTo(Reason.CERTIFICATE_REVOKED);
    }

    private static void assertUnknown(RevocationPolicy policy, List<X509Certificate> path) {
        var error = catchThrowableOfType(SecureChannelException.class, () -> policy.check(path));
        assertThat(error).isNotNull();
        assertThat(error.reason()).isEqualTo(Reason.REVOCATION_UNKNOWN);
    }
}
