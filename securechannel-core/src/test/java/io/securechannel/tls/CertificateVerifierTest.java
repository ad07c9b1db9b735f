package io.securechannel.tls;

import static io.securechannel.Loopback.assertTells;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.peer.Trust;
import io.securechannel.testkit.TestCa;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Paths, uses, dates and strength, without a handshake. */
@Tag("verify")
@Timeout(20)
class CertificateVerifierTest {

    private static final TlsSettings.Demands NO_DEMANDS =
            new TlsSettings.Demands(TlsSettings.ClientCertificate.NONE, Optional.empty(), Optional.empty());

    private static final TestCa ROOT = TestCa.create("Root");
    private static final Trust TRUST = Trust.only(ROOT.certificate());
    private static final HostName HOST = HostName.of("chat.example");
    private static final Instant NOW = Instant.now();

    @Test
    void aChainWithIntermediatesInAnyOrderIsAPath() {
        var upper = ROOT.intermediate("Upper");
        var lower = upper.intermediate("Lower");
        var chain = lower.server("chat.example").certificateChain();
        assertThat(chain).hasSize(3);
        assertThat(refusal(TRUST, chain)).isNull();
        assertThat(refusal(TRUST, List.of(chain.get(0), chain.get(2), chain.get(1))))
                .isNull();
        assertThat(refusal(TRUST, List.of(chain.get(0), chain.get(2), chain.get(1), ROOT.certificate())))
                .isNull();
    }

    @Test
    void aWildcardForAnExcludedNameIsExcluded() {
        var noSecrets = excluded(new GeneralName(GeneralName.dNSName, "Secret.chat.example"));
        var between = ROOT.intermediate("No secrets", noSecrets);
        var root = TestCa.create("No secrets", noSecrets);
        for (var ca : List.of(between, root)) {
            var trust = Trust.only(ca == root ? root.certificate() : ROOT.certificate());
            assertTells(
                    refusal(
                            trust,
                            HostName.of("secret.chat.example"),
                            ca.server("*.chat.example").certificateChain()),
                    Reason.CERTIFICATE_UNUSABLE,
                    "its authority [CN=No secrets] may not issue for");
            assertThat(refusal(
                            trust,
                            HOST,
                            ca.server("chat.example", "*.b.chat.example").certificateChain()))
                    .isNull();
        }
    }

    @Test
    void anAddressBesideTheCommonNameIsFoundToo() {
        var root = TestCa.create("No mail", excluded(new GeneralName(GeneralName.rfc822Name, "evil.example")));
        var trust = Trust.only(root.certificate());
        for (var subject : List.of("Ada L,E=ada@evil.example", "Ada L+E=ada@evil.example")) {
            var chain = root.client(subject).certificateChain();
            assertTells(
                    refusal(trust, Use.CLIENT, InstantSource.system(), chain, null),
                    Reason.CERTIFICATE_UNUSABLE,
                    "[CN=No mail] may not issue for");
        }
    }

    /** JDK 17 fails on the comparison; a newer one finds that IPv6 is something else. */
    @Test
    void whatTheJdkFailsOnIsRefusedAsTheRestIs() {
        var noIpv6 = excluded(new GeneralName(GeneralName.iPAddress, new DEROctetString(new byte[32])));
        var chain = ROOT.intermediate("No IPv6", noIpv6).server("10.0.0.7").certificateChain();
        var refusal = refusal(TRUST, HostName.of("10.0.0.7"), chain);
        if (refusal != null) {
            assertTells(refusal, Reason.CERTIFICATE_UNUSABLE, "it cannot be checked");
        }
    }

    private static Extension excluded(GeneralName name) {
        try {
            var constraints = new NameConstraints(null, new GeneralSubtree[] {new GeneralSubtree(name)});
            return new Extension(Extension.nameConstraints, true, constraints.getEncoded());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void strangersInAChainDoNoHarm() {
        var leaf = ROOT.server("chat.example").certificate();
        assertThat(refusal(TRUST, List.of(leaf, TestCa.create("Stranger").certificate())))
                .isNull();
    }

    @Test
    void asManyAuthoritiesAsOurOwnRootsMayAllow() {
        var lowest = ROOT;
        for (int i = 1; i <= 8; i++) {
            lowest = lowest.intermediate("Level " + i);
        }
        assertThat(refusal(TRUST, lowest.server("chat.example").certificateChain()))
                .isNull();
    }

    @Test
    void aMissingIntermediateIsNoPath() {
        var chain = ROOT.intermediate("Upper")
                .intermediate("Lower")
                .server("chat.example")
                .certificateChain();
        assertTells(refusal(TRUST, List.of(chain.get(0))), Reason.UNTRUSTED_CERTIFICATE, "send the intermediates");
        assertTells(refusal(TRUST, List.of(chain.get(0), chain.get(2))), Reason.UNTRUSTED_CERTIFICATE);
    }

    @Test
    void anIntermediateMayBeTheAnchor() {
        var chain = ROOT.intermediate("Upper").server("chat.example").certificateChain();
        assertThat(refusal(Trust.only(chain.get(1)), chain)).isNull();
        assertThat(refusal(Trust.only(chain.get(1)), List.of(chain.get(0)))).isNull();
    }

    @Test
    void aLeafMayBeItsOwnAnchorWithinItsDatesAndName() {
        var leaf = ROOT.server("chat.example").certificate();
        var own = Trust.only(leaf);
        assertThat(refusal(own, List.of(leaf))).isNull();
        var late = InstantSource.fixed(NOW.plus(Duration.ofDays(90)));
        assertTells(refusal(own, Use.SERVER, late, List.of(leaf), HOST), Reason.CERTIFICATE_EXPIRED);
        assertTells(
                refusal(own, Use.SERVER, InstantSource.system(), List.of(leaf), HostName.of("mail.example")),
                Reason.WRONG_HOST);
    }

    @Test
    void aCrossSignedIntermediateLeadsToEitherRoot() {
        var keys = TestCa.keys("EC", 256);
        var oldKeys = TestCa.keys("EC", 256);
        var oldRoot = Chains.authority("Old Root", oldKeys, "Old Root", oldKeys);
        var newRoot = Chains.authority("New Root", keys, "New Root", keys);
        var cross = Chains.authority("New Root", keys, "Old Root", oldKeys);
        var leaf = Chains.leaf("x", TestCa.keys("EC", 256), "New Root", keys);
        for (var chain : List.of(List.of(leaf, cross), List.of(leaf, newRoot, cross), List.of(leaf, cross, newRoot))) {
            assertThat(refusal(Trust.only(oldRoot), null, chain)).isNull();
            assertThat(refusal(Trust.only(newRoot), null, chain)).isNull();
            assertTells(refusal(TRUST, null, chain), Reason.UNTRUSTED_CERTIFICATE);
        }
    }

    @Test
    void aLeafIsNoAuthority() {
        var keys = TestCa.keys("EC", 256);
        var fake = ROOT.leaf("Fake CA").keys(keys).certificate();
        var below = Chains.authority("victim", TestCa.keys("EC", 256), "Fake CA", keys);
        assertTells(
                refusal(TRUST, null, List.of(below, fake)),
                Reason.CERTIFICATE_UNUSABLE,
                "[CN=Fake CA]",
                "no authority");
    }

    @Test
    void aNameThatIsTheSameIsNoAuthority() {
        var impostor = TestCa.create("Root").server("chat.example");
        assertTells(refusal(TRUST, impostor.certificateChain()), Reason.UNTRUSTED_CERTIFICATE);
    }

    @Test
    void extendedKeyUsageMustHoldTheUseIfItIsThere() {
        var none = ROOT.leaf("x").names("chat.example");
        assertThat(refusal(TRUST, List.of(none.certificate()))).isNull();
        var client = none.purposes(KeyPurposeId.id_kp_clientAuth).certificate();
        assertTells(refusal(TRUST, List.of(client)), Reason.CERTIFICATE_UNUSABLE, "lacks serverAuth");
        assertThat(refusal(TRUST, Use.CLIENT, InstantSource.system(), List.of(client), null))
                .isNull();
        var any = none.purposes(KeyPurposeId.anyExtendedKeyUsage).certificate();
        assertThat(refusal(TRUST, List.of(any))).isNull();
        var both = none.purposes(KeyPurposeId.id_kp_clientAuth, KeyPurposeId.id_kp_serverAuth)
                .certificate();
        assertThat(refusal(TRUST, List.of(both))).isNull();
        var mail = none.purposes(KeyPurposeId.id_kp_emailProtection).certificate();
        assertTells(
                refusal(TRUST, Use.CLIENT, InstantSource.system(), List.of(mail), null),
                Reason.CERTIFICATE_UNUSABLE,
                "lacks clientAuth");
    }

    @Test
    void keyUsageMustAllowSignatures() {
        var agreement = ROOT.leaf("x")
                .names("chat.example")
                .usage(KeyUsage.keyAgreement)
                .certificate();
        assertTells(refusal(TRUST, List.of(agreement)), Reason.CERTIFICATE_UNUSABLE, "lacks digitalSignature");
    }

    @Test
    void datesAreThoseOfTheClock() {
        var leaf = ROOT.server("chat.example").certificate();
        assertTells(at(leaf, NOW.plus(Duration.ofDays(61))), Reason.CERTIFICATE_EXPIRED, "it expired at");
        assertTells(at(leaf, NOW.minus(Duration.ofDays(61))), Reason.CERTIFICATE_NOT_YET_VALID, "it is valid from");
        assertThat(at(leaf, leaf.getNotAfter().toInstant())).isNull();
        assertThat(at(leaf, leaf.getNotBefore().toInstant())).isNull();
    }

    @Test
    void datesAreNotBlamedForAnUntrustedIssuer() {
        var expired = TestCa.create("Stranger")
                .leaf("x")
                .names("chat.example")
                .valid(NOW.minus(Duration.ofDays(9)), NOW.minus(Duration.ofDays(1)))
                .certificate();
        assertTells(refusal(TRUST, List.of(expired)), Reason.UNTRUSTED_CERTIFICATE);
    }

    @Test
    void weakKeysAreRefusedAlsoWhereTheyArePinned() {
        var weak = ROOT.leaf("x")
                .names("chat.example")
                .keys(TestCa.keys("RSA", 1_024))
                .certificate();
        assertTells(refusal(TRUST, List.of(weak)), Reason.CERTIFICATE_UNUSABLE, "too weak");
        assertTells(refusal(Trust.pinned(Trust.pinOf(weak)), List.of(weak)), Reason.CERTIFICATE_UNUSABLE, "too weak");
        assertTells(refusal(Trust.only(weak), List.of(weak)), Reason.CERTIFICATE_UNUSABLE, "too weak");
    }

    /** SLOTH, SHAttered: who finds a collision of SHA-1 has a certificate that nobody issued. */
    @Test
    void signaturesOverSha1AreRefused() {
        var keys = TestCa.keys("EC", 256);
        var root = Chains.authority("Sha Root", keys, "Sha Root", keys);
        var weak = Chains.leaf("x", TestCa.keys("EC", 256), "Sha Root", keys, "SHA1withECDSA");
        assertTells(
                refusal(Trust.only(root), null, List.of(weak)),
                Reason.CERTIFICATE_UNUSABLE,
                "signatures SHA-256 or better");
    }

    /** It was chosen by the user; below it, the same signature is refused. */
    @Test
    void whatTheAnchorIsSignedWithSaysNothing() {
        var signer = TestCa.keys("EC", 256);
        var root = Chains.authority("Root", signer, "Root", signer);
        var system = InstantSource.system();
        var keys = TestCa.keys("EC", 256);
        var strong = Chains.leaf("x", keys, "Root", signer);
        var weak = Chains.leaf("x", keys, "Root", signer, "SHA1withECDSA");
        assertThat(refusal(Trust.only(root), Use.CLIENT, system, List.of(strong), null))
                .isNull();
        assertThat(refusal(Trust.only(weak), Use.CLIENT, system, List.of(weak), null))
                .isNull();
    }

    @Test
    void aPinnedCertificateIsWithinItsDates() {
        var leaf = ROOT.server("chat.example").certificate();
        var pinned = Trust.pinned(Trust.pinOf(leaf));
        assertThat(refusal(pinned, List.of(leaf))).isNull();
        var late = InstantSource.fixed(NOW.plus(Duration.ofDays(90)));
        assertTells(refusal(pinned, Use.SERVER, late, List.of(leaf), HOST), Reason.CERTIFICATE_EXPIRED);
        var early = InstantSource.fixed(NOW.minus(Duration.ofDays(3_650)));
        assertTells(refusal(pinned, Use.SERVER, early, List.of(leaf), HOST), Reason.CERTIFICATE_NOT_YET_VALID);
    }

    @Test
    void pinsMayBeOfAnyCertificateOfThePathAndOfNoOther() {
        var upper = ROOT.intermediate("Upper");
        var chain = upper.server("chat.example").certificateChain();
        for (var pinned : List.of(chain.get(0), chain.get(1), ROOT.certificate())) {
            assertThat(refusal(TRUST.andPinned(Trust.pinOf(pinned)), chain)).isNull();
        }
        // A certificate that is shown beside the path proves nothing.
        var bystander = TestCa.create("Bystander").certificate();
        var shown = List.of(chain.get(0), chain.get(1), bystander);
        assertTells(refusal(TRUST.andPinned(Trust.pinOf(bystander)), shown), Reason.PIN_MISMATCH);
        assertTells(refusal(Trust.pinned(Trust.pinOf(chain.get(1))), chain), Reason.PIN_MISMATCH);
    }

    @Test
    void wordsOfThePeerAreBoundedAndPrintable() {
        var names =
                IntStream.range(0, 300).mapToObj(i -> "host" + i + ".example").toArray(String[]::new);
        var hostile = TestCa.create("Stranger\u202e " + "x".repeat(50)).server(names);
        var error = refusal(TRUST, hostile.certificateChain());
        assertTells(error, Reason.UNTRUSTED_CERTIFICATE, "Stranger? ");
        assertThat(error.getMessage()).hasSizeLessThan(2_000).matches("[\\x20-\\x7E…]*");
    }

    @Test
    void publicAuthoritiesDoNotVouchForAPrivateOne() {
        var chain = ROOT.server("chat.example").certificateChain();
        assertTells(refusal(Trust.system(), chain), Reason.UNTRUSTED_CERTIFICATE, "the public authorities of the JDK");
        assertThatCode(() -> new CertificateVerifier(
                                Trust.systemAnd(ROOT.certificate()), Use.SERVER, InstantSource.system(), NO_DEMANDS)
                        .verify(chain, HOST))
                .doesNotThrowAnyException();
    }

    private static Throwable at(X509Certificate leaf, Instant when) {
        return refusal(TRUST, Use.SERVER, InstantSource.fixed(when), List.of(leaf), HOST);
    }

    private static Throwable refusal(Trust trust, List<X509Certificate> chain) {
        return refusal(trust, HOST, chain);
    }

    private static Throwable refusal(Trust trust, HostName host, List<X509Certificate> chain) {
        return refusal(trust, Use.SERVER, InstantSource.system(), chain, host);
    }

    private static Throwable refusal(
            Trust trust, Use use, InstantSource clock, List<X509Certificate> chain, HostName host) {
        var verifier = new CertificateVerifier(trust, use, clock, NO_DEMANDS);
        return catchThrowable(() -> verifier.verify(chain, host));
    }
}
