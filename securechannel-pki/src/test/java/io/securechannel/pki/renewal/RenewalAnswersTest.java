package io.securechannel.pki.renewal;

import static io.securechannel.pki.renewal.RenewingPair.BOTH;
import static io.securechannel.pki.renewal.RenewingPair.ENTRY;
import static io.securechannel.pki.renewal.RenewingPair.VALIDITY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.securechannel.SecureChannelServer;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.keys.Identity;
import io.securechannel.pki.CertificateProfile;
import io.securechannel.pki.CertificateRequest;
import io.securechannel.pki.Pem;
import io.securechannel.pki.Subject;
import io.securechannel.testkit.TestCa;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.OtherName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a client sends, and takes, of a service that has signed for the client's new key (docs/spec/renewal.md, R5 and R6). */
@Tag("verify")
@Timeout(30)
class RenewalAnswersTest {

    private static final CertificateProfile OLD = BOTH.withValidity(Duration.ofDays(5));

    @TempDir
    Path directory;

    private final LinkedBlockingQueue<byte[]> requests = new LinkedBlockingQueue<>();

    /** What is wrong with the new certificate. */
    enum Other {
        MORE_NAMES,
        OTHER_SUBJECT,
        FEWER_USES,
        SHORTER_LIFE;

        private CertificateProfile change(CertificateProfile like) {
            return switch (this) {
                case MORE_NAMES -> like.withNames("more.example");
                case OTHER_SUBJECT -> like.withSubject(Subject.of("somebody else"));
                case FEWER_USES -> CertificateProfile.tlsServer("localhost", "127.0.0.1");
                case SHORTER_LIFE -> like.withValidity(Duration.ofDays(2));
            };
        }
    }

    /** R5. */
    @ParameterizedTest
    @EnumSource
    void anotherCertificateThanTheOneBeforeIsNotTaken(Other other) throws Exception {
        try (var pair = new RenewingPair(directory, OLD, VALIDITY)) {
            notTaken(pair, other::change, Duration.ZERO, Reason.MALFORMED, "or one that does not live longer");
        }
    }

    /** R5: it would be refused by every peer, and the one that is good would be gone. */
    @Test
    void aCertificateThatIsNotValidYetIsNotTaken() throws Exception {
        try (var pair = new RenewingPair(directory, OLD, VALIDITY)) {
            notTaken(pair, like -> like, Duration.ofHours(-3), Reason.OUTSIDE_VALIDITY, "Set the clock right");
        }
    }

    /** R6: each request is for a new key, whose private half is not in it. */
    @Test
    void eachTimeThereIsANewKey() throws Exception {
        var days = new AtomicInteger(); // each lives for longer than the one before
        try (var pair = new RenewingPair(directory, OLD, VALIDITY);
                var service = signing(pair, like -> like.withValidity(VALIDITY.plusDays(days.incrementAndGet())));
                var renewer = renewer(pair, service, Duration.ZERO)) {
            var keys = new HashSet<>();
            keys.add(pair.keys.get(ENTRY, Identity.class).certificate().getPublicKey());
            for (int i = 1; i <= 2; i++) {
                assertThat(keys.add(renewer.renewNow().getPublicKey())).isTrue();
                var key = (ECPrivateKey) pair.keys.get(ENTRY, Identity.class).privateKey();
                var secret = key.getS().toString(16);
                assertThat(HexFormat.of().formatHex(requests.take())).doesNotContain(secret);
            }
        }
    }

    /** Section 2: DER, one after the other, and nothing else that a parser would take as well. */
    @Test
    void onlyTheSpecifiedFormIsRead() throws Exception {
        var authority = TestCa.create("Root");
        var leaf = authority.client("ada").certificate();
        var good = RenewalMessage.granted(List.of(leaf, authority.certificate()));
        assertThat(RenewalMessage.read(good)).containsExactly(leaf, authority.certificate());
        var file = directory.resolve("leaf.crt");
        Pem.writeCertificate(leaf, file);
        for (var content : List.of(Files.readAllBytes(file), new byte[] {0x30, 0}, new byte[] {0x30}, good)) {
            var answer = new ByteArrayOutputStream();
            answer.write(0);
            answer.writeBytes(content);
            assertThatExceptionOfType(KeyMaterialException.class)
                    .isThrownBy(() -> RenewalMessage.read(answer.toByteArray()))
                    .satisfies(error -> assertThat(error.reason()).isEqualTo(Reason.MALFORMED));
        }
    }

    /** As Windows has them for users. */
    @Test
    void namesThatNoProfileHasAreSaid() throws Exception {
        var user = new GeneralName(
                GeneralName.otherName,
                new OtherName(new ASN1ObjectIdentifier("1.3.6.1.4.1.311.20.2.3"), new DERUTF8String("ada@example")));
        var certificate = TestCa.create("Root")
                .leaf("ada")
                .purposes(KeyPurposeId.id_kp_clientAuth)
                .extension(new Extension(Extension.subjectAlternativeName, false, new GeneralNames(user).getEncoded()))
                .certificate();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CertificateProfile.like(certificate))
                .withMessageContaining("which no profile has");
    }

    private void notTaken(
            RenewingPair pair, UnaryOperator<CertificateProfile> change, Duration clock, Reason reason, String words)
            throws Exception {
        var before = pair.keys.get(ENTRY, Identity.class).certificate();
        try (var service = signing(pair, change);
                var renewer = renewer(pair, service, clock)) {
            assertThatExceptionOfType(KeyMaterialException.class)
                    .isThrownBy(renewer::renewNow)
                    .withMessageContaining(words)
                    .satisfies(error -> assertThat(error.reason()).isEqualTo(reason));
        }
        assertThat(pair.keys.get(ENTRY, Identity.class).certificate()).isEqualTo(before);
        assertThat(pair.keys.versions(ENTRY, Identity.class)).hasSize(1);
    }

    /** A service that signs what is asked, with changes. */
    private SecureChannelServer signing(RenewingPair pair, UnaryOperator<CertificateProfile> change) throws Exception {
        return RenewingPair.instead(pair, channel -> {
            var request = channel.receive().orElseThrow();
            requests.add(request);
            try {
                var current = channel.peer().certificate().orElseThrow();
                var profile = change.apply(CertificateProfile.like(current).withValidity(VALIDITY));
                channel.send(RenewalMessage.granted(
                        pair.authority.sign(CertificateRequest.parse(request), profile, name -> true)));
            } catch (KeyMaterialException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static AutoRenewer renewer(RenewingPair pair, SecureChannelServer service, Duration clock) {
        return AutoRenewer.builder(pair.keys, ENTRY, () -> pair.connect(service.port()))
                .before(Duration.ofSeconds(1))
                .clock(() -> Instant.now().plus(clock))
                .start();
    }
}
