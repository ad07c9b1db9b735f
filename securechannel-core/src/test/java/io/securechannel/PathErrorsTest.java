package io.securechannel;

import static io.securechannel.Loopback.assertTells;
import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.keys.Identity;
import io.securechannel.peer.Trust;
import io.securechannel.testkit.TestCa;
import io.securechannel.testkit.TestCa.Leaf;
import io.securechannel.tls.TlsContextFactory;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is wrong with a chain (TESTING 19), over handshakes: the server's as its client judges it, and the client's as its
 * server does.
 */
@Tag("verify")
@Timeout(20)
class PathErrorsTest {

    private static final String HOST = "chat.example.test";
    private static final String UNKNOWN = "1.3.6.1.4.1.55555.1";
    private static final Instant NOW = Instant.now();

    private final TestCa root = TestCa.create("Path Root");

    /** Whose certificate is judged. */
    @SuppressWarnings("ImmutableEnumChecker") // Bouncy Castle's identifiers do not change, and do not say so
    enum Judged {
        SERVER(KeyPurposeId.id_kp_serverAuth),
        CLIENT(KeyPurposeId.id_kp_clientAuth);

        private final KeyPurposeId purpose;

        Judged(KeyPurposeId purpose) {
            this.purpose = purpose;
        }

        /** What stops the handshake when this chain is shown to whom trusts that CA; null if nothing does. */
        @Nullable
        Throwable error(TestCa trusted, Identity shown) throws Exception {
            var trust = Trust.only(trusted.certificate());
            if (this == SERVER) {
                return errors(HOST, TlsContextFactory.forClient(trust), TlsContextFactory.forServer(shown))
                        .client();
            }
            var client = TlsContextFactory.clientBuilder(Trust.only(Loopback.CA.certificate()))
                    .identity(shown)
                    .build();
            var server = TlsContextFactory.serverBuilder(Loopback.serverIdentity())
                    .requireClientCertificate(trust)
                    .build();
            return errors("localhost", client, server).server();
        }

        private static Loopback.Errors errors(
                String host, TlsContextFactory.Client client, TlsContextFactory.Server server) throws Exception {
            try (var listening = Loopback.listen()) {
                var serving = Loopback.start(() -> {
                    try (var channel = SecureChannel.accept(
                            listening.accept(), Loopback.server(server).build())) {
                        assertThat(channel.receive()).isEmpty();
                        return Optional.<Throwable>empty();
                    } catch (SecureChannelException e) {
                        return Optional.<Throwable>of(e);
                    }
                });
                var socket = new Socket(listening.getInetAddress(), listening.getLocalPort());
                Throwable error = null;
                try (var channel = SecureChannel.connect(
                        socket, host, Loopback.client(client).build())) {
                    channel.closeOutput();
                    assertThat(channel.receive()).isEmpty();
                } catch (SecureChannelException e) {
                    error = e;
                }
                return new Loopback.Errors(error, Loopback.await(serving).orElse(null));
            }
        }

        Leaf leaf(TestCa ca) {
            return ca.leaf("judged").names(HOST).purposes(purpose);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsInOrderPasses(Judged judged) throws Exception {
        var below = root.intermediate("Good CA", purposes(judged.purpose))
                .intermediate("Any CA", purposes(KeyPurposeId.anyExtendedKeyUsage));
        assertThat(judged.error(root, judged.leaf(below).issue())).isNull();
    }

    @ParameterizedTest
    @EnumSource
    void expired(Judged judged) throws Exception {
        var old = judged.leaf(root).valid(NOW.minus(Duration.ofDays(9)), NOW.minus(Duration.ofDays(1)));
        assertTells(judged.error(root, old.issue()), Reason.CERTIFICATE_EXPIRED, "it expired at", "renew it");
    }

    @ParameterizedTest
    @EnumSource
    void notYetValid(Judged judged) throws Exception {
        var early = judged.leaf(root).valid(NOW.plus(Duration.ofDays(1)), NOW.plus(Duration.ofDays(9)));
        assertTells(
                judged.error(root, early.issue()),
                Reason.CERTIFICATE_NOT_YET_VALID,
                "it is valid from",
                "set the clock right");
    }

    @Test
    void wrongName() throws Exception {
        var other = root.server("mail.example.test");
        assertTells(Judged.SERVER.error(root, other), Reason.WRONG_HOST, HOST, "mail.example.test", "issue one whose");
    }

    /** A server of ours is not even built with the like: {@link CertificateErrorsTest}. */
    @Test
    void wrongUse() throws Exception {
        var other = Judged.CLIENT.leaf(root).purposes(KeyPurposeId.id_kp_codeSigning);
        assertTells(
                Judged.CLIENT.error(root, other.issue()),
                Reason.CERTIFICATE_UNUSABLE,
                "lacks clientAuth",
                "was not issued for a TLS client");
    }

    @ParameterizedTest
    @EnumSource
    void anAuthorityForAnotherUse(Judged judged) throws Exception {
        var other = root.intermediate("Mail CA", purposes(KeyPurposeId.id_kp_emailProtection))
                .intermediate("Below");
        assertTells(
                judged.error(root, judged.leaf(other).issue()),
                Reason.CERTIFICATE_UNUSABLE,
                "[CN=Mail CA] may not issue for a TLS",
                "Let an authority issue");
    }

    @ParameterizedTest
    @EnumSource
    void tooLong(Judged judged) throws Exception {
        var below = root.intermediate("Lowest CA", pathLength(0)).intermediate("Too Low CA");
        assertTells(
                judged.error(root, judged.leaf(below).issue()),
                Reason.CERTIFICATE_UNUSABLE,
                "too long: [CN=Lowest CA] says pathLenConstraint 0",
                "nearer to the trusted one");
    }

    @ParameterizedTest
    @EnumSource
    void tooLongForTheRoot(Judged judged) throws Exception {
        var strict = TestCa.create("Strict Root", pathLength(0));
        assertThat(judged.error(strict, judged.leaf(strict).issue())).isNull();
        var below = judged.leaf(strict.intermediate("Too Low CA")).issue();
        assertTells(
                judged.error(strict, below),
                Reason.CERTIFICATE_UNUSABLE,
                "too long: [CN=Strict Root] says pathLenConstraint 0");
    }

    @ParameterizedTest
    @EnumSource
    void namesBeyondThoseThatAreConstrained(Judged judged) throws Exception {
        var permitted = permitted(new GeneralName(GeneralName.dNSName, "example.test"));
        var excluded = excluded(new GeneralName(GeneralName.dNSName, "chat.example.test"));
        var network = permitted(new GeneralName(GeneralName.iPAddress, "10.0.0.0/8"));
        var noNetwork = excluded(new GeneralName(GeneralName.iPAddress, "10.1.0.0/16"));
        assertNames(judged, permitted, leaf -> leaf, true);
        assertNames(judged, permitted, leaf -> leaf.names("example.com"), false);
        assertNames(judged, excluded, leaf -> leaf, false);
        assertNames(judged, network, leaf -> leaf.names("10.1.2.3"), true);
        assertNames(judged, network, leaf -> leaf.names("192.0.2.1"), false);
        assertNames(judged, noNetwork, leaf -> leaf.names("10.2.2.3"), true);
        assertNames(judged, noNetwork, leaf -> leaf.names("10.1.2.3"), false);
    }

    /** RFC 5280 has it that common names do not count; the JDK has it otherwise for authorities between. */
    @Test
    void aCommonNameIsADnsNameForTheJdk() throws Exception {
        var permitted = permitted(new GeneralName(GeneralName.dNSName, "example.test"));
        var between = root.intermediate("Narrow CA", permitted);
        assertTells(
                Judged.CLIENT.error(root, between.client("ada")),
                Reason.CERTIFICATE_UNUSABLE,
                "Java takes its common name for a DNS name",
                "give it one");
        assertThat(Judged.CLIENT.error(root, between.client("Ada Lovelace"))).isNull();
        var trusted = TestCa.create("Narrow CA", permitted);
        assertThat(Judged.CLIENT.error(trusted, trusted.client("ada"))).isNull();
    }

    /** By an authority between, and by the trusted one itself. */
    private void assertNames(Judged judged, Extension constraints, UnaryOperator<Leaf> change, boolean good)
            throws Exception {
        var constrained = TestCa.create("Narrow CA", constraints);
        var errors = new Throwable[] {
            judged.error(
                    root,
                    change.apply(judged.leaf(root.intermediate("Narrow CA", constraints)))
                            .issue()),
            judged.error(constrained, change.apply(judged.leaf(constrained)).issue()),
            judged.error(
                    constrained,
                    change.apply(judged.leaf(constrained.intermediate("Below"))).issue())
        };
        for (var error : errors) {
            if (good) {
                assertThat(error).isNull();
            } else {
                assertTells(
                        error,
                        Reason.CERTIFICATE_UNUSABLE,
                        "[CN=judged] in its chain holds a name",
                        "its authority [CN=Narrow CA] may not issue for",
                        "Take a name that is permitted");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void unknownCriticalExtension(Judged judged) throws Exception {
        var harmless = judged.leaf(root).extension(extension(UNKNOWN, false, DERNull.INSTANCE));
        assertThat(judged.error(root, harmless.issue())).isNull();
        var critical = judged.leaf(root).extension(extension(UNKNOWN, true, DERNull.INSTANCE));
        assertTells(
                judged.error(root, critical.issue()),
                Reason.CERTIFICATE_UNUSABLE,
                "[CN=judged] in its chain has a critical extension",
                UNKNOWN,
                "leave it out");
        var above = root.intermediate("Odd CA", extension(UNKNOWN, true, DERNull.INSTANCE));
        assertTells(
                judged.error(root, judged.leaf(above).issue()),
                Reason.CERTIFICATE_UNUSABLE,
                "[CN=Odd CA] in its chain has a critical extension",
                UNKNOWN);
    }

    @ParameterizedTest
    @EnumSource
    void noAuthority(Judged judged) throws Exception {
        var below = root.intermediate(
                "No CA", extension(Extension.basicConstraints.getId(), true, new BasicConstraints(false)));
        assertTells(
                judged.error(root, judged.leaf(below).issue()),
                Reason.CERTIFICATE_UNUSABLE,
                "[CN=No CA] in its chain has signed a certificate and is no authority",
                "has to issue it as one");
    }

    @ParameterizedTest
    @EnumSource
    void anAuthorityThatMayNotSignCertificates(Judged judged) throws Exception {
        var below = root.intermediate(
                "CRL CA", extension(Extension.keyUsage.getId(), true, new KeyUsage(KeyUsage.cRLSign)));
        assertTells(
                judged.error(root, judged.leaf(below).issue()),
                Reason.CERTIFICATE_UNUSABLE,
                "[CN=CRL CA] in its chain may not sign certificates",
                "keyCertSign");
    }

    /** The PKIX algorithm would stop at the first, and the second is what people can mend at once. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void datesAreBlamedOnlyWhereTheyAreAllThatIsWrong(boolean alone) throws Exception {
        var ca = alone ? root : root.intermediate("Lowest CA", pathLength(0)).intermediate("Too Low CA");
        var old = Judged.SERVER.leaf(ca).valid(NOW.minus(Duration.ofDays(9)), NOW.minus(Duration.ofDays(1)));
        assertTells(
                Judged.SERVER.error(root, old.issue()),
                alone ? Reason.CERTIFICATE_EXPIRED : Reason.CERTIFICATE_UNUSABLE);
    }

    private static Extension purposes(KeyPurposeId... values) {
        return extension(Extension.extendedKeyUsage.getId(), false, new ExtendedKeyUsage(values));
    }

    private static Extension pathLength(int most) {
        return extension(Extension.basicConstraints.getId(), true, new BasicConstraints(most));
    }

    private static Extension permitted(GeneralName name) {
        return extension(
                Extension.nameConstraints.getId(),
                true,
                new NameConstraints(new GeneralSubtree[] {new GeneralSubtree(name)}, null));
    }

    private static Extension excluded(GeneralName name) {
        return extension(Extension.nameConstraints.getId(), true, new NameConstraints(null, new GeneralSubtree[] {
            new GeneralSubtree(name)
        }));
    }

    private static Extension extension(String oid, boolean critical, ASN1Encodable value) {
        try {
            return new Extension(
                    new ASN1ObjectIdentifier(oid),
                    critical,
                    value.toASN1Primitive().getEncoded());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
