package io.securechannel.auth.scram;

import static io.securechannel.auth.scram.Scram.BINDING_TYPES;
import static io.securechannel.auth.scram.Scram.CREDENTIAL;
import static io.securechannel.auth.scram.Scram.MECHANISMS;
import static io.securechannel.auth.scram.Scram.bytes;
import static io.securechannel.auth.scram.Scram.client;
import static io.securechannel.auth.scram.Scram.refuses;
import static io.securechannel.auth.scram.Scram.server;
import static io.securechannel.auth.scram.Scram.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.error.SecureChannelException.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The client against servers that do what they should not (TESTING.md, 16). */
class ScramClientTest {

    private static final String GOOD = "r=clientNONCEx,s=c2FsdFNBTFRzYWx0,i=64";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "empty              | ''                                        | no r=",
                "nonce not extended | r=clientNONCE,s=c2FsdA==,i=64           | does not extend",
                "nonce of another   | r=clientNONCx,s=c2FsdA==,i=64           | does not extend",
                "nonce, only server | r=serverNONCE,s=c2FsdA==,i=64           | does not extend",
                "nonce with space   | r=clientNONCE x,s=c2FsdA==,i=64         | printable",
                "nonce empty        | r=,s=c2FsdA==,i=64                      | without a value",
                "no nonce           | s=c2FsdA==,i=64                         | no r=",
                "wrong order        | r=clientNONCEx,i=64,s=c2FsdA==          | no s=",
                "salt empty         | r=clientNONCEx,s=,i=64                  | without a value",
                "salt no base64     | r=clientNONCEx,s=c2Fs!A==,i=64          | base64",
                "salt unpadded      | r=clientNONCEx,s=c2FsdA,i=64            | base64",
                "salt, white space  | r=clientNONCEx,s=c2Fs dA==,i=64         | base64",
                "salt, stray bits   | r=clientNONCEx,s=c2FsdB==,i=64          | base64",
                "salt, URL-safe     | r=clientNONCEx,s=-_-_,i=64              | base64",
                "no salt            | r=clientNONCEx,i=64                     | no s=",
                "no iterations      | r=clientNONCEx,s=c2FsdA==                 | no i=",
                "iterations empty   | r=clientNONCEx,s=c2FsdA==,i=              | without a value",
                "iterations 0       | r=clientNONCEx,s=c2FsdA==,i=0             | no positive decimal",
                "leading zero       | r=clientNONCEx,s=c2FsdA==,i=064         | no positive decimal",
                "plus               | r=clientNONCEx,s=c2FsdA==,i=+64         | no positive decimal",
                "minus              | r=clientNONCEx,s=c2FsdA==,i=-64         | no positive decimal",
                "space              | r=clientNONCEx,s=c2FsdA==,i=64 ;        | no positive decimal",
                "fraction           | r=clientNONCEx,s=c2FsdA==,i=64.0        | no positive decimal",
                "hexadecimal        | r=clientNONCEx,s=c2FsdA==,i=0x1000        | no positive decimal",
                "other digits       | r=clientNONCEx,s=c2FsdA==,i=\u0664        | no positive decimal",
                "mandatory          | m=x,r=clientNONCEx,s=c2FsdA==,i=64      | not known here",
                "mandatory between  | r=clientNONCEx,m=x,s=c2FsdA==,i=64      | not known here",
                "mandatory behind   | r=clientNONCEx,s=c2FsdA==,i=64,m=x      | m= twice, or where it does not belong",
                "iterations twice   | r=clientNONCEx,s=c2FsdA==,i=64,i=64   | i= twice",
                "hash twice         | r=clientNONCEx,s=c2FsdA==,i=64,h=a,h=a  | h= twice",
                "comma at the end   | r=clientNONCEx,s=c2FsdA==,i=64,         | not an attribute",
                "an error           | e=other-error                             | no r="
            })
    void aMalformedFirstMessageIsRefused(String what, String message, String why) throws Exception {
        var client = begun(client());
        refuses(() -> client.clientFinal(bytes(message.replace(" ;", " "))), Reason.PROTOCOL_VIOLATION)
                .as(what)
                .contains(why);
        assertThatThrownBy(() -> client.clientFinal(bytes(GOOD))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(client::iterations).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whatIsNotTextOrHugeIsRefused() throws Exception {
        byte[] notUtf8 = bytes(GOOD + ",x=?");
        notUtf8[notUtf8.length - 1] = (byte) 0x80;
        refuses(() -> begun(client()).clientFinal(notUtf8), Reason.PROTOCOL_VIOLATION)
                .contains("UTF-8");
        refuses(() -> begun(client()).clientFinal(bytes(GOOD + ",x=\0")), Reason.PROTOCOL_VIOLATION)
                .contains("NUL");
        refuses(() -> begun(client()).clientFinal(bytes(GOOD + ",x=" + "y".repeat(1 << 20))), Reason.PROTOCOL_VIOLATION)
                .contains("8192");
        var salt = "A".repeat(1_368);
        refuses(
                        () -> begun(client()).clientFinal(bytes("r=clientNONCEx,s=" + salt + ",i=64")),
                        Reason.PROTOCOL_VIOLATION)
                .contains("1026", "1024");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "63", "65", "2147483647", "2147483648", "4294967360", "99999999999999999999999"})
    void iterationsOutOfRangeAreRefusedBeforeAnythingIsHashed(String iterations) throws Exception {
        var client = begun(client());
        refuses(() -> client.clientFinal(bytes("r=clientNONCEx,s=c2FsdA==,i=" + iterations)), Reason.LOGIN_COST_REFUSED)
                .contains(iterations.length() > 10 ? "more than 10 digits" : iterations, "64 to 64");
    }

    @Test
    void theDefaultIsAHundredThousandToTenMillion() throws Exception {
        for (var iterations : List.of("99999", "10000001")) {
            var client = ScramClient.builder("ada", Scram.password("pencil"))
                    .insecureNonce("clientNONCE")
                    .build();
            client.clientFirst();
            refuses(
                            () -> client.clientFinal(bytes("r=clientNONCEx,s=c2FsdA==,i=" + iterations)),
                            Reason.LOGIN_COST_REFUSED)
                    .contains(iterations, "100000 to 10000000", "renew");
        }
    }

    @Test
    void extensionsAreIgnoredAndCoveredByTheProof() throws Exception {
        try (var client = begun(client());
                var server = server().insecureNonce("x").build()) {
            var sent = text(server.serverFirst(bytes("n,,n=ada,r=clientNONCE")));
            server.clientFinal(client.clientFinal(bytes(sent + ",x=extension,Z=another")));
            assertThat(server.proves()).as("the server has not said that").isFalse();
        }
    }

    @Test
    void theOfferHasToComeBackAsItArrived() throws Exception {
        var offered = client().offer(MECHANISMS, BINDING_TYPES);
        var hash = OfferHash.of(MECHANISMS, BINDING_TYPES);
        refuses(() -> begun(offered).clientFinal(bytes(GOOD)), Reason.LOGIN_OFFER_CHANGED)
                .contains("does not say which");
        var others = List.of(
                OfferHash.of(List.of("SCRAM-SHA-256"), List.of()),
                OfferHash.of(MECHANISMS, List.of("tls-server-end-point")),
                OfferHash.of(MECHANISMS, List.of()),
                hash.replace('=', 'A'),
                hash.substring(0, 10));
        for (var other : others) {
            refuses(() -> begun(offered).clientFinal(bytes(GOOD + ",h=" + other)), Reason.LOGIN_OFFER_CHANGED)
                    .contains("offered other", "XEP-0474");
        }
        assertThat(begun(offered).clientFinal(bytes(GOOD + ",x=y,h=" + hash))).isNotEmpty();
    }

    @Test
    void theSameOfferOfBothSidesLogsIn() throws Exception {
        try (var client = client().offer(MECHANISMS, BINDING_TYPES).build();
                var server = server().offer(List.of("SCRAM-SHA-256", "SCRAM-SHA-256-PLUS"), BINDING_TYPES)
                        .build()) {
            server.clientFinal(client.clientFinal(server.serverFirst(client.clientFirst())));
            assertThat(server.proves()).isTrue();
            client.serverFinal(server.serverFinal());
        }
    }

    @Test
    void theHashIsThatOfXep0474() {
        // Python:
        // base64.b64encode(hashlib.sha256(b"SCRAM-SHA-256\x1eSCRAM-SHA-256-PLUS\x1ftls-exporter\x1e...").digest())
        assertThat(OfferHash.of(MECHANISMS, List.of("tls-server-end-point", "tls-exporter")))
                .isEqualTo("WeIn+GOkxTaanG7LQZFDM0bI+cBZDjkfT7yS3mrRcS4=");
        assertThat(OfferHash.of(List.of("SCRAM-SHA-256"), List.of()))
                .isEqualTo("5IlFKz4VKe4+I01or1SYZH07/h8E/JKh4/0iRkqB2IY=");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x=y", "m=x", "r=x", "p=x", "V=AAAA", " v=AAAA", "v"})
    void aServerWithoutASignatureIsUnproved(String message) throws Exception {
        var client = proving();
        refuses(() -> client.serverFinal(bytes(message)), Reason.SERVER_UNPROVED)
                .contains("no signature");
        assertThatThrownBy(() -> client.serverFinal(bytes(message))).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"v=AAAA", "v=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="})
    void aServerWithAWrongSignatureIsUnproved(String message) throws Exception {
        var client = proving();
        refuses(() -> client.serverFinal(bytes(message)), Reason.SERVER_UNPROVED)
                .contains("wrong signature");
    }

    @ParameterizedTest
    @ValueSource(strings = {"v=", "v=!", "v=AAA", "v=AAAB=", "v=AAAA,v=AAAA", "v=AAAA,", "v=AAAA,m=x"})
    void aMalformedSignatureIsRefused(String message) throws Exception {
        var client = proving();
        refuses(() -> client.serverFinal(bytes(message)), Reason.PROTOCOL_VIOLATION)
                .contains("server-final-message");
    }

    @ParameterizedTest
    @CsvSource({
        "invalid-proof, LOGIN_REFUSED, check user and password",
        "unknown-user, LOGIN_REFUSED, check user and password",
        "other-error, LOGIN_REFUSED, see its log",
        "channel-bindings-dont-match, BINDING_MISMATCH, relays",
        "server-does-support-channel-binding, LOGIN_OFFER_CHANGED, changed",
        "channel-binding-not-supported, BINDING_UNAVAILABLE, channel-binding-not-supported",
        "unsupported-channel-binding-type, BINDING_UNAVAILABLE, unsupported-channel-binding-type",
        "no-resources, LOGIN_UNAVAILABLE, try again later",
        "invalid-encoding, PROTOCOL_VIOLATION, invalid-encoding",
        "extensions-not-supported, PROTOCOL_VIOLATION, extensions-not-supported"
    })
    void whatTheServerReportsHasItsReason(String error, Reason reason, String why) throws Exception {
        var client = proving();
        refuses(() -> client.serverFinal(bytes("e=" + error + ",x=y")), reason).contains(why);
    }

    @Test
    void whatTheServerMakesUpIsNotRepeated() throws Exception {
        var client = proving();
        refuses(() -> client.serverFinal(bytes("e=\u001B[31mcall 555-1234")), Reason.LOGIN_REFUSED)
                .doesNotContain("555");
    }

    @Test
    void theWrongOrderOfCallsIsMisuse() throws Exception {
        var client = client().build();
        assertThatThrownBy(() -> client.clientFinal(bytes(GOOD))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> client.serverFinal(bytes("v=AAAA"))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(client::salt).isInstanceOf(IllegalStateException.class);
        assertThat(client.clientFirst()).isNotEmpty();
        assertThatThrownBy(client::clientFirst).isInstanceOf(IllegalStateException.class);
        client.close();
        assertThatThrownBy(() -> client.clientFinal(bytes(GOOD))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void thePasswordStaysTheCallersAndMayBeClosedAtOnce() throws Exception {
        var password = Scram.password("pencil");
        var client = ScramClient.builder("ada", password).iterations(1, 64).build();
        password.close();
        try (client;
                var server = server().build()) {
            server.clientFinal(client.clientFinal(server.serverFirst(client.clientFirst())));
            assertThat(server.proves()).isTrue();
        }
    }

    @Test
    void whatCannotBeUsedIsRefusedBeforeAnythingIsSent() {
        refuses(() -> client("a\u0007", "pencil").build(), Reason.CREDENTIAL_UNUSABLE)
                .contains("name", "U+0007");
        refuses(() -> client("", "pencil").build(), Reason.CREDENTIAL_UNUSABLE).contains("name");
        refuses(() -> client("a".repeat(256), "pencil").build(), Reason.CREDENTIAL_UNUSABLE)
                .contains("256");
        refuses(() -> client("ada", "pen\u0007cil").build(), Reason.CREDENTIAL_UNUSABLE)
                .contains("password", "U+0007")
                .doesNotContain("cil");
        refuses(() -> client("ada", "pencil\uD83D\uDE00").build(), Reason.CREDENTIAL_UNUSABLE)
                .contains("U+1F600", "unassigned");
        refuses(() -> client("a\0b", "pencil").insecureUnprepared().build(), Reason.CREDENTIAL_UNUSABLE)
                .contains("NUL");
    }

    @Test
    void misuseOfTheBuilderIsRefused() {
        assertThatThrownBy(() -> client().bound("tls exporter", new byte[1]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> client().bound("tls-exporter", new byte[0]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> client().iterations(0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> client().iterations(2, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> client().authorizationIdentity("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> client().insecureNonce("a b")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> client().offer(List.of(""), List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    private static ScramClient begun(ScramClientBuilder builder) throws Exception {
        var client = builder.insecureNonce("clientNONCE").build();
        client.clientFirst();
        return client;
    }

    private static ScramClient proving() throws Exception {
        var client = begun(client());
        client.clientFinal(bytes(GOOD));
        assertThat(client.iterations()).isEqualTo(CREDENTIAL.iterations());
        return client;
    }
}
