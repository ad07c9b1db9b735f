package io.securechannel.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.event.SecurityEvent;
import io.securechannel.keys.Identity;
import io.securechannel.testkit.TestCa;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which lists tell of a path, and which do not (RFC 5280, sections 5 and 6.3), without a handshake. */
@Tag("verify")
@Timeout(20)
class CrlRevocationTest {

    private static final TestCa ROOT = TestCa.create("List Root");
    private static final TestCa MIDDLE = ROOT.intermediate("Middle CA");
    private static final Identity ADA = MIDDLE.client("ada");
    private static final Identity BOB = ROOT.client("bob");
    private static final List<X509Certificate> ADAS_PATH =
            List.of(ADA.certificate(), MIDDLE.certificate(), ROOT.certificate());
    private static final List<X509Certificate> BOBS_PATH = List.of(BOB.certificate(), ROOT.certificate());
    private static final ASN1ObjectIdentifier UNKNOWN = new ASN1ObjectIdentifier("1.3.6.1.4.1.55555.1");
    private static final Instant NOW = Instant.now();

    @TempDir
    Path directory;

    private final List<SecurityEvent> events = new ArrayList<>();

    @Test
    void whoIsOnNoListPasses() throws Exception {
        var file = file("all.crl", Crls.of(ROOT), Crls.of(MIDDLE).revoke(BOB.certificate(), CRLReason.superseded));
        assertThatCode(() -> CrlRevocation.of(file).check(ADAS_PATH)).doesNotThrowAnyException();
        var apart = CrlRevocation.of(file("root.crl", Crls.of(ROOT)), der("middle.crl", Crls.of(MIDDLE)));
        assertThatCode(() -> apart.check(ADAS_PATH)).doesNotThrowAnyException();
        var objects = CrlRevocation.of(Crls.of(ROOT).list(), Crls.of(MIDDLE).list());
        assertThatCode(() -> objects.check(ADAS_PATH)).doesNotThrowAnyException();
        assertThat(apart)
                .hasToString(objects.toString()
                        .replace("a list given to CrlRevocation", "x")
                        .replaceFirst("x", directory.resolve("root.crl").toString())
                        .replaceFirst("x", directory.resolve("middle.crl").toString()));
    }

    @ParameterizedTest
    @CsvSource({
        "0, for no reason that is given, needs a new certificate",
        "1, its key is known to others (keyCompromise), and a new key",
        "4, another one has taken its place (superseded), needs a new certificate",
        "6, for the time being (certificateHold), Its issuer alone can take it off hold",
        "9, what it granted was withdrawn (privilegeWithdrawn), needs a new certificate"
    })
    void whoIsOnAListIsRevoked(int reason, String why, String advice) throws Exception {
        var policy = CrlRevocation.of(file("root.crl", Crls.of(ROOT).number(7).revoke(BOB.certificate(), reason)));
        assertTells(
                refusal(policy, BOBS_PATH),
                Reason.CERTIFICATE_REVOKED,
                "[CN=bob]",
                BOB.certificate().getSerialNumber().toString(16).toUpperCase(Locale.ROOT),
                "was revoked at 20",
                why,
                "list number 7 of [CN=List Root]",
                "root.crl",
                advice);
    }

    @Test
    void anAuthorityThatIsRevokedTakesAllBelowAlong() throws Exception {
        // Whoever has its key can make a list that clears everybody.
        var policy =
                CrlRevocation.of(file("root.crl", Crls.of(ROOT).revoke(MIDDLE.certificate(), CRLReason.keyCompromise)));
        assertTells(
                refusal(policy, ADAS_PATH),
                Reason.CERTIFICATE_REVOKED,
                "the certificate of [CN=Middle CA]",
                "new certificate from another authority");
    }

    @Test
    void eachIssuerNeedsAListOfItsOwn() throws Exception {
        assertTells(
                refusal(CrlRevocation.of(file("root.crl", Crls.of(ROOT))), ADAS_PATH),
                Reason.REVOCATION_UNKNOWN,
                "[CN=ada]",
                "there is no list of its issuer [CN=Middle CA]",
                "root.crl",
                "ca crl");
        assertTells(
                refusal(CrlRevocation.of(file("middle.crl", Crls.of(MIDDLE))), ADAS_PATH),
                Reason.REVOCATION_UNKNOWN,
                "there is no list of its issuer [CN=List Root]");
    }

    @Test
    void datesAreThoseOfTheClock() throws Exception {
        var file = file("root.crl", Crls.of(ROOT).dates(NOW, NOW.plus(Duration.ofDays(1))));
        assertThat(at(file, NOW.minus(Duration.ofMinutes(4)))).isNull();
        assertTells(
                at(file, NOW.minus(Duration.ofMinutes(6))),
                Reason.REVOCATION_UNKNOWN,
                "begins later than now",
                "set the clock right");
        assertThat(at(file, NOW.plus(Duration.ofHours(23)))).isNull();
        assertTells(
                at(file, NOW.plus(Duration.ofHours(25))),
                Reason.REVOCATION_UNKNOWN,
                "is stale: the next one was due at",
                "root.crl",
                "ca crl");
        var wide = CrlRevocation.builder()
                .file(file)
                .clock(InstantSource.fixed(NOW.minus(Duration.ofHours(1))))
                .clockSkew(Duration.ofHours(2))
                .build();
        assertThat(refusal(wide, BOBS_PATH)).isNull();
    }

    @Test
    void aListWithoutAnEndIsNone() throws Exception {
        assertUnusable(Crls.of(ROOT).dates(NOW.minusSeconds(60), null), "does not say when the next one is due");
    }

    @Test
    void onlyTheIssuersOwnKeySigns() throws Exception {
        var namesake = TestCa.create("List Root");
        assertUnusable(Crls.of(namesake), "of another key of that name");
        assertUnusable(Crls.of(namesake).withoutKeyIdentifier(), "was not signed by the key that issued");
        assertUnusable(Crls.of(ROOT).signer(namesake), "was not signed by the key that issued");
        var bytes =
                Crls.of(ROOT).revoke(BOB.certificate(), CRLReason.superseded).der();
        bytes[bytes.length - 1] ^= 1;
        Crls.write(directory.resolve("changed.crl"), bytes);
        assertTells(
                refusal(CrlRevocation.of(directory.resolve("changed.crl")), BOBS_PATH),
                Reason.REVOCATION_UNKNOWN,
                "or was changed since");
        assertThat(refusal(CrlRevocation.of(file("x.crl", Crls.of(ROOT).withoutKeyIdentifier())), BOBS_PATH))
                .isNull();
    }

    @Test
    void aListOfANamesakeDoesNotHideTheRightOne() throws Exception {
        var namesake = TestCa.create("List Root");
        var file = file("both.crl", Crls.of(namesake), Crls.of(ROOT).revoke(BOB.certificate(), CRLReason.superseded));
        assertTells(refusal(CrlRevocation.of(file), BOBS_PATH), Reason.CERTIFICATE_REVOKED);
    }

    @Test
    void anIssuerThatMayNotSignLists() throws Exception {
        var usage = Crls.encoded(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
        var strict = TestCa.create("Certificates Only", usage);
        var path = List.of(strict.client("x").certificate(), strict.certificate());
        assertTells(
                refusal(CrlRevocation.of(file("x.crl", Crls.of(strict))), path),
                Reason.REVOCATION_UNKNOWN,
                "[CN=Certificates Only] may not sign revocation lists",
                "lacks cRLSign");
    }

    @Test
    void weakSignatures() throws Exception {
        assertUnusable(Crls.of(ROOT).algorithm("SHA1withECDSA"), "SHA1withECDSA, is too weak");
    }

    @Test
    void partsDeltasAndIndirectLists() throws Exception {
        var point = new DistributionPointName(
                new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, "http://crl.test/")));
        var partial = new IssuingDistributionPoint(point, true, false, null, false, false);
        var indirect = new IssuingDistributionPoint(point, false, false, null, true, false);
        for (boolean critical : new boolean[] {true, false}) {
            assertUnusable(
                    Crls.of(ROOT).extension(Extension.issuingDistributionPoint, critical, partial),
                    "for a part of the certificates only");
            assertUnusable(Crls.of(ROOT).extension(Extension.issuingDistributionPoint, critical, indirect), "indirect");
            assertUnusable(
                    Crls.of(ROOT).extension(Extension.deltaCRLIndicator, critical, new ASN1Integer(1)), "a delta list");
        }
        var issuer = new GeneralNames(new GeneralName(X500Name.getInstance(
                MIDDLE.certificate().getSubjectX500Principal().getEncoded())));
        assertUnusable(
                Crls.of(ROOT).revoke(ADA.certificate(), Crls.encoded(Extension.certificateIssuer, true, issuer)),
                "an indirect list");
        assertUnusable(Crls.of(ROOT).revoke(ADA.certificate(), CRLReason.removeFromCRL), "removeFromCRL");
    }

    @Test
    void criticalExtensionsHaveToBeKnown() throws Exception {
        assertUnusable(Crls.of(ROOT).extension(UNKNOWN, true, DERNull.INSTANCE), "critical extension", UNKNOWN.getId());
        assertUnusable(
                Crls.of(ROOT).revoke(ADA.certificate(), Crls.encoded(UNKNOWN, true, DERNull.INSTANCE)),
                "an entry has a critical extension",
                UNKNOWN.getId());
        var harmless = Crls.of(ROOT)
                .extension(UNKNOWN, false, DERNull.INSTANCE)
                .revoke(ADA.certificate(), Crls.encoded(UNKNOWN, false, DERNull.INSTANCE));
        assertThat(refusal(CrlRevocation.of(file("x.crl", harmless)), BOBS_PATH))
                .isNull();
    }

    @Test
    void aChangedFileCountsAtOnce() throws Exception {
        var file = file("root.crl", Crls.of(ROOT));
        var policy = live(file);
        assertThat(refusal(policy, BOBS_PATH)).isNull();
        assertThat(events).isEmpty();
        Crls.write(file, Crls.of(ROOT).number(2).revoke(BOB.certificate(), CRLReason.superseded));
        assertTells(refusal(policy, BOBS_PATH), Reason.CERTIFICATE_REVOKED, "list number 2");
        Crls.write(file, Crls.of(ROOT).number(3));
        assertThat(refusal(policy, BOBS_PATH)).isNull();
        assertThat(events)
                .hasSize(2)
                .allSatisfy(event -> assertThat(event).isInstanceOf(SecurityEvent.Reloaded.class))
                .last()
                .extracting(Object::toString)
                .asString()
                .contains("revocation list number 3 of [CN=List Root]", "due for renewal at");
    }

    @ParameterizedTest
    @CsvSource({"'', MISSING", "nonsense, MISSING", "0nonsense, MALFORMED", "-----BEGIN X509 CRL-----, MALFORMED"})
    void aDamagedChangeIsToldAndChangesNothing(String damaged, KeyMaterialException.Reason reason) throws Exception {
        assertChangeIsRefused(damaged.getBytes(StandardCharsets.US_ASCII), reason, "root.crl");
    }

    @Test
    void aFileThatIsGoneChangesNothing() throws Exception {
        var file = file("root.crl", Crls.of(ROOT).revoke(BOB.certificate(), CRLReason.superseded));
        var policy = live(file);
        Files.delete(file);
        assertTells(refusal(policy, BOBS_PATH), Reason.CERTIFICATE_REVOKED);
        assertTells(refusal(policy, BOBS_PATH), Reason.CERTIFICATE_REVOKED);
        assertThat(refusals()).singleElement().satisfies(error -> {
            assertThat(error.reason()).isEqualTo(KeyMaterialException.Reason.UNREADABLE);
            assertThat(error).hasMessageContaining("root.crl");
        });
    }

    @Test
    void aListThatIsWronglySignedChangesNothing() throws Exception {
        var bad = Crls.of(ROOT).number(9).signer(TestCa.create("Mallory"));
        assertChangeIsRefused(bad.der(), KeyMaterialException.Reason.BAD_SIGNATURE, "was not signed by the key");
    }

    @Test
    void aListOfSomebodyElseChangesNothing() throws Exception {
        var other = Crls.of(TestCa.create("Somebody Else")).number(9);
        assertChangeIsRefused(other.der(), KeyMaterialException.Reason.MISSING, "is not there any more");
    }

    @Test
    void anOlderListChangesNothing() throws Exception {
        assertChangeIsRefused(
                Crls.of(ROOT).number(4).der(),
                KeyMaterialException.Reason.OUTSIDE_VALIDITY,
                "list number 4",
                "no newer than one that was seen before, the list number 5",
                "somebody may try to undo a revocation");
        assertChangeIsRefused(Crls.of(ROOT).number(5).der(), KeyMaterialException.Reason.OUTSIDE_VALIDITY, "no newer");
        assertChangeIsRefused(
                Crls.of(ROOT).number(0).dates(NOW, NOW.plus(Duration.ofDays(9))).der(),
                KeyMaterialException.Reason.OUTSIDE_VALIDITY,
                "list without a number");
    }

    @Test
    void listsWithoutNumbersAreOrderedByDate() throws Exception {
        var file = file("root.crl", Crls.of(ROOT).number(0).revoke(BOB.certificate(), CRLReason.superseded));
        var policy = live(file);
        assertTells(refusal(policy, BOBS_PATH), Reason.CERTIFICATE_REVOKED);
        Crls.write(file, Crls.of(ROOT).number(0).dates(NOW.minus(Duration.ofHours(2)), NOW.plus(Duration.ofDays(1))));
        assertTells(refusal(policy, BOBS_PATH), Reason.CERTIFICATE_REVOKED);
        assertThat(refusals()).hasSize(1);
        Crls.write(file, Crls.of(ROOT).number(0).dates(NOW.minus(Duration.ofMinutes(1)), NOW.plus(Duration.ofDays(1))));
        assertThat(refusal(policy, BOBS_PATH)).isNull();
    }

    @Test
    void theNewestSeenHoldsUntilItIsStale() throws Exception {
        var now = new Instant[] {NOW};
        var file = file("root.crl", Crls.of(ROOT).number(5).dates(NOW.minusSeconds(60), NOW.plus(Duration.ofDays(1))));
        var policy = builder(file).clock(() -> now[0]).build();
        assertThat(refusal(policy, BOBS_PATH)).isNull();
        Crls.write(file, Crls.of(ROOT).number(4).dates(NOW.minusSeconds(90), NOW.plus(Duration.ofDays(30))));
        assertThat(refusal(policy, BOBS_PATH)).isNull();
        now[0] = NOW.plus(Duration.ofDays(2));
        assertTells(
                refusal(policy, BOBS_PATH),
                Reason.REVOCATION_UNKNOWN,
                "the newest list number 5",
                "is stale",
                "list number 4",
                "no newer");
    }

    @Test
    void oldAndNewListsSideBySideAreNoTrouble() throws Exception {
        var revoking = Crls.of(ROOT).number(2).revoke(BOB.certificate(), CRLReason.superseded);
        for (var lists : List.of(List.of(Crls.of(ROOT), revoking), List.of(revoking, Crls.of(ROOT)))) {
            events.clear();
            var policy = live(file("both.crl", lists.toArray(Crls[]::new)));
            assertTells(refusal(policy, BOBS_PATH), Reason.CERTIFICATE_REVOKED, "list number 2");
            assertThat(refusals()).isEmpty();
        }
    }

    @Test
    void whatIsTrustedByItselfMustBeSelfSigned() throws Exception {
        var policy = CrlRevocation.of(file("root.crl", Crls.of(ROOT)));
        assertThat(refusal(policy, List.of(ROOT.certificate()))).isNull();
        assertTells(
                refusal(policy, List.of(BOB.certificate())),
                Reason.REVOCATION_UNKNOWN,
                "trusted by itself",
                "Trust the issuer instead");
    }

    @Test
    void listsWithManyEntries() throws Exception {
        var large = Crls.of(ROOT).revokeMany(20_000);
        var policy = CrlRevocation.of(der("large.crl", large.revoke(BOB.certificate(), CRLReason.superseded)));
        assertTells(refusal(policy, BOBS_PATH), Reason.CERTIFICATE_REVOKED);
        assertThat(refusal(policy, List.of(MIDDLE.certificate(), ROOT.certificate())))
                .isNull();
    }

    @Test
    void whatCannotBeReadIsToldWhenThePolicyIsMade() throws Exception {
        var missing = directory.resolve("missing.crl");
        assertThatThrownBy(() -> CrlRevocation.of(missing))
                .satisfies(error -> isFor(error, KeyMaterialException.Reason.UNREADABLE, "missing.crl"));
        assertThatThrownBy(() -> CrlRevocation.of(directory))
                .satisfies(error -> isFor(error, KeyMaterialException.Reason.UNREADABLE));
        var certificate = directory.resolve("root.crt");
        Pem.writeCertificate(ROOT.certificate(), certificate);
        assertThatThrownBy(() -> CrlRevocation.of(certificate))
                .satisfies(error -> isFor(
                        error,
                        KeyMaterialException.Reason.MISSING,
                        "holds no revocation list, but CERTIFICATE in line 1"));
        var twice = directory.resolve("twice.crl");
        var der = Crls.of(ROOT).der();
        var trailing = Arrays.copyOf(der, der.length + 1);
        Files.write(twice, trailing);
        assertThatThrownBy(() -> CrlRevocation.of(twice))
                .satisfies(error -> isFor(error, KeyMaterialException.Reason.MALFORMED, "twice.crl", "fetch it again"));
        Files.write(twice, new byte[(16 << 20) + 1]);
        assertThatThrownBy(() -> CrlRevocation.of(twice))
                .satisfies(error -> isFor(error, KeyMaterialException.Reason.TOO_LARGE, "16 MiB"));
        assertThatThrownBy(() -> CrlRevocation.builder().build())
                .satisfies(error -> isFor(error, KeyMaterialException.Reason.MISSING));
    }

    @Test
    void settingsHaveBounds() {
        var builder = CrlRevocation.builder();
        assertThatThrownBy(() -> builder.clockSkew(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.clockSkew(Duration.ofDays(2))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.reloadInterval(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class);
        // More than 292 years are no nanoseconds, and every handshake would fail.
        assertThatThrownBy(() -> builder.reloadInterval(ChronoUnit.FOREVER.getDuration()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void filesAreNotLookedAtMoreOftenThanAsked() throws Exception {
        var file = file("root.crl", Crls.of(ROOT));
        var policy = CrlRevocation.builder()
                .file(file)
                .reloadInterval(Duration.ofDays(1))
                .build();
        Crls.write(file, Crls.of(ROOT).number(2).revoke(BOB.certificate(), CRLReason.superseded));
        assertThat(refusal(policy, BOBS_PATH)).isNull();
    }

    /** Against a file whose list number 5 revokes Bob, and does so still. */
    private void assertChangeIsRefused(byte[] change, KeyMaterialException.Reason reason, String... told)
            throws Exception {
        events.clear();
        var file = file("root.crl", Crls.of(ROOT).number(5).revoke(BOB.certificate(), CRLReason.superseded));
        var policy = live(file);
        assertTells(refusal(policy, BOBS_PATH), Reason.CERTIFICATE_REVOKED);
        Crls.write(file, change);
        assertTells(refusal(policy, BOBS_PATH), Reason.CERTIFICATE_REVOKED, "list number 5");
        assertTells(refusal(policy, BOBS_PATH), Reason.CERTIFICATE_REVOKED, "list number 5");
        assertThat(refusals()).singleElement().satisfies(error -> isFor(error, reason, told));
        Crls.write(file, Crls.of(ROOT).number(6));
        assertThat(refusal(policy, BOBS_PATH)).isNull();
    }

    private void assertUnusable(Crls list, String... parts) throws Exception {
        var error = refusal(CrlRevocation.of(file("x.crl", list)), BOBS_PATH);
        assertTells(error, Reason.REVOCATION_UNKNOWN, parts);
        assertTells(error, Reason.REVOCATION_UNKNOWN, "x.crl", "ca crl");
    }

    private static SecureChannelException at(Path file, Instant when) throws Exception {
        return refusal(
                CrlRevocation.builder()
                        .file(file)
                        .clock(InstantSource.fixed(when))
                        .build(),
                BOBS_PATH);
    }

    private CrlRevocation live(Path file) throws Exception {
        return builder(file).build();
    }

    private CrlRevocation.Builder builder(Path file) {
        return CrlRevocation.builder().file(file).reloadInterval(Duration.ZERO).listener(events::add);
    }

    private List<KeyMaterialException> refusals() {
        return events.stream()
                .filter(SecurityEvent.ReloadRefused.class::isInstance)
                .map(event -> ((SecurityEvent.ReloadRefused) event).error())
                .toList();
    }

    private Path file(String name, Crls... lists) throws Exception {
        var file = directory.resolve(name);
        Crls.write(file, lists);
        return file;
    }

    private Path der(String name, Crls list) throws Exception {
        var file = directory.resolve(name);
        Crls.write(file, list.der());
        return file;
    }

    private static SecureChannelException refusal(CrlRevocation policy, List<X509Certificate> path) {
        return catchThrowableOfType(SecureChannelException.class, () -> policy.check(path));
    }

    private static void assertTells(SecureChannelException error, Reason reason, String... parts) {
        assertThat(error).isNotNull();
        assertThat(error.reason()).as(error.getMessage()).isEqualTo(reason);
        for (var part : parts) {
            assertThat(error).hasMessageContaining(part);
        }
    }

    private static void isFor(Throwable error, KeyMaterialException.Reason reason, String... parts) {
        assertThat(error).isInstanceOf(KeyMaterialException.class);
        assertThat(((KeyMaterialException) error).reason())
                .as(error.getMessage())
                .isEqualTo(reason);
        for (var part : parts) {
            assertThat(error).hasMessageContaining(part);
        }
    }
}
