package io.securechannel.pki.ocsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.keys.Identity;
import io.securechannel.pki.CertificateAuthority;
import io.securechannel.pki.CertificateProfile;
import io.securechannel.pki.KeyType;
import io.securechannel.pki.RevocationReason;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What our responder answers (RFC 6960), as Bouncy Castle and the JDK read it. */
@Tag("verify")
@Timeout(20)
class OcspResponderTest {

    private static final CertificateProfile SERVER = CertificateProfile.tlsServer("chat.example");
    private static final BigInteger NEVER_ISSUED = BigInteger.valueOf(4711);

    private final AtomicReference<Instant> now =
            new AtomicReference<>(Instant.now().truncatedTo(ChronoUnit.SECONDS));
    private final CertificateAuthority root =
            CertificateAuthority.builder("Example Root CA").clock(now::get).build();

    @Test
    void goodRevokedAndUnknown() throws Exception {
        var good = root.issue(SERVER).certificate();
        var bad = root.issue(SERVER).certificate();
        var held = root.issue(SERVER).certificate();
        var plain = root.issue(SERVER).certificate();
        root.revoke(bad.getSerialNumber(), RevocationReason.KEY_COMPROMISE);
        root.revoke(held.getSerialNumber(), RevocationReason.CERTIFICATE_HOLD);
        root.revoke(plain.getSerialNumber(), RevocationReason.UNSPECIFIED);
        var request = about(good, bad, held, plain).serial(NEVER_ISSUED).der();

        for (var responder : List.of(responder(), delegated())) {
            var singles = basic(responder.answer(request)).getResponses();
            assertThat(singles).hasSize(5);
            assertThat(singles[0].getCertStatus()).isEqualTo(CertificateStatus.GOOD);
            assertThat(((RevokedStatus) singles[1].getCertStatus()).getRevocationTime())
                    .isEqualTo(now.get());
            assertThat(((RevokedStatus) singles[1].getCertStatus()).getRevocationReason())
                    .isEqualTo(1);
            assertThat(((RevokedStatus) singles[2].getCertStatus()).getRevocationReason())
                    .isEqualTo(6);
            assertThat(((RevokedStatus) singles[3].getCertStatus()).hasRevocationReason())
                    .as("no reason rather than the one that there is none")
                    .isFalse();
            assertThat(singles[4].getCertStatus()).isInstanceOf(UnknownStatus.class);
            for (var each : singles) {
                assertThat(each.getThisUpdate()).isEqualTo(now.get());
                assertThat(each.getNextUpdate()).isEqualTo(now.get().plus(Duration.ofHours(1)));
            }
        }
    }

    @Test
    void whatIsRevokedOrReleasedCountsWithTheNextAnswer() throws Exception {
        var certificate = root.issue(SERVER).certificate();
        var responder = responder();
        assertThat(status(responder, certificate)).isEqualTo(CertificateStatus.GOOD);
        root.revoke(certificate.getSerialNumber(), RevocationReason.CERTIFICATE_HOLD);
        assertThat(status(responder, certificate)).isInstanceOf(RevokedStatus.class);
        root.release(certificate.getSerialNumber());
        assertThat(status(responder, certificate)).isEqualTo(CertificateStatus.GOOD);
    }

    @Test
    void certificatesAreFoundBySha256AsWell() throws Exception {
        var certificate = root.issue(SERVER).certificate();
        var request = about(certificate).hash(NISTObjectIdentifiers.id_sha256).der();
        var single = basic(responder().answer(request)).getResponses()[0];
        assertThat(single.getCertStatus()).isEqualTo(CertificateStatus.GOOD);
        assertThat(single.getCertID().getHashAlgOID()).isEqualTo(NISTObjectIdentifiers.id_sha256);
        var unknownHash =
                about(certificate).hash(NISTObjectIdentifiers.id_sha384).der();
        assertThat(basic(responder().answer(unknownHash)).getResponses()[0].getCertStatus())
                .isInstanceOf(UnknownStatus.class);
    }

    @Test
    void othersCertificatesAreUnknown() throws Exception {
        var certificate = root.issue(SERVER).certificate();
        var namesake = CertificateAuthority.create("Example Root CA");
        var request = Requests.about(namesake.certificate(), certificate).der();
        assertThat(basic(responder().answer(request)).getResponses()[0].getCertStatus())
                .isInstanceOf(UnknownStatus.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 16, 32, 128})
    void noncesComeBack(int length) throws Exception {
        var nonce = new byte[length];
        nonce[0] = 7;
        var certificate = root.issue(SERVER).certificate();
        var answer = responder().answer(about(certificate).nonce(nonce).der());
        assertThat(answer.hasNonce()).isTrue();
        assertThat(basic(answer)
                        .getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce)
                        .getExtnValue()
                        .getOctets())
                .isEqualTo(new DEROctetString(nonce).getEncoded());
        var without = responder().answer(about(certificate).der());
        assertThat(without.hasNonce()).isFalse();
        assertThat(basic(without).hasExtensions()).isFalse();
        assertThat(without.nextUpdate()).contains(now.get().plus(Duration.ofHours(1)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 129, 4_000})
    void noncesOfAWrongLength(int length) throws Exception {
        assertMalformed(about(root.certificate()).nonce(new byte[length]).der(), "nonce has " + length);
    }

    @Test
    void oddRequests() throws Exception {
        var nonce = OCSPObjectIdentifiers.id_pkix_ocsp_nonce;
        var odd = new ASN1ObjectIdentifier("1.3.6.1.4.1.55555.1");
        assertMalformed(new byte[0], "not an OCSP request");
        assertMalformed("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII), "not an OCSP request");
        assertMalformed(about().der(), "asks about 0 certificates");
        assertMalformed(
                about().extension(nonce, false, new byte[] {2, 1, 1})
                        .serial(BigInteger.ONE)
                        .der(),
                "OCTET");
        assertMalformed(
                about(root.certificate())
                        .extension(odd, true, new byte[] {5, 0})
                        .der(),
                "critical extension");
        var harmless = about(root.certificate()).extension(odd, false, new byte[] {5, 0});
        assertThat(responder().answer(harmless.der()).status()).isEqualTo(OcspAnswer.Status.SUCCESSFUL);
        var many = about();
        for (int i = 1; i <= 32; i++) {
            many.serial(BigInteger.valueOf(i));
        }
        assertThat(responder().answer(many.der()).status()).isEqualTo(OcspAnswer.Status.SUCCESSFUL);
        assertMalformed(many.serial(BigInteger.TEN).der(), "asks about 33 certificates");
        var trailing = Arrays.copyOf(harmless.der(), harmless.der().length + 1);
        assertMalformed(trailing, "not an OCSP request");
        var large = responder().answer(new byte[(16 << 10) + 1]);
        assertThat(large.status()).isEqualTo(OcspAnswer.Status.MALFORMED_REQUEST);
        assertThat(large.trouble().orElseThrow().reason()).isEqualTo(Reason.TOO_LARGE);
    }

    @ParameterizedTest
    @EnumSource(
            value = KeyType.class,
            names = {"EC_P256", "EC_P384", "ED25519"})
    void everyKeySigns(KeyType keyType) throws Exception {
        var authority =
                CertificateAuthority.builder("Example Root CA").keyType(keyType).build();
        var certificate = authority.issue(SERVER).certificate();
        var basic = basic(OcspResponder.of(authority)
                .answer(Requests.about(authority.certificate(), certificate).der()));
        assertThat(basic.isSignatureValid(new JcaContentVerifierProviderBuilder().build(authority.certificate())))
                .isTrue();
        assertThat(basic.getCerts()).as("who asks has it").isEmpty();
    }

    @Test
    void aDelegatedSignerShowsItsCertificate() throws Exception {
        var basic = basic(delegated().answer(about(root.certificate()).der()));
        assertThat(basic.getCerts()).hasSize(1);
        X509CertificateHolder signer = basic.getCerts()[0];
        assertThat(signer.getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nocheck))
                .isNotNull();
        assertThat(signer.getSubject()).hasToString("CN=Example OCSP");
        assertThat(basic.isSignatureValid(new JcaContentVerifierProviderBuilder().build(signer)))
                .isTrue();
        assertThat(signer.isSignatureValid(new JcaContentVerifierProviderBuilder().build(root.certificate())))
                .isTrue();
    }

    @Test
    void theCertificateOfASigner() throws Exception {
        var certificate =
                root.issue(CertificateProfile.ocspSigner("Example OCSP")).certificate();
        assertThat(certificate.getExtendedKeyUsage()).containsExactly(KeyPurposeId.id_kp_OCSPSigning.getId());
        assertThat(certificate.getBasicConstraints()).isNegative();
        assertThat(certificate.getKeyUsage())
                .containsExactly(true, false, false, false, false, false, false, false, false);
        assertThat(certificate.getNotAfter()).isEqualTo(now.get().plus(Duration.ofDays(30)));
        assertThat(root.find(certificate.getSerialNumber()).orElseThrow().profile())
                .isEqualTo("ocspSigner");
    }

    @Test
    void aCertificateMayNameItsResponder() throws Exception {
        var uri = "http://ocsp.example:8888/ocsp";
        var certificate = root.issue(SERVER.withOcspResponder(URI.create(uri))).certificate();
        var extension = certificate.getExtensionValue(Extension.authorityInfoAccess.getId());
        var access = AuthorityInformationAccess.getInstance(
                ASN1OctetString.getInstance(extension).getOctets());
        assertThat(access.getAccessDescriptions()).hasSize(1);
        assertThat(access.getAccessDescriptions()[0].getAccessMethod()).isEqualTo(AccessDescription.id_ad_ocsp);
        assertThat(access.getAccessDescriptions()[0].getAccessLocation())
                .isEqualTo(new GeneralName(GeneralName.uniformResourceIdentifier, uri));
        assertThatThrownBy(() -> SERVER.withOcspResponder(URI.create("ftp://ocsp.example/")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("an OCSP answer is fetched from an http: or https: URI");
    }

    /** The JDK judges our answers as it would those of any responder. */
    @Test
    void theJdkBelievesThem() throws Exception {
        now.set(Instant.now());
        var good = root.issue(SERVER).certificate();
        var bad = root.issue(SERVER).certificate();
        root.revoke(bad.getSerialNumber(), RevocationReason.SUPERSEDED);
        for (var responder : List.of(responder(), delegated())) {
            jdkValidates(good, responder.answer(about(good).der()).encoded());
            assertThatThrownBy(() ->
                            jdkValidates(bad, responder.answer(about(bad).der()).encoded()))
                    .isInstanceOf(CertPathValidatorException.class)
                    .hasMessageContaining("revoked, reason: SUPERSEDED");
            assertThatThrownBy(() -> jdkValidates(
                            good, responder.answer(about(bad).der()).encoded()))
                    .as("of another certificate")
                    .isInstanceOf(CertPathValidatorException.class);
        }
    }

    @Test
    void whoMayNotSignIsRefused() throws Exception {
        assertNoSigner(root.issue(SERVER), "lacks the extended key usage OCSPSigning");
        var namesake = CertificateAuthority.create("Example Root CA");
        assertNoSigner(
                namesake.issue(CertificateProfile.ocspSigner("Example OCSP")),
                "was not issued by the authority whose certificates it speaks of");
    }

    @Test
    void anAuthorityWithoutItsLedgerAnswersNothing() throws Exception {
        var forgetful = CertificateAuthority.of(root.identity());
        assertThatThrownBy(() -> OcspResponder.of(forgetful))
                .isInstanceOfSatisfying(
                        KeyMaterialException.class, e -> assertThat(e.reason()).isEqualTo(Reason.MISSING))
                .hasMessageContaining("CertificateAuthority.open(keys, entry)");
    }

    @Test
    void answersEndWithTheirSigner() throws Exception {
        var signer = new AtomicReference<>(
                root.issue(CertificateProfile.ocspSigner("Example OCSP").withValidity(Duration.ofMinutes(10))));
        var responder = OcspResponder.builder(root)
                .signer(signer::get)
                .reloadInterval(Duration.ZERO)
                .build();
        var request = about(root.certificate()).der();
        assertThat(responder.answer(request).nextUpdate()).contains(now.get().plus(Duration.ofMinutes(10)));
        now.set(now.get().plus(Duration.ofMinutes(11)));
        var late = responder.answer(request);
        assertThat(late.status()).isEqualTo(OcspAnswer.Status.TRY_LATER);
        assertThat(late.trouble().orElseThrow())
                .hasMessageContaining("[CN=Example OCSP] is valid from")
                .hasMessageContaining("issue a new one");
        assertThat(new OCSPResp(late.encoded()).getStatus()).isEqualTo(3);
        signer.set(root.issue(CertificateProfile.ocspSigner("Example OCSP")));
        assertThat(responder.answer(request).status()).isEqualTo(OcspAnswer.Status.SUCCESSFUL);
        signer.set(root.issue(SERVER));
        var wrong = responder.answer(request);
        assertThat(wrong.status()).isEqualTo(OcspAnswer.Status.INTERNAL_ERROR);
        assertThat(new OCSPResp(wrong.encoded()).getStatus()).isEqualTo(2);
        assertThat(wrong.trouble().orElseThrow().reason()).isEqualTo(Reason.UNSUPPORTED);
    }

    private OcspResponder responder() throws KeyMaterialException {
        return OcspResponder.builder(root).reloadInterval(Duration.ZERO).build();
    }

    private OcspResponder delegated() throws KeyMaterialException {
        return OcspResponder.builder(root)
                .signer(root.issue(CertificateProfile.ocspSigner("Example OCSP")))
                .reloadInterval(Duration.ZERO)
                .build();
    }

    private Requests about(X509Certificate... certificates) {
        return Requests.about(root.certificate(), certificates);
    }

    private CertificateStatus status(OcspResponder responder, X509Certificate certificate) throws Exception {
        return basic(responder.answer(about(certificate).der()))
                .getResponses()[0]
                .getCertStatus();
    }

    private void assertMalformed(byte[] request, String why) throws Exception {
        var answer = responder().answer(request);
        assertThat(answer.status()).isEqualTo(OcspAnswer.Status.MALFORMED_REQUEST);
        assertThat(answer.trouble().orElseThrow()).hasMessageContaining(why);
        assertThat(new OCSPResp(answer.encoded()).getStatus()).isEqualTo(1);
        assertThat(answer.nextUpdate()).isEmpty();
    }

    private void assertNoSigner(Identity signer, String why) {
        assertThatThrownBy(() -> OcspResponder.builder(root).signer(signer).build())
                .isInstanceOfSatisfying(
                        KeyMaterialException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNSUPPORTED))
                .hasMessageContaining(why)
                .hasMessageContaining("CertificateProfile.ocspSigner(name)");
    }

    private void jdkValidates(X509Certificate certificate, byte[] answer) throws Exception {
        var validator = CertPathValidator.getInstance("PKIX");
        var checker = (PKIXRevocationChecker) validator.getRevocationChecker();
        checker.setOptions(Set.of(PKIXRevocationChecker.Option.NO_FALLBACK));
        checker.setOcspResponses(Map.of(certificate, answer));
        var parameters = new PKIXParameters(Set.of(new TrustAnchor(root.certificate(), null)));
        parameters.addCertPathChecker(checker);
        var path = CertificateFactory.getInstance("X.509").generateCertPath(List.of(certificate));
        validator.validate(path, parameters);
    }

    private static BasicOCSPResp basic(OcspAnswer answer) throws Exception {
        assertThat(answer.status()).as("%s", answer.trouble()).isEqualTo(OcspAnswer.Status.SUCCESSFUL);
        return (BasicOCSPResp) new OCSPResp(answer.encoded()).getResponseObject();
    }
}
