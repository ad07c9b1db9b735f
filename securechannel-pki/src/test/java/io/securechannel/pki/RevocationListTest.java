package io.securechannel.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CRLReason;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertStore;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.bouncycastle.asn1.ASN1Enumerated;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("verify")
class RevocationListTest {

    private static final Instant START = Instant.parse("2030-06-01T12:00:00Z");
    private static final CertificateProfile SHORT =
            CertificateProfile.tlsClient("ada").withValidity(Duration.ofDays(2));

    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final InstantSource clock = now::get;
    private final CertificateAuthority root =
            CertificateAuthority.builder("Example Root CA").clock(clock).build();

    @ParameterizedTest
    @EnumSource(names = {"EC_P256", "EC_P384", "ED25519", "RSA_2048"})
    void theListIsOfVersion2WithNumberAndKey(KeyType keyType) throws Exception {
        var authority = CertificateAuthority.builder("Root")
                .keyType(keyType)
                .clock(clock)
                .build();
        var empty = authority.crl();

        empty.verify(authority.certificate().getPublicKey());
        assertThat(empty.getVersion()).isEqualTo(2);
        assertThat(empty.getIssuerX500Principal())
                .isEqualTo(authority.certificate().getSubjectX500Principal());
        assertThat(empty.getRevokedCertificates()).isNull();
        assertThat(empty.getThisUpdate().toInstant()).isEqualTo("2030-06-01T11:00:00Z");
        assertThat(empty.getNextUpdate().toInstant()).isEqualTo("2030-06-08T12:00:00Z");
        assertThat(empty.getCriticalExtensionOIDs()).isEmpty();
        assertThat(empty.getNonCriticalExtensionOIDs()).containsExactlyInAnyOrder("2.5.29.20", "2.5.29.35");
        assertThat(AuthorityKeyIdentifier.getInstance(ASN1OctetString.getInstance(empty.getExtensionValue("2.5.29.35"))
                                .getOctets())
                        .getKeyIdentifierOctets())
                .isEqualTo(Validation.subjectKeyIdentifier(authority.certificate()));
        assertThat(number(empty)).isEqualTo(1);
        assertThat(number(authority.crl(Duration.ofHours(1)))).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void everyReasonIsOnTheList(RevocationReason reason) throws Exception {
        var revoked = root.issue(SHORT).certificate();
        var good = root.issue(SHORT).certificate();
        root.revoke(revoked.getSerialNumber(), reason);
        var list = root.crl();

        assertThat(list.isRevoked(good)).isFalse();
        var entry = list.getRevokedCertificate(revoked);
        assertThat(entry.getSerialNumber()).isEqualTo(revoked.getSerialNumber());
        if (reason == RevocationReason.UNSPECIFIED) {
            assertThat(entry.hasExtensions()).isFalse();
        } else {
            assertThat(entry.getRevocationReason()).isEqualTo(CRLReason.valueOf(reason.name()));
            var code = ASN1OctetString.getInstance(entry.getExtensionValue("2.5.29.21"))
                    .getOctets();
            assertThat(ASN1Enumerated.getInstance(code).intValueExact()).isEqualTo(reason.code());
        }
        assertThat(RevocationReason.ofCode(reason.code())).hasValue(reason);
        assertThat(root.find(revoked.getSerialNumber()).orElseThrow().revocation())
                .hasValue(new Revocation(START, reason));
        pkix(good, list, START);
        assertThatExceptionOfType(CertPathValidatorException.class)
                .isThrownBy(() -> pkix(revoked, list, START))
                .satisfies(e -> assertThat(e.getReason()).isEqualTo(CertPathValidatorException.BasicReason.REVOKED));
    }

    @Test
    void codesThatAreNoneAreNothing() {
        for (int code : new int[] {-1, 7, 8, 11}) {
            assertThat(RevocationReason.ofCode(code)).isEmpty();
        }
    }

    @Test
    void aPeerWhoseClockIsBehindRefusesTheRevokedToo() throws Exception {
        now.set(START.plus(Duration.ofDays(1)));
        var revoked = root.issue(SHORT).certificate();
        root.revoke(revoked.getSerialNumber(), RevocationReason.KEY_COMPROMISE);
        var list = root.crl();

        assertThatExceptionOfType(CertPathValidatorException.class)
                .isThrownBy(() -> pkix(revoked, list, now.get().minus(Duration.ofMinutes(50))))
                .satisfies(e -> assertThat(e.getReason()).isEqualTo(CertPathValidatorException.BasicReason.REVOKED));
        // Dated when it was, once that is before the list begins.
        now.set(now.get().plus(Duration.ofHours(2)));
        assertThat(root.crl().getRevokedCertificate(revoked).getRevocationDate().toInstant())
                .isEqualTo(START.plus(Duration.ofDays(1)));
    }

    @Test
    void onlyAHoldIsTakenBackOrHardened() throws Exception {
        var held = root.issue(SHORT).certificate().getSerialNumber();
        root.revoke(held, RevocationReason.CERTIFICATE_HOLD);
        assertThat(entry(held).getRevocationReason()).isEqualTo(CRLReason.CERTIFICATE_HOLD);
        refused(Reason.ALREADY_THERE, () -> root.revoke(held, RevocationReason.CERTIFICATE_HOLD), "was revoked at");

        root.release(held);
        assertThat(root.crl().getRevokedCertificate(held)).isNull();
        assertThat(root.find(held).orElseThrow().revocation()).isEmpty();
        refused(Reason.MISSING, () -> root.release(held), "is not revoked");

        root.revoke(held, RevocationReason.CERTIFICATE_HOLD);
        now.set(START.plusSeconds(3_600));
        root.revoke(held, RevocationReason.KEY_COMPROMISE);
        assertThat(root.find(held).orElseThrow().revocation())
                .hasValue(new Revocation(START, RevocationReason.KEY_COMPROMISE));
        refused(
                Reason.ALREADY_THERE,
                () -> root.revoke(held, RevocationReason.SUPERSEDED),
                "for the reason KEY_COMPROMISE",
                "only CERTIFICATE_HOLD can be changed");
        refused(Reason.ALREADY_THERE, () -> root.release(held), "issue a new certificate");
    }

    @Test
    void whatWasNotIssuedIsNotRevoked() {
        refused(
                Reason.MISSING,
                () -> root.revoke(BigInteger.valueOf(0xABC), RevocationReason.UNSPECIFIED),
                "serial number abc",
                "look at the list of what it issued");
        refused(Reason.MISSING, () -> root.release(BigInteger.TEN), "serial number a ");
    }

    @Test
    void anEntryStaysUntilAListAfterTheEndHeldIt() throws Exception {
        var serial = root.issue(SHORT).certificate().getSerialNumber();
        root.revoke(serial, RevocationReason.SUPERSEDED);
        now.set(START.plus(Duration.ofDays(2))); // the last second of its life
        assertThat(entry(serial)).isNotNull();
        now.set(START.plus(Duration.ofDays(30)));
        assertThat(root.pruneLedger(Duration.ZERO)).isZero();
        assertThat(entry(serial)).isNotNull();
        assertThat(root.crl().getRevokedCertificate(serial)).isNull();
        assertThat(root.find(serial)).isPresent();
        assertThat(root.pruneLedger(Duration.ZERO)).isOne();
        assertThat(root.find(serial)).isEmpty();
        assertThat(number(root.crl())).isEqualTo(4);
    }

    /** Whose clock is half an hour behind takes such a list, and the certificate has not expired there. */
    @Test
    void aListThatBeganBeforeTheEndIsNoListAfterTheEnd() throws Exception {
        var certificate = root.issue(SHORT).certificate();
        root.revoke(certificate.getSerialNumber(), RevocationReason.KEY_COMPROMISE);
        now.set(START.plus(Duration.ofDays(2)).plus(Duration.ofMinutes(10)));
        assertThat(entry(certificate.getSerialNumber())).isNotNull();
        var second = root.crl();
        assertThat(second.getThisUpdate()).isBefore(certificate.getNotAfter());
        assertThat(second.getRevokedCertificate(certificate)).isNotNull();
        now.set(START.plus(Duration.ofDays(2)).plus(Duration.ofMinutes(70)));
        assertThat(entry(certificate.getSerialNumber())).isNotNull();
        assertThat(entry(certificate.getSerialNumber())).isNull();
    }

    @Test
    void aClockThatWasAheadTakesNobodyOffTheList() throws Exception {
        var serial = root.issue(SHORT).certificate().getSerialNumber();
        root.revoke(serial, RevocationReason.KEY_COMPROMISE);
        now.set(START.plus(Duration.ofDays(365)));
        assertThat(entry(serial)).isNotNull();
        now.set(START.plus(Duration.ofDays(1)));
        assertThat(entry(serial)).isNotNull();
        now.set(START.plus(Duration.ofDays(3)));
        assertThat(entry(serial)).isNotNull();
        assertThat(entry(serial)).isNull();
    }

    @Test
    void theExpiredAreForgottenWhenTheyAreOldEnough() throws Exception {
        var first = root.issue(SHORT).certificate().getSerialNumber();
        now.set(START.plus(Duration.ofDays(9)));
        var second = root.issue(SHORT).certificate().getSerialNumber();
        assertThat(root.pruneLedger(Duration.ofDays(7))).isZero();
        now.set(START.plus(Duration.ofDays(9)).plusSeconds(1));
        assertThat(root.pruneLedger(Duration.ofDays(7))).isOne();
        assertThat(root.find(first)).isEmpty();
        assertThat(root.issued()).extracting(IssuedCertificate::serial).containsExactly(second);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> root.pruneLedger(Duration.ofDays(-1)))
                .withMessageContaining("are not forgotten");
    }

    @Test
    void theLedgerHoldsWhatWasIssued() throws Exception {
        var server = root.issue(CertificateProfile.tlsServer("Chat.example", "10.0.0.7"))
                .certificate();
        var entry = root.find(server.getSerialNumber()).orElseThrow();

        assertThat(entry.subject()).isEqualTo("CN=chat.example");
        assertThat(entry.names()).containsExactly("chat.example", "10.0.0.7");
        assertThat(entry.profile()).isEqualTo("tlsServer");
        assertThat(entry.notBefore()).isEqualTo(server.getNotBefore().toInstant());
        assertThat(entry.notAfter()).isEqualTo(server.getNotAfter().toInstant());
        assertThat(entry.issued()).isEqualTo(START);
        assertThat(entry.revocation()).isEmpty();
        assertThat(entry.sha256())
                .isEqualTo(java.util.HexFormat.of()
                        .formatHex(java.security.MessageDigest.getInstance("SHA-256")
                                .digest(server.getEncoded())));
        assertThat(root.issued()).containsExactly(entry);
    }

    @Test
    void theListIsWrittenAsPem(@TempDir Path directory) throws Exception {
        var serial = root.issue(SHORT).certificate().getSerialNumber();
        root.revoke(serial, RevocationReason.KEY_COMPROMISE);
        var list = root.crl();
        var file = directory.resolve("root.crl");
        Pem.writeCrl(list, file);

        assertThat(Files.readString(file))
                .startsWith("-----BEGIN X509 CRL-----\n")
                .endsWith("-----END X509 CRL-----\n");
        try (var in = Files.newInputStream(file)) {
            assertThat(CertificateFactory.getInstance("X.509").generateCRL(in)).isEqualTo(list);
        }
    }

    @Test
    void aCertificateSaysWhereTheListIs() throws Exception {
        var leaf = root.issue(SHORT.withCrlDistributionPoint(URI.create("http://Pki.Chat.example/root.crl")))
                .certificate();
        assertThat(leaf.getNonCriticalExtensionOIDs()).contains("2.5.29.31");
        assertThat(new String(leaf.getExtensionValue("2.5.29.31"), java.nio.charset.StandardCharsets.US_ASCII))
                .contains("http://pki.chat.example/root.crl");
        for (var wrong : List.of("ldap://pki.chat.example/root", "file:///root.crl", "root.crl", "http:root.crl")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> SHORT.withCrlDistributionPoint(URI.create(wrong)))
                    .withMessageContaining("not a name for a certificate");
        }
    }

    @Test
    void anAuthorityThatMayNotSignListsSaysSo() throws Exception {
        var foreign = CertificateAuthority.of(
                HostileCertificates.authority(
                        root.identity(),
                        org.bouncycastle.asn1.x509.Extension.keyUsage,
                        new org.bouncycastle.asn1.x509.KeyUsage(org.bouncycastle.asn1.x509.KeyUsage.keyCertSign),
                        START),
                clock);
        refused(Reason.UNSUPPORTED, foreign::crl, "lacks cRLSign");
        now.set(START.plus(Duration.ofDays(4_000)));
        refused(Reason.OUTSIDE_VALIDITY, root::crl, "check the clock");
        for (var wrong : List.of(Duration.ZERO, Duration.ofSeconds(59), Duration.ofDays(3_651))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> root.crl(wrong))
                    .withMessageContaining("a minute at least");
        }
    }

    private X509CRLEntry entry(BigInteger serial) throws Exception {
        return root.crl().getRevokedCertificate(serial);
    }

    private void pkix(X509Certificate leaf, X509CRL list, Instant at) throws Exception {
        var factory = CertificateFactory.getInstance("X.509");
        // Read again, as a peer would.
        var read = factory.generateCRL(new ByteArrayInputStream(list.getEncoded()));
        var parameters = new PKIXParameters(Set.of(new TrustAnchor(root.certificate(), null)));
        parameters.setDate(Date.from(at));
        parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(List.of(read))));
        CertPathValidator.getInstance("PKIX").validate(factory.generateCertPath(List.of(leaf)), parameters);
    }

    private static int number(X509CRL list) {
        return ASN1Integer.getInstance(ASN1OctetString.getInstance(list.getExtensionValue("2.5.29.20"))
                        .getOctets())
                .intValueExact();
    }

    private static void refused(
            Reason reason, org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String... texts) {
        assertThatExceptionOfType(KeyMaterialException.class)
                .isThrownBy(call)
                .withMessageContainingAll(texts)
                .satisfies(e -> assertThat(e.reason()).isEqualTo(reason));
    }
}
