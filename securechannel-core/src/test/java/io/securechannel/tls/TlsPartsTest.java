package io.securechannel.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.keys.Identity;
import io.securechannel.testkit.TestCa;
import java.io.IOException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The small rules that a handshake only ever meets together. */
@Tag("verify")
class TlsPartsTest {

    private static final Instant NOW = Instant.parse("2030-06-01T00:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);
    private static final TestCa ROOT = TestCa.create("Parts CA");
    private static final KeyPair KEYS = TestCa.keys("EC", 256);
    private static final Map<Integer, KeyPair> BY_SIZE = Map.of(
            256, KEYS, 384, TestCa.keys("EC", 384), 2_048, TestCa.keys("RSA", 2_048), 25_519, TestCa.keys("Ed25519"));

    @ParameterizedTest
    @CsvSource({
        "256, EC, true",
        "256, EC/secp256r1, true",
        "256, EC/secp384r1, false",
        "256, RSA/secp256r1, false",
        "384, EC/secp384r1, true",
        "256, EC_EC, true",
        "256, EC_RSA, true",
        "256, ECDHE_ECDSA, true",
        "256, ECDHE_RSA, false",
        "256, RSA, false",
        "256, EdDSA, false",
        "256, Ed25519, false",
        "2048, RSA, true",
        "2048, RSA_EC, true",
        "2048, RSASSA-PSS, false",
        "2048, ECDHE_RSA, true",
        "2048, ECDHE_ECDSA, false",
        "2048, EC, false",
        "2048, RSA/secp256r1, false",
        "25519, EdDSA, true",
        "25519, Ed25519, true",
        "25519, Ed448, false",
        "25519, EC, false"
    })
    void aKeyAnswersToTheNamesOfItsKind(int size, String asked, boolean answers) {
        var keys = Objects.requireNonNull(BY_SIZE.get(size));
        assertThat(KeyType.of(keys.getPublic()).answers(asked)).isEqualTo(answers);
    }

    @Test
    void aKeyIsStrongFromItsSmallestSizeOn() {
        for (var keys : BY_SIZE.values()) {
            assertThat(CertificateStrength.strongKey(keys.getPublic()))
                    .as(keys.getPublic().getAlgorithm())
                    .isTrue();
        }
        assertThat(CertificateStrength.strongKey(TestCa.keys("RSA", 1_024).getPublic()))
                .isFalse();
        assertThat(CertificateStrength.strongKey(TestCa.keys("DSA", 1_024).getPublic()))
                .isFalse();
    }

    @Test
    void aPathIsKnownAsLongAsAllBelowItsAnchorAreValid() {
        var leaf = certificate("leaf", NOW.minus(DAY), NOW.plus(DAY));
        var between = certificate("between", NOW.minus(DAY.multipliedBy(2)), NOW);
        var anchor = certificate("anchor", NOW.minus(DAY.multipliedBy(9)), NOW.minus(DAY.multipliedBy(8)));
        var paths = new KnownPaths();
        var path = List.of(leaf, between, anchor);
        paths.remember(List.of(leaf), path);
        assertThat(paths.find(List.of(leaf), NOW)).contains(path);
        assertThat(paths.find(List.of(leaf), NOW.minus(DAY))).contains(path);
        assertThat(paths.find(List.of(leaf), NOW.plusSeconds(1))).isEmpty();
        assertThat(paths.find(List.of(leaf), NOW.minus(DAY).minusSeconds(1))).isEmpty();
        assertThat(paths.find(List.of(between), NOW)).isEmpty();
    }

    @Test
    void atMost256PathsAreKnownAndTheOneThatIsUsedStays() {
        var leaf = certificate("leaf", NOW.minus(DAY), NOW.plus(DAY));
        var paths = new KnownPaths();
        paths.remember(List.of(leaf), List.of(leaf));
        for (int i = 2; i <= 257; i++) {
            // Chains of other lengths: certificates of their own would take long to make.
            paths.remember(new ArrayList<>(Collections.nCopies(i, leaf)), List.of(leaf));
            if (i <= 256) {
                assertThat(paths.find(List.of(leaf), NOW)).isPresent();
            }
        }
        assertThat(paths.find(List.of(leaf), NOW)).isPresent();
        assertThat(paths.find(List.of(leaf, leaf), NOW)).as("the oldest").isEmpty();
        assertThat(paths.find(List.of(leaf, leaf, leaf), NOW)).isPresent();
    }

    private static X509Certificate certificate(String name, Instant from, Instant to) {
        return ROOT.leaf(name).keys(KEYS).valid(from, to).certificate();
    }

    @Test
    void aChangedIdentityIsWithinItsDates() throws Exception {
        var before = identity("before", NOW.minus(DAY), NOW.plus(DAY));
        var from = NOW.plus(DAY);
        var after = identity("after", from, from.plus(DAY));
        ReloadCheck.accept(List.of(before, before), List.of(before, after), from);
        ReloadCheck.accept(List.of(before, before), List.of(before, after), from.plus(DAY));
        assertThatThrownBy(() -> ReloadCheck.accept(List.of(before), List.of(after), from.minusSeconds(1)))
                .isInstanceOfSatisfying(
                        KeyMaterialException.class,
                        e -> assertThat(e.reason()).isEqualTo(KeyMaterialException.Reason.OUTSIDE_VALIDITY))
                .hasMessageContaining("[CN=after] is valid only from 2030-06-02 00:00 UTC on");
        assertThatThrownBy(() -> ReloadCheck.accept(
                        List.of(before), List.of(after), from.plus(DAY).plusSeconds(1)))
                .hasMessageContaining("[CN=after] expired at 2030-06-03 00:00 UTC");
        // What did not change is not looked at: it may have expired while it was in use.
        assertThatCode(() -> ReloadCheck.accept(List.of(before), List.of(before), from.plus(DAY)))
                .doesNotThrowAnyException();
    }

    private static Identity identity(String name, Instant from, Instant to) throws Exception {
        var issued = ROOT.leaf(name).keys(KEYS).valid(from, to).issue();
        return Identity.of(issued.privateKey(), issued.certificate());
    }

    /** RFC 5280, section 4.2.1.6. */
    @ParameterizedTest
    @ValueSource(strings = {"dns:", "dns:.example", "dns:a..b", "mail:", "mail:@b", "mail:a", "mail:a@", "mail:a@b@c"})
    void aNameOfNoKindIsFound(String name) {
        assertThat(MalformedNames.broken(named(name)))
                .hasValueSatisfying(told -> assertThat(told)
                        .contains("[" + name.substring(name.indexOf(':') + 1) + "]", "section 4.2.1.6"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dns:a.example", "dns:*.example", "mail:a@b", "mail:\"a@b\"@c", "uri:", "ip:4", "ip:16"})
    void aNameOfItsKindPasses(String name) {
        assertThat(MalformedNames.broken(named(name))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ip:0", "ip:3", "ip:5", "ip:15", "ip:17", "ip:8", "ip:32"})
    void anAddressHasFourOrSixteenBytes(String name) {
        assertThat(MalformedNames.broken(named(name))).isPresent();
    }

    private static X509Certificate named(String name) {
        var value = name.substring(name.indexOf(':') + 1);
        var general = switch (name.substring(0, name.indexOf(':'))) {
            case "dns" -> new GeneralName(GeneralName.dNSName, value);
            case "mail" -> new GeneralName(GeneralName.rfc822Name, value);
            case "uri" -> new GeneralName(GeneralName.uniformResourceIdentifier, value);
            default -> new GeneralName(GeneralName.iPAddress, new DEROctetString(new byte[Integer.parseInt(value)]));
        };
        try {
            return ROOT.leaf("named")
                    .keys(KEYS)
                    .extension(new Extension(
                            Extension.subjectAlternativeName,
                            false,
                            new GeneralNames(new GeneralName[] {new GeneralName(GeneralName.dNSName, "a"), general})
                                    .getEncoded()))
                    .certificate();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void textOfCertificatesIsBounded() {
        assertThat(CertificateText.printable("~ a\u007F\u00FC\n")).isEqualTo("~ a???");
        assertThat(CertificateText.printable("x".repeat(200))).isEqualTo("x".repeat(200));
        assertThat(CertificateText.printable("x".repeat(201))).isEqualTo("x".repeat(200) + "…");
        assertThat(CertificateText.date(Date.from(NOW))).isEqualTo("2030-06-01 00:00 UTC");
        var certificate = ROOT.leaf("host")
                .keys(KEYS)
                .names("a.example", "10.0.0.7")
                .valid(NOW, NOW.plus(DAY))
                .certificate();
        assertThat(CertificateText.describe(certificate))
                .isEqualTo("subject [CN=host], for the names [a.example, 10.0.0.7], issued by [CN=Parts CA], valid from"
                        + " 2030-06-01 00:00 UTC to 2030-06-02 00:00 UTC");
        assertThat(CertificateText.describe(certificate("host", NOW, NOW))).contains("for the names [none]");
    }

    /** Whoever asked the second where the first says no would take a revoked certificate. */
    @Test
    void theSecondIsAskedWhereTheFirstDoesNotKnowAndOnlyThere() throws Exception {
        for (var how : How.values()) {
            var asked = new ArrayList<String>();
            how.ask(policy("good", null, asked).orElse(policy("second", Reason.CERTIFICATE_REVOKED, asked)));
            assertThat(asked).containsExactly("good");
            refused(
                    how,
                    policy("revoked", Reason.CERTIFICATE_REVOKED, asked).orElse(policy("second", null, asked)),
                    Reason.CERTIFICATE_REVOKED);
            assertThat(asked).containsExactly("good", "revoked");
            how.ask(policy("unknown", Reason.REVOCATION_UNKNOWN, asked).orElse(policy("second", null, asked)));
            assertThat(asked).containsExactly("good", "revoked", "unknown", "second");
            refused(
                    how,
                    policy("1", Reason.REVOCATION_UNKNOWN, asked)
                            .orElse(policy("2", Reason.CERTIFICATE_REVOKED, asked)),
                    Reason.CERTIFICATE_REVOKED);
            var both =
                    policy("1", Reason.REVOCATION_UNKNOWN, asked).orElse(policy("2", Reason.REVOCATION_UNKNOWN, asked));
            refused(how, both, Reason.REVOCATION_UNKNOWN);
            assertThatThrownBy(() -> how.ask(both))
                    .hasMessageContaining("policy 1 And: policy 2")
                    .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
            assertThat(both).hasToString("policy 1, else policy 2");
        }
    }

    @Test
    void bothAreRefreshedAndTheFirstHasHalfOfTheTime() throws Exception {
        var told = new ArrayList<String>();
        var both = new RevocationPolicy() {
            @Override
            public void check(List<X509Certificate> path) {
                told.add("without a limit");
            }

            @Override
            public void check(List<X509Certificate> path, List<byte[]> stapled, Duration atMost)
                    throws SecureChannelException {
                told.add(atMost.compareTo(DAY) == 0 ? "half" : atMost.isZero() ? "none" : "the rest");
                throw new SecureChannelException(Reason.REVOCATION_UNKNOWN, "no answer");
            }

            @Override
            public void refresh() {
                told.add("refresh");
            }
        };
        var either = both.orElse(both);
        either.refresh();
        assertThatThrownBy(() -> either.check(List.of(), List.of(), DAY.multipliedBy(2)))
                .isInstanceOf(SecureChannelException.class);
        either.check(List.of(), List.of());
        assertThat(told).containsExactly("refresh", "refresh", "half", "the rest", "without a limit");
        told.clear();
        assertThatThrownBy(() -> either.check(List.of(), List.of(), Duration.ZERO))
                .isInstanceOf(SecureChannelException.class);
        assertThat(told).containsExactly("none", "none");
    }

    /** The three ways to ask. */
    private enum How {
        PATH,
        STAPLED,
        LIMITED;

        void ask(RevocationPolicy policy) throws SecureChannelException {
            switch (this) {
                case PATH -> policy.check(List.of());
                case STAPLED -> policy.check(List.of(), List.of());
                case LIMITED -> policy.check(List.of(), List.of(), DAY);
            }
        }
    }

    private static void refused(How how, RevocationPolicy policy, Reason reason) {
        assertThatThrownBy(() -> how.ask(policy))
                .isInstanceOfSatisfying(
                        SecureChannelException.class,
                        e -> assertThat(e.reason()).isEqualTo(reason));
    }

    private static RevocationPolicy policy(String name, @Nullable Reason reason, List<String> asked) {
        return new RevocationPolicy() {
            @Override
            public void check(List<X509Certificate> path) throws SecureChannelException {
                asked.add(name);
                if (reason != null) {
                    throw new SecureChannelException(reason, "policy " + name);
                }
            }

            @Override
            public String toString() {
                return "policy " + name;
            }
        };
    }
}
