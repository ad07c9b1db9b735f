package io.securechannel.pki.renewal;

import static io.securechannel.pki.renewal.RenewingPair.BOTH;
import static io.securechannel.pki.renewal.RenewingPair.ENTRY;
import static io.securechannel.pki.renewal.RenewingPair.VALIDITY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.error.SecureChannelException;
import io.securechannel.keys.Identity;
import io.securechannel.pki.CertificateAuthority;
import io.securechannel.pki.CertificateProfile;
import io.securechannel.pki.CertificateRequest;
import io.securechannel.pki.RevocationReason;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates renewed over a channel (docs/spec/renewal.md). */
@Tag("verify")
@Timeout(60)
class RenewalTest {

    private static final CertificateProfile OLD = BOTH.withValidity(Duration.ofDays(5));

    @TempDir
    Path directory;

    @Test
    void anOldCertificateBecomesANewOneForAnotherKey() throws Exception {
        try (var pair = new RenewingPair(directory, OLD, VALIDITY);
                var renewer = idle(pair)) {
            var before = pair.keys.get(ENTRY, Identity.class).certificate();
            var after = renewer.renewNow();
            assertThat(pair.keys.get(ENTRY, Identity.class).certificate()).isEqualTo(after);
            assertThat(pair.keys.versions(ENTRY, Identity.class)).hasSize(1);
            assertThat(after.getPublicKey()).isNotEqualTo(before.getPublicKey());
            assertThat(List.copyOf(after.getSubjectAlternativeNames()))
                    .isEqualTo(List.copyOf(before.getSubjectAlternativeNames()));
            assertThat(after.getSubjectX500Principal()).isEqualTo(before.getSubjectX500Principal());
            assertThat(after.getExtendedKeyUsage()).isEqualTo(before.getExtendedKeyUsage());
            assertThat(Duration.between(
                            before.getNotAfter().toInstant(),
                            after.getNotAfter().toInstant()))
                    .isGreaterThan(Duration.ofDays(24));
            assertThat(pair.authority.find(after.getSerialNumber())).isPresent();
        }
    }

    /** R3, R4. */
    @Test
    void whatIsNotToBeRenewedIsNot() throws Exception {
        try (var pair = new RenewingPair(directory, BOTH.withValidity(VALIDITY), VALIDITY);
                var renewer = idle(pair)) {
            refused(renewer, Reason.NOT_GRANTED, "in the last two thirds of");
            var current = pair.keys.get(ENTRY, Identity.class).certificate();
            pair.authority.revoke(current.getSerialNumber(), RevocationReason.KEY_COMPROMISE);
            refused(renewer, Reason.NOT_GRANTED, "has been revoked");
            assertThat(pair.keys.get(ENTRY, Identity.class).certificate()).isEqualTo(current);
        }
    }

    /** By default too: what begins an hour early is not always due. */
    @Test
    void aCertificateOfMinutesRestsBeforeItIsDue() throws Exception {
        var minutes = Duration.ofMinutes(9);
        try (var pair = new RenewingPair(directory, BOTH.withValidity(minutes), minutes)) {
            var heard = new LinkedBlockingQueue<String>();
            var listener = new RenewalListener() {
                @Override
                public void renewed(X509Certificate certificate) {
                    heard.add("renewed");
                }

                @Override
                public void failed(Exception why, Duration again) {
                    heard.add(String.valueOf(why.getMessage()));
                }
            };
            var now = new AtomicReference<>(Instant.now());
            var renewer = AutoRenewer.builder(pair.keys, ENTRY, pair::connect)
                    .listener(listener)
                    .clock(now::get)
                    .start();
            try {
                assertThat(heard.poll(300, TimeUnit.MILLISECONDS)).isNull();
            } finally {
                renewer.close();
            }
            now.set(Instant.now().plus(Duration.ofMinutes(7)));
            var due = AutoRenewer.builder(pair.keys, ENTRY, pair::connect)
                    .listener(listener)
                    .clock(now::get)
                    .start();
            try {
                assertThat(heard.poll(10, TimeUnit.SECONDS)).contains("in the last two thirds");
            } finally {
                due.close();
            }
        }
    }

    /** R2: another name is not granted, whatever the request asks for; its own names come in any case. */
    @Test
    void noNameIsAdded() throws Exception {
        try (var pair = new RenewingPair(directory, OLD, VALIDITY);
                var channel = pair.connect()) {
            var request = CertificateRequest.make(CertificateProfile.tlsServerAndClient("evil.example"));
            channel.send(request.request().toDer());
            var answer = channel.receive().orElseThrow();
            assertThatExceptionOfType(KeyMaterialException.class)
                    .isThrownBy(() -> RenewalMessage.read(answer))
                    .withMessageContaining("does not grant")
                    .withMessageContaining("evil.example");
            assertThat(pair.authority.issued()).hasSize(2);
        }
    }

    @Test
    void whatIsNoRequestIsAnsweredSo() throws Exception {
        try (var pair = new RenewingPair(directory, OLD, VALIDITY)) {
            for (var request : List.of(new byte[0], new byte[] {0x30, 1}, new byte[70_000])) {
                try (var channel = pair.connect()) {
                    channel.send(request);
                    var answer = channel.receive().orElseThrow();
                    assertThatExceptionOfType(KeyMaterialException.class)
                            .isThrownBy(() -> RenewalMessage.read(answer))
                            .satisfies(error -> assertThat(error.reason()).isEqualTo(Reason.NOT_GRANTED));
                }
            }
            assertThat(pair.authority.issued()).hasSize(2);
        }
    }

    /** R5: a certificate for another key, and what is none; for other names, RenewalAnswersTest. */
    @Test
    void whatIsNoAnswerToTheRequestIsNotTaken() throws Exception {
        try (var pair = new RenewingPair(directory, OLD, VALIDITY)) {
            var current = pair.keys.get(ENTRY, Identity.class);
            var other = pair.authority.issue(CertificateProfile.tlsServerAndClient("other.example"));
            for (var answer : List.of(
                    RenewalMessage.granted(other.certificateChain()),
                    RenewalMessage.granted(current.certificateChain()),
                    new byte[0],
                    new byte[] {2},
                    new byte[] {0, 1, 2, 3})) {
                try (var service = RenewingPair.answering(pair, answer);
                        var renewer = AutoRenewer.builder(pair.keys, ENTRY, () -> pair.connect(service.port()))
                                .before(Duration.ofSeconds(1))
                                .start()) {
                    assertThatExceptionOfType(KeyMaterialException.class)
                            .isThrownBy(renewer::renewNow)
                            .satisfies(error -> assertThat(error.reason()).isIn(Reason.MALFORMED, Reason.KEY_MISMATCH));
                }
                assertThat(pair.keys.get(ENTRY, Identity.class).certificate()).isEqualTo(current.certificate());
            }
        }
    }

    /** The thread renews what is due, goes on after failures, and ends with close. */
    @Test
    void theThreadRenewsWhatIsDue() throws Exception {
        try (var pair = new RenewingPair(directory, OLD, VALIDITY)) {
            var heard = new LinkedBlockingQueue<Object>();
            var down = new CountDownLatch(1);
            var renewer = AutoRenewer.builder(pair.keys, ENTRY, () -> {
                        if (down.getCount() > 0) {
                            down.countDown();
                            throw new SecureChannelException(
                                    SecureChannelException.Reason.CONNECT_REFUSED, "the authority is down");
                        }
                        return pair.connect();
                    })
                    .before(Duration.ofDays(6))
                    .listener(new RenewalListener() {
                        @Override
                        public void renewed(X509Certificate certificate) {
                            heard.add(certificate);
                        }

                        @Override
                        public void failed(Exception why, Duration again) {
                            heard.add(why.getMessage() + ", again " + again);
                            throw new IllegalStateException("a listener that fails ends nothing");
                        }
                    })
                    .clock(() -> Instant.now().plus(Duration.ofDays(5)).minusSeconds(3))
                    .start();
            assertThat(heard.poll(10, TimeUnit.SECONDS)).asString().startsWith("the authority is down, again PT0.");
            assertThat(heard.poll(10, TimeUnit.SECONDS)).isInstanceOf(X509Certificate.class);
            renewer.close();
            assertThat(Thread.getAllStackTraces().keySet())
                    .noneMatch(thread -> thread.getName().equals("securechannel-renewal"));
        }
    }

    /** R9: the attempt is given up, and there is time for another. */
    @Test
    void anAuthorityThatIsSilentIsAskedAgain() throws Exception {
        try (var pair = new RenewingPair(directory, OLD, VALIDITY);
                var silent = RenewingPair.silent(pair)) {
            var failures = new LinkedBlockingQueue<Exception>();
            var renewed = new LinkedBlockingQueue<X509Certificate>();
            var first = new AtomicBoolean(true);
            var renewer = AutoRenewer.builder(
                            pair.keys,
                            ENTRY,
                            () -> first.getAndSet(false) ? pair.connect(silent.port()) : pair.connect())
                    .before(Duration.ofDays(6))
                    .listener(new RenewalListener() {
                        @Override
                        public void renewed(X509Certificate certificate) {
                            renewed.add(certificate);
                        }

                        @Override
                        public void failed(Exception why, Duration again) {
                            failures.add(why);
                        }
                    })
                    .clock(() -> Instant.now().plus(Duration.ofDays(5)).minusSeconds(3))
                    .start();
            try {
                assertThat(failures.poll(20, TimeUnit.SECONDS))
                        .isInstanceOfSatisfying(
                                SecureChannelException.class,
                                error -> assertThat(error.reason())
                                        .isEqualTo(SecureChannelException.Reason.RECEIVE_TIMEOUT));
                assertThat(renewed.poll(20, TimeUnit.SECONDS)).isNotNull();
            } finally {
                renewer.close();
            }
        }
    }

    @Test
    void whereListsAndAnswersAreIsTakenOver() throws Exception {
        var authority = CertificateAuthority.create("Root");
        var first = authority.issue(BOTH.withCrlDistributionPoint(URI.create("http://ca.example/root.crl"))
                .withOcspResponder(URI.create("http://ca.example/ocsp")));
        var again =
                authority.issue(CertificateProfile.like(first.certificate())).certificate();
        for (var extension : List.of("2.5.29.31", "1.3.6.1.5.5.7.1.1")) {
            assertThat(again.getExtensionValue(extension))
                    .isNotNull()
                    .isEqualTo(first.certificate().getExtensionValue(extension));
        }
    }

    @Test
    void oneThatIsNoClientsSaysSo() throws Exception {
        var authority = CertificateAuthority.create("Root");
        assertThatExceptionOfType(KeyMaterialException.class)
                .isThrownBy(() -> CertificateProfile.like(authority.certificate()))
                .satisfies(error -> assertThat(error.reason()).isEqualTo(Reason.WRONG_KIND));
        assertThatIllegalArgumentException().isThrownBy(() -> RenewalService.of(authority, Duration.ZERO));
    }

    @ParameterizedTest
    @ValueSource(strings = {"no", "line\nbreak", "esc\u001b[2J"})
    void reasonsArePrintable(String why) {
        assertThatExceptionOfType(KeyMaterialException.class)
                .isThrownBy(() -> RenewalMessage.read(RenewalMessage.refused(why)))
                .satisfies(error -> assertThat(error.getMessage()).matches("[\\x20-\\x7e]+"));
        assertThat(RenewalMessage.refused("x".repeat(5_000))).hasSizeLessThan(1_100);
        assertThat(new String(RenewalMessage.refused(why), StandardCharsets.UTF_8))
                .endsWith(why);
    }

    private static AutoRenewer idle(RenewingPair pair) {
        return AutoRenewer.builder(pair.keys, ENTRY, pair::connect)
                .before(Duration.ofSeconds(1))
                .start();
    }

    private static void refused(AutoRenewer renewer, Reason reason, String words) {
        assertThatExceptionOfType(KeyMaterialException.class)
                .isThrownBy(renewer::renewNow)
                .withMessageContaining(words)
                .satisfies(error -> assertThat(error.reason()).isEqualTo(reason));
    }
}
