package io.securechannel.pki;

import static io.securechannel.pki.Validation.pkix;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.keys.EntryInfo;
import io.securechannel.keys.EntryKind;
import io.securechannel.keys.Identity;
import io.securechannel.keys.KeyEncryption;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.keys.StoredData;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Authorities in a key store: what one program writes the other reads, and nothing is lost between two. */
@Tag("verify")
class KeptAuthorityTest {

    private static final KeyEncryption PROTECTION =
            KeyEncryption.aesGcm("test", new SecretKeySpec(new byte[32], "AES"));
    private static final CertificateProfile CLIENT = CertificateProfile.tlsClient("ada");

    @TempDir
    Path directory;

    private KeyStoreManager keys;

    @BeforeEach
    void makeTheKeyStore() throws Exception {
        keys = KeyStoreManager.create(directory.resolve("ca.keys"), PROTECTION);
    }

    @AfterEach
    void closeTheKeyStore() {
        keys.close();
    }

    @Test
    void anAuthorityOpenedWithoutItsLedgerMakesNoList() throws Exception {
        var opened = CertificateAuthority.of(
                CertificateAuthority.create("Example Root CA").identity());
        refused(Reason.MISSING, opened::crl, "without its ledger", "CertificateAuthority.open(keys, entry)", "keepIn");
        refused(Reason.MISSING, () -> opened.crl(Duration.ofHours(1)), "revoked before");

        var leaf = opened.issue(CLIENT).certificate();
        var kept = opened.keepIn(keys, "root");
        kept.revoke(leaf.getSerialNumber(), RevocationReason.KEY_COMPROMISE);
        assertThat(kept.crl().isRevoked(leaf)).isTrue();
        refused(Reason.MISSING, opened::crl, "without its ledger");
    }

    @Test
    void anAuthorityIsNeededUntilTheLastOfWhatItHasIssuedEnds() throws Exception {
        var root = CertificateAuthority.create(keys, "root", "Example Root CA");
        assertThat(root.neededUntil()).isEmpty();
        var first = root.issue(CLIENT.withValidity(Duration.ofDays(3))).certificate();
        var last = root.issue(CLIENT.withValidity(Duration.ofDays(9))).certificate();
        assertThat(root.neededUntil()).contains(last.getNotAfter().toInstant());
        root.revoke(last.getSerialNumber(), RevocationReason.SUPERSEDED);
        assertThat(root.neededUntil()).contains(first.getNotAfter().toInstant());
        var later = CertificateAuthority.open(keys, "root", () -> Instant.now().plus(Duration.ofDays(4)));
        assertThat(later.neededUntil()).isEmpty();
    }

    @Test
    void anAuthorityAndItsLedgerOpenAgain() throws Exception {
        var root = CertificateAuthority.create(keys, "root", "Example Root CA");
        var first = root.issue(CLIENT).certificate();
        var second = root.issue(CLIENT).certificate();
        root.revoke(first.getSerialNumber(), RevocationReason.KEY_COMPROMISE);
        assertThat(number(root)).isEqualTo(1);

        assertThat(keys.list())
                .extracting(EntryInfo::name, EntryInfo::kind, EntryInfo::versions)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("root", EntryKind.TLS_IDENTITY, 1),
                        org.assertj.core.groups.Tuple.tuple("root.ledger", EntryKind.DATA, 1));
        try (var again = KeyStoreManager.open(directory.resolve("ca.keys"), PROTECTION)) {
            var opened = CertificateAuthority.open(again, "root");
            assertThat(opened.certificate()).isEqualTo(root.certificate());
            assertThat(opened.issued()).isEqualTo(root.issued()).hasSize(2);
            assertThat(opened.crl().isRevoked(first)).isTrue();
            assertThat(opened.crl().isRevoked(second)).isFalse();
            pkix(opened.issue(CLIENT).certificateChain(), root.certificate(), Instant.now());
        }
        assertThat(root.issued()).hasSize(3);
        assertThat(number(root)).isEqualTo(4);
    }

    @Test
    void whatWasIssuedBeforeItWasKeptIsInTheLedger() throws Exception {
        var root = CertificateAuthority.builder("Example Root CA").pathLength(1).build();
        var intermediate =
                root.intermediate(CertificateProfile.intermediate("Issuing CA")).keepIn(keys, "issuing");
        assertThat(root.keepIn(keys, "root").issued())
                .extracting(IssuedCertificate::profile)
                .containsExactly("intermediate");
        assertThat(intermediate.issue(CLIENT).certificateChain()).hasSize(2);

        var opened = CertificateAuthority.open(keys, "issuing");
        assertThat(opened.issued()).hasSize(1);
        pkix(opened.issue(CLIENT).certificateChain(), root.certificate(), Instant.now());
    }

    @Test
    void twoProgramsLoseNothingAndGiveNoNumberTwice() throws Exception {
        var first = CertificateAuthority.create(keys, "root", "Example Root CA").issue(CLIENT);
        var threads = Executors.newFixedThreadPool(4);
        try {
            var results = new ArrayList<Future<List<BigInteger>>>();
            for (int i = 0; i < 4; i++) {
                results.add(threads.submit((Callable<List<BigInteger>>) this::anotherProgram));
            }
            var serials = new ArrayList<>(List.of(first.certificate().getSerialNumber()));
            var numbers = new ArrayList<BigInteger>();
            for (var each : results) {
                var found = each.get();
                serials.addAll(found.subList(0, 3));
                numbers.addAll(found.subList(3, 6));
            }
            var root = CertificateAuthority.open(keys, "root");
            assertThat(root.issued())
                    .hasSize(13)
                    .extracting(IssuedCertificate::serial)
                    .containsExactlyInAnyOrderElementsOf(serials);
            assertThat(numbers).doesNotHaveDuplicates().allMatch(each -> each.intValueExact() <= 12);
            assertThat(number(root)).isEqualTo(13);
        } finally {
            threads.shutdownNow();
        }
    }

    /** Three serial numbers and three numbers of lists, by a key store of its own. */
    private List<BigInteger> anotherProgram() throws Exception {
        try (var own = KeyStoreManager.open(directory.resolve("ca.keys"), PROTECTION)) {
            var root = CertificateAuthority.open(own, "root");
            var serials = new ArrayList<BigInteger>();
            var numbers = new ArrayList<BigInteger>();
            for (int i = 0; i < 3; i++) {
                serials.add(root.issue(CLIENT).certificate().getSerialNumber());
                numbers.add(BigInteger.valueOf(number(root)));
            }
            serials.addAll(numbers);
            return serials;
        }
    }

    @Test
    void nothingIsHandedOutThatIsNotInTheLedger() throws Exception {
        var root = CertificateAuthority.create(keys, "root", "Example Root CA");
        keys.delete("root.ledger");
        refused(Reason.MISSING, () -> root.issue(CLIENT), "\"root.ledger\" is gone");
        refused(Reason.MISSING, root::crl, "put back a backup");
        refused(Reason.MISSING, root::issued, "root.ledger");
        refused(
                Reason.MISSING,
                () -> CertificateAuthority.open(keys, "root"),
                "but not its ledger",
                "put back a backup");
    }

    @Test
    void namesThatAreTakenAreRefused() throws Exception {
        var root = CertificateAuthority.create(keys, "root", "Example Root CA");
        var serial = root.issue(CLIENT).certificate().getSerialNumber();
        refused(
                Reason.ALREADY_THERE,
                () -> CertificateAuthority.create(keys, "root", "Another Root CA"),
                "the authority of that name: open it, or choose another name");
        assertThat(root.find(serial)).isPresent();
        keys.delete("root");
        refused(
                Reason.ALREADY_THERE,
                () -> CertificateAuthority.create(keys, "root", "Another Root CA"),
                "an authority that was deleted",
                "delete the ledger too");
        assertThat(keys.find("root")).isEmpty();
        keys.put("server", root.issue(CertificateProfile.tlsServer("chat.example")));
        refused(Reason.ALREADY_THERE, () -> CertificateAuthority.create(keys, "server", "Root"), "server");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CertificateAuthority.create(keys, "x".repeat(122), "Root"))
                .withMessageContaining("121 characters at most");
    }

    @Test
    void aLedgerOfAnotherKeyOrFormIsRefused() throws Exception {
        var unused = CertificateAuthority.create(keys, "root", "Example Root CA");
        keys.rotate("root", CertificateAuthority.create("Example Root CA").identity());
        refused(
                Reason.KEY_MISMATCH,
                () -> CertificateAuthority.open(keys, "root"),
                "an authority with another key",
                "another name");

        var leaf = CertificateAuthority.create("Other Root").issue(CLIENT);
        keys.put("leaf", leaf);
        keys.put("leaf.ledger", StoredData.of("messenger contacts/1", new byte[1]));
        refused(Reason.WRONG_KIND, () -> CertificateAuthority.open(keys, "leaf"), "messenger contacts/1");
        keys.put("none", CertificateAuthority.create("Other Root").identity());
        keys.put("none.ledger", StoredData.of("securechannel ca ledger/1", new byte[1]));
        refused(Reason.DAMAGED, () -> CertificateAuthority.open(keys, "none"), "put back a backup");
        refused(Reason.MISSING, () -> CertificateAuthority.open(keys, "nobody"), "nobody");
    }

    @Test
    void aRenewedCertificateOfTheSameKeyKeepsItsLedger() throws Exception {
        var above =
                CertificateAuthority.builder("Example Root CA").pathLength(1).build();
        var issuing = above.intermediate(CertificateProfile.intermediate("Issuing CA"))
                .keepIn(keys, "issuing");
        var serial = issuing.issue(CLIENT).certificate().getSerialNumber();
        var pending = CertificateRequest.make(
                CertificateProfile.intermediate("Issuing CA"),
                new java.security.KeyPair(
                        issuing.certificate().getPublicKey(), issuing.identity().privateKey()));
        Identity renewed = pending.complete(above.sign(
                pending.request(), CertificateProfile.intermediate("Issuing CA"), NamePolicy.exactly("Issuing CA")));
        keys.rotate("issuing", renewed);

        var opened = CertificateAuthority.open(keys, "issuing");
        assertThat(opened.certificate()).isNotEqualTo(issuing.certificate());
        assertThat(opened.find(serial)).isPresent();
    }

    private static int number(CertificateAuthority authority) throws Exception {
        return ASN1Integer.getInstance(
                        ASN1OctetString.getInstance(authority.crl().getExtensionValue("2.5.29.20"))
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
