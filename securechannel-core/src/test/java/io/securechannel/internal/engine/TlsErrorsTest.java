package io.securechannel.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.internal.engine.TlsErrors.Stage;
import io.securechannel.peer.NegotiatedProtocol;
import io.securechannel.peer.Trust;
import io.securechannel.testkit.TestCa;
import io.securechannel.tls.TlsContextFactory;
import io.securechannel.tls.TlsProvider;
import java.util.List;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the providers say, word for word, and what a user reads of it. */
@Tag("verify")
class TlsErrorsTest {

    private static final List<String> PROTOCOLS = List.of("test/1");
    private static final TestCa CA = TestCa.create("Errors CA");
    private static final Trust TRUST = Trust.only(CA.certificate());

    private static final TlsContextFactory.Client CLIENT = TlsContextFactory.forClient(TRUST);
    private static final TlsContextFactory.Client NAMED_CLIENT =
            TlsContextFactory.clientBuilder(TRUST).identity(CA.client("ada")).build();
    private static final TlsContextFactory.Server SERVER = TlsContextFactory.forServer(CA.server("errors.test"));

    private static final TlsHello HELLO_OF_1_3 = hello(true, TlsHello.TLS_1_3, "test/1", "x25519");
    private static final TlsHello HELLO_OF_1_2 = hello(true, TlsHello.TLS_1_2, "test/1", "x25519");
    private static final TlsHello SERVER_HELLO = hello(false, TlsHello.TLS_1_3, "", "x25519");

    private static TlsErrors client() {
        return new TlsErrors(CLIENT, CLIENT.newEngine("errors.test", 1, PROTOCOLS), PROTOCOLS);
    }

    private static TlsErrors server() {
        return new TlsErrors(SERVER, serverEngine(), PROTOCOLS);
    }

    private static SSLEngine serverEngine() {
        return SERVER.newEngine(PROTOCOLS);
    }

    private static TlsHello hello(boolean client, int version, String protocol, String group) {
        return new TlsHello(
                client,
                List.of(),
                List.of(version),
                List.of(0x1301, 0x1302),
                group.isEmpty() ? List.of() : List.of(new TlsGroup(group, group.contains("MLKEM"))),
                protocol.isEmpty() ? List.of() : List.of(protocol),
                List.of(),
                false);
    }

    private static void assertTells(SecureChannelException told, Reason reason, String... words) {
        assertThat(told.reason()).as(told.getMessage()).isEqualTo(reason);
        for (var word : words) {
            assertThat(told).hasMessageContaining(word);
        }
    }

    private static SSLException error(String text) {
        return new SSLException(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "protocol_version        | PROTOCOL_VERSION        | refuses every version that this side offers",
                "handshake_failure       | NO_COMMON_SUITE         | share no cipher suite",
                "insufficient_security   | NO_COMMON_SUITE         | share no cipher suite",
                "no_application_protocol | ALPN_MISMATCH           | [test/1] by ALPN",
                "certificate_required    | CLIENT_CERTIFICATE_MISSING | alert certificate_required",
                "close_notify            | HANDSHAKE_FAILED        | closed the connection in the middle",
                "user_canceled           | HANDSHAKE_FAILED        | closed the connection in the middle",
                "bad_record_mac          | CORRUPT_RECORD          | could not authenticate what this side sent",
                "decrypt_error           | CORRUPT_RECORD          | could not authenticate what this side sent",
                "unrecognized_name       | WRONG_HOST              | does not know the host name",
                "unexpected_message      | PROTOCOL_VIOLATION      | this side broke the protocol",
                "decode_error            | PROTOCOL_VIOLATION      | this side broke the protocol",
                "illegal_parameter       | PROTOCOL_VIOLATION      | this side broke the protocol",
                "record_overflow         | PROTOCOL_VIOLATION      | this side broke the protocol",
                "missing_extension       | PROTOCOL_VIOLATION      | this side broke the protocol",
                "unsupported_extension   | PROTOCOL_VIOLATION      | this side broke the protocol",
                "internal_error          | HANDSHAKE_FAILED        | with the alert internal_error"
            })
    void anAlertHasItsReason(String alert, Reason reason, String words) {
        var received = error("Received fatal alert: " + alert);
        for (var stage : Stage.values()) {
            assertTells(server().explain(received, stage, Optional.empty()), reason, words);
        }
        assertThat(server().explain(received, Stage.HELLOS, Optional.empty())).hasCause(received);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bad_certificate",
                "unsupported_certificate",
                "certificate_revoked",
                "certificate_expired",
                "certificate_unknown",
                "unknown_ca",
                "access_denied"
            })
    void anAlertAboutACertificateIsAboutTheOneThatWasShown(String alert) {
        var received = error("Received fatal alert: " + alert);
        assertTells(
                server().explain(received, Stage.HANDSHAKE, Optional.empty()),
                Reason.OWN_CERTIFICATE_REFUSED,
                "the client refused",
                "alert " + alert,
                "CN=errors.test",
                "issued by [CN=Errors CA",
                "did it ask for a name that the certificate holds?");
        assertTells(
                client().explain(received, Stage.HANDSHAKE, Optional.empty()),
                Reason.CLIENT_CERTIFICATE_MISSING,
                "this side has none to show (alert " + alert);
        var named = new TlsErrors(NAMED_CLIENT, NAMED_CLIENT.newEngine("errors.test", 1, PROTOCOLS), PROTOCOLS);
        assertTells(
                named.explain(received, Stage.CHANNEL, Optional.empty()),
                Reason.OWN_CERTIFICATE_REFUSED,
                "the server refused",
                "CN=ada",
                "may it be used by a TLS client?");
    }

    @Test
    void aServerOnTheJdkSaysUnexpectedMessageWhereNoGroupIsShared() {
        var received = error("Received fatal alert: unexpected_message");
        assertThat(client().explain(received, Stage.HELLOS, Optional.empty())).hasMessageContaining("share no group");
        assertThat(server().explain(received, Stage.HELLOS, Optional.empty()).getMessage())
                .doesNotContain("share no group");
        assertThat(client().explain(error("Received fatal alert: decode_error"), Stage.HELLOS, Optional.empty())
                        .getMessage())
                .doesNotContain("share no group");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "TlsFatalAlert: certificate_required(116)     | CLIENT_CERTIFICATE_MISSING | showed no certificate",
                "OPENSSL_internal:PEER_DID_NOT_RETURN_A_CERTIFICATE | CLIENT_CERTIFICATE_MISSING | showed no certificate",
                "TlsFatalAlert: bad_record_mac(20)            | CORRUPT_RECORD   | failed its authentication",
                "OPENSSL_internal:DECRYPTION_FAILED_OR_BAD_RECORD_MAC | CORRUPT_RECORD | failed its authentication",
                "OPENSSL_internal:BAD_DECRYPT                 | CORRUPT_RECORD   | failed its authentication",
                "OPENSSL_internal:DIGEST_CHECK_FAILED         | CORRUPT_RECORD   | failed its authentication",
                "TlsFatalAlert: decrypt_error(51)             | CORRUPT_RECORD   | failed its authentication",
                "TlsFatalAlert: no_application_protocol(120)  | ALPN_MISMATCH    | the client offers [test/1]",
                "OPENSSL_internal:NO_APPLICATION_PROTOCOL     | ALPN_MISMATCH    | the client offers [test/1]",
                "TlsFatalAlert: protocol_version(70)          | PROTOCOL_VERSION | the peer offers TLSv1.3",
                "OPENSSL_internal:UNSUPPORTED_PROTOCOL        | PROTOCOL_VERSION | the peer offers TLSv1.3",
                "OPENSSL_internal:WRONG_VERSION_NUMBER        | PROTOCOL_VERSION | the peer offers TLSv1.3",
                "OPENSSL_internal:WRONG_SSL_VERSION           | PROTOCOL_VERSION | the peer offers TLSv1.3",
                "OPENSSL_internal:UNKNOWN_PROTOCOL            | PROTOCOL_VERSION | the peer offers TLSv1.3",
                "TlsFatalAlert: handshake_failure(40)         | NO_COMMON_SUITE  | the client offers 2 suites",
                "TlsFatalAlert: insufficient_security(71)     | NO_COMMON_SUITE  | the client offers 2 suites",
                "OPENSSL_internal:NO_SHARED_CIPHER            | NO_COMMON_SUITE  | and the groups x25519",
                "OPENSSL_internal:NO_SHARED_GROUP             | NO_COMMON_SUITE  | and the groups x25519",
                "OPENSSL_internal:NO_COMMON_SIGNATURE_ALGORITHMS | NO_COMMON_SUITE | and the groups x25519",
                "OPENSSL_internal:NO_CERTIFICATE_SET          | NO_COMMON_SUITE  | and the groups x25519",
                "OPENSSL_internal:NO_MATCHING_ISSUER          | NO_COMMON_SUITE  | and the groups x25519",
                "OPENSSL_internal:WRONG_CURVE                 | NO_COMMON_SUITE  | and the groups x25519",
                "OPENSSL_internal:UNKNOWN_CERTIFICATE_TYPE    | NO_COMMON_SUITE  | and the groups x25519",
                "OPENSSL_internal:SOMETHING_ELSE              | HANDSHAKE_FAILED | OPENSSL_internal:SOMETHING_ELSE",
                "TlsFatalAlert: internal_error(80)            | HANDSHAKE_FAILED | internal_error",
                "Empty client certificate chain               | CLIENT_CERTIFICATE_MISSING | nobody",
                "certificate_required                         | CLIENT_CERTIFICATE_MISSING | nobody",
                "no cipher suites in common                   | NO_COMMON_SUITE  | for TLSv1.3",
                "No common named group                        | NO_COMMON_SUITE  | for TLSv1.3",
                "No available authentication scheme           | NO_COMMON_SUITE  | for TLSv1.3",
                "Could not negotiate anything                 | NO_COMMON_SUITE  | for TLSv1.3",
                "Unexpected key_share                         | NO_COMMON_SUITE  | for TLSv1.3",
                "Tag mismatch!                                | CORRUPT_RECORD   | failed its authentication",
                "Bad tag                                      | CORRUPT_RECORD   | failed its authentication",
                "Bad record MAC                               | CORRUPT_RECORD   | failed its authentication",
                "bad_record_mac                               | CORRUPT_RECORD   | failed its authentication",
                "What else there is                           | HANDSHAKE_FAILED | handshake failed: What else there is"
            })
    void whatAServerMeetsInAHandshakeHasItsReason(String text, Reason reason, String words) {
        var met = error(text);
        var told = server().explain(met, Stage.HELLOS, Optional.of(HELLO_OF_1_3));
        assertTells(told, reason, words);
        assertThat(told).hasCause(met);
    }

    @Test
    void whatIsMetInTheChannelIsDamageOrAViolation() {
        for (var text : new String[] {"Tag mismatch", "TlsFatalAlert: bad_record_mac(20)"}) {
            assertTells(client().explain(error(text), Stage.CHANNEL, Optional.empty()), Reason.CORRUPT_RECORD);
        }
        // The hello of a client is history by then.
        for (var text : new String[] {"no cipher suites in common", "TlsFatalAlert: protocol_version(70)"}) {
            assertTells(
                    server().explain(error(text), Stage.CHANNEL, Optional.of(HELLO_OF_1_2)),
                    Reason.PROTOCOL_VIOLATION,
                    "the peer broke the TLS protocol: " + text);
        }
    }

    @Test
    void whoSharesNoSuiteIsAskedWhileItIsStillOpen() {
        var failure = error("TlsFatalAlert: handshake_failure(40)");
        assertTells(
                client().explain(failure, Stage.HANDSHAKE, Optional.of(SERVER_HELLO)),
                Reason.NO_COMMON_SUITE,
                "the peer did not say what it would take",
                "A server may also say so");
        assertTells(
                server().explain(failure, Stage.HANDSHAKE, Optional.of(HELLO_OF_1_3)),
                Reason.HANDSHAKE_FAILED,
                "handshake_failure");
        assertTells(server().explain(failure, Stage.HELLOS, Optional.empty()), Reason.HANDSHAKE_FAILED);
        assertTells(
                server().explain(failure, Stage.HELLOS, Optional.of(HELLO_OF_1_2)),
                Reason.PROTOCOL_VERSION,
                "the peer offers TLSv1.2; this side accepts TLSv1.3. If the peer cannot be brought to TLS 1.3");
        var noGroups = hello(true, TlsHello.TLS_1_3, "", "");
        assertThat(server().explain(failure, Stage.HELLOS, Optional.of(noGroups))
                        .getMessage())
                .contains("2 suites for TLSv1.3. Its key")
                .doesNotContain("groups", "A server may");
    }

    @Test
    void aSideThatTakesTls12TakesItsHello() {
        var old = TlsContextFactory.serverBuilder(CA.server("errors.test"))
                .allowTls12()
                .build();
        var errors = new TlsErrors(old, old.newEngine(PROTOCOLS), PROTOCOLS);
        assertTells(
                errors.explain(error("no cipher suites in common"), Stage.HELLOS, Optional.of(HELLO_OF_1_2)),
                Reason.NO_COMMON_SUITE);
        assertThat(errors.explain(error("Received fatal alert: protocol_version"), Stage.HELLOS, Optional.empty())
                        .getMessage())
                .contains("accepts TLSv1.3, TLSv1.2")
                .doesNotContain("allowTls12");
    }

    @Test
    void aHelloWithOtherProtocolsSaysMoreThanTheProvider() {
        var other = hello(true, TlsHello.TLS_1_3, "h2", "x25519");
        assertTells(
                server().explain(error("whatever"), Stage.HELLOS, Optional.of(other)),
                Reason.ALPN_MISMATCH,
                "the client offers [h2]");
        assertTells(
                server().explain(error("whatever"), Stage.HELLOS, Optional.of(HELLO_OF_1_3)), Reason.HANDSHAKE_FAILED);
        var none = hello(true, TlsHello.TLS_1_3, "", "x25519");
        assertTells(server().explain(error("whatever"), Stage.HELLOS, Optional.of(none)), Reason.HANDSHAKE_FAILED);
        var asksForNone = new TlsErrors(SERVER, serverEngine(), List.of());
        assertTells(asksForNone.explain(error("whatever"), Stage.HELLOS, Optional.of(other)), Reason.HANDSHAKE_FAILED);
        var chosen = hello(false, TlsHello.TLS_1_3, "h2", "x25519");
        assertTells(client().explain(error("whatever"), Stage.HANDSHAKE, Optional.of(chosen)), Reason.HANDSHAKE_FAILED);
        assertTells(
                server().noApplicationProtocol(Optional.of(none), null),
                Reason.ALPN_MISMATCH,
                "the client offers no application protocol");
        assertTells(
                client().noApplicationProtocol(Optional.of(chosen), null),
                Reason.ALPN_MISMATCH,
                "the server chose none of them");
    }

    @Test
    void anOwnVerdictAndAFailedTagComeBeforeTheProvidersWords() {
        var verdict = new SecureChannelException(Reason.WRONG_HOST, "our own");
        assertThat(client().explain(wrapped(wrapped(verdict)), Stage.HANDSHAKE, Optional.empty()))
                .isSameAs(verdict);
        assertTells(
                client().explain(wrapped(new AEADBadTagException("x")), Stage.HANDSHAKE, Optional.empty()),
                Reason.CORRUPT_RECORD);
        assertTells(
                client().explain(wrapped(null), Stage.HANDSHAKE, Optional.empty()),
                Reason.HANDSHAKE_FAILED,
                "the TLS handshake failed: neither");
    }

    private static SSLException wrapped(@Nullable Throwable cause) {
        return new SSLException("neither", cause);
    }

    /** RFC 8446, section 4.1.1: who takes none of the groups says so in an alert; which of them, the hello tells. */
    @Test
    void whereAPostQuantumExchangeIsRequiredItIsWhatIsMissing() {
        var factory = TlsContextFactory.serverBuilder(CA.server("errors.test"))
                .provider(TlsProvider.BOUNCY_CASTLE)
                .requirePostQuantum()
                .build();
        var errors = new TlsErrors(factory, factory.newEngine(PROTOCOLS), PROTOCOLS);
        var failure = error("TlsFatalAlert: handshake_failure(40)");
        assertTells(
                errors.explain(failure, Stage.HELLOS, Optional.of(HELLO_OF_1_3)),
                Reason.NOT_POST_QUANTUM,
                "the groups that the client offers are x25519: the peer must");
        assertTells(
                errors.explain(failure, Stage.HELLOS, Optional.of(SERVER_HELLO)),
                Reason.NOT_POST_QUANTUM,
                "the group that the server chose is x25519");
        assertTells(
                errors.explain(failure, Stage.HELLOS, Optional.of(hello(true, TlsHello.TLS_1_3, "", ""))),
                Reason.NOT_POST_QUANTUM,
                "none that is known");
        assertTells(
                errors.explain(failure, Stage.HELLOS, Optional.empty()),
                Reason.NOT_POST_QUANTUM,
                "the peer has none. It must");
        assertTells(
                errors.explain(
                        error("Received fatal alert: unexpected_message"),
                        Stage.HELLOS,
                        Optional.of(hello(true, TlsHello.TLS_1_3, "", "X25519MLKEM768"))),
                Reason.NOT_POST_QUANTUM,
                "the peer ended the handshake: most likely it has none");
        assertTells(
                errors.explain(error("Received fatal alert: decode_error"), Stage.HELLOS, Optional.of(HELLO_OF_1_3)),
                Reason.PROTOCOL_VIOLATION);
        assertTells(
                errors.explain(
                        error("Received fatal alert: handshake_failure"), Stage.HANDSHAKE, Optional.of(HELLO_OF_1_3)),
                Reason.NO_COMMON_SUITE);
        assertTells(server().explain(failure, Stage.HELLOS, Optional.of(HELLO_OF_1_3)), Reason.NO_COMMON_SUITE);
    }

    @Test
    void whatWasAgreedWithoutItIsNamed() {
        for (var group : new String[] {"x25519", ""}) {
            var agreed = new NegotiatedProtocol(
                    "TLSv1.3",
                    "TLS_AES_128_GCM_SHA256",
                    Optional.of(group).filter(name -> !name.isEmpty()),
                    Optional.empty(),
                    false,
                    false);
            assertTells(
                    TlsErrors.notPostQuantum(agreed),
                    Reason.NOT_POST_QUANTUM,
                    "the two ends agreed on " + (group.isEmpty() ? "a classical one" : group) + ": the peer");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "Received fatal alert: unknown_ca                      | unknown_ca        | -",
                "(certificate_unknown) received fatal alert: bad_certificate | bad_certificate | -",
                "org.bouncycastle.tls.TlsFatalAlertReceived: bad_certificate(42) | bad_certificate | -",
                "OPENSSL_internal:SSLV3_ALERT_HANDSHAKE_FAILURE        | handshake_failure | -",
                "OPENSSL_internal:TLSV1_ALERT_UNKNOWN_CA               | unknown_ca        | -",
                "OPENSSL_internal:TLSV1_CERTIFICATE_REQUIRED           | certificate_required | -",
                "org.bouncycastle.tls.TlsFatalAlert: decode_error(50)  | -                 | decode_error",
                "OPENSSL_internal:NO_SHARED_GROUP                      | -                 | handshake_failure",
                "OPENSSL_internal:WHO_KNOWS                            | -                 | -",
                "nothing of the kind                                   | -                 | -"
            })
    void eachProviderHasItsWords(String text, @Nullable String received, @Nullable String met) {
        assertThat(TlsVocabulary.receivedAlert(error(text))).isEqualTo(Optional.ofNullable(received));
        var below = new SSLException("what lies above", error(text));
        assertThat(TlsVocabulary.receivedAlert(below)).isEqualTo(Optional.ofNullable(received));
        if (received == null) {
            assertThat(TlsVocabulary.localFailure(below)).isEqualTo(Optional.ofNullable(met));
        }
    }

    @Test
    void aChainOfCausesIsReadToItsEighthLink() {
        var deep = error("Received fatal alert: unknown_ca");
        for (int i = 0; i < 7; i++) {
            deep = new SSLException("above", deep);
        }
        assertThat(TlsVocabulary.receivedAlert(deep)).contains("unknown_ca");
        assertThat(TlsVocabulary.receivedAlert(new SSLException("above", deep))).isEmpty();
    }
}
