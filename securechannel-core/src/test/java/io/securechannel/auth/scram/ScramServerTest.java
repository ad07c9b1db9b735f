package io.securechannel.auth.scram;

import static io.securechannel.auth.scram.Scram.CREDENTIAL;
import static io.securechannel.auth.scram.Scram.END_POINT;
import static io.securechannel.auth.scram.Scram.EXPORTER;
import static io.securechannel.auth.scram.Scram.bytes;
import static io.securechannel.auth.scram.Scram.client;
import static io.securechannel.auth.scram.Scram.refuses;
import static io.securechannel.auth.scram.Scram.server;
import static io.securechannel.auth.scram.Scram.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException.Reason;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The server against clients that do what they should not (TESTING.md, 16). */
class ScramServerTest {

    private static final String BARE = "n,,n=ada,r=clientNONCE";
    private static final String PROOF = "A".repeat(43) + "=";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "no header          | n=ada,r=abc                 | GS2",
                "no flag            | ,,n=ada,r=abc               | begins with none of n, y and p=",
                "unknown flag       | x,,n=ada,r=abc              | begins with none of n, y and p=",
                "flag too long      | nn,,n=ada,r=abc             | begins with none of n, y and p=",
                "binding without type | p=,,n=ada,r=abc           | begins with none of n, y and p=",
                "binding type       | p=tls exporter,,n=ada,r=abc | begins with none of n, y and p=",
                "no a=              | n,ada,n=ada,r=abc           | something else than a=",
                "empty identity     | n,a=,n=ada,r=abc            | name of 0 characters",
                "identity with =    | n,a=x=y,n=ada,r=abc         | neither =2C nor =3D",
                "empty name         | n,,n=,r=abc                 | without a value",
                "no name            | n,,r=abc                    | no n=",
                "no nonce           | n,,n=ada                    | no r=",
                "empty nonce        | n,,n=ada,r=                 | without a value",
                "wrong order        | n,,r=abc,n=ada              | no n=",
                "nonce with space   | n,,n=ada,r=a c              | printable",
                "nonce beyond ASCII | n,,n=ada,r=\u00E4           | printable",
                "name with =        | n,,n=a=b,r=abc              | neither =2C nor =3D",
                "name with =2c      | n,,n=a=2cb,r=abc            | neither =2C nor =3D",
                "name ends in =     | n,,n=a=,r=abc               | neither =2C nor =3D",
                "name ends in =2    | n,,n=a=2,r=abc              | neither =2C nor =3D",
                "name with comma    | n,,n=a,b,r=abc              | no r=",
                "mandatory          | n,,m=x,n=ada,r=abc          | not known here",
                "mandatory behind   | n,,n=ada,r=abc,m=x          | m= twice, or where it does not belong",
                "name twice         | n,,n=ada,n=bob,r=abc        | no r=",
                "name twice behind  | n,,n=ada,r=abc,n=bob        | n= twice, or where it does not belong",
                "nonce twice        | n,,n=ada,r=abc,r=abc        | r= twice, or where it does not belong",
                "extension twice    | n,,n=ada,r=abc,x=1,x=2      | x= twice",
                "extension empty    | n,,n=ada,r=abc,x=           | without a value",
                "extension no name  | n,,n=ada,r=abc,=1           | not an attribute",
                "extension no letter| n,,n=ada,r=abc,1=1          | not an attribute",
                "comma at the end   | n,,n=ada,r=abc,             | not an attribute",
                "prohibited name    | n,,n=a\u0007,r=abc          | U+0007",
                "nothing of a name  | n,,n=\u00AD,r=abc           | nothing is left"
            })
    void aMalformedFirstMessageIsRefused(String what, String message, String why) {
        var server = server().build();
        refuses(() -> server.serverFirst(bytes(message)), Reason.PROTOCOL_VIOLATION)
                .as(what)
                .contains(why);
        assertThatThrownBy(() -> server.serverFirst(bytes(BARE))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whatIsNotTextIsRefused() {
        refuses(() -> server().build().serverFirst(new byte[0]), Reason.PROTOCOL_VIOLATION)
                .contains("GS2");
        refuses(() -> server().build().serverFirst(bytes("n,,n=a\0b,r=abc")), Reason.PROTOCOL_VIOLATION)
                .contains("NUL");
        byte[] notUtf8 = bytes("n,,n=a?b,r=abc");
        notUtf8[6] = (byte) 0xC0;
        refuses(() -> server().build().serverFirst(notUtf8), Reason.PROTOCOL_VIOLATION)
                .contains("UTF-8");
    }

    @Test
    void hugeNamesAndMessagesAreRefused() {
        refuses(
                        () -> server().build().serverFirst(bytes("n,,n=" + "a".repeat(1 << 20) + ",r=abc")),
                        Reason.PROTOCOL_VIOLATION)
                .contains("8192");
        refuses(
                        () -> server().build().serverFirst(bytes("n,,n=" + "a".repeat(256) + ",r=abc")),
                        Reason.PROTOCOL_VIOLATION)
                .contains("256", "255");
        // One character of these becomes eighteen.
        refuses(
                        () -> server().build().serverFirst(bytes("n,,n=" + "\uFDFA".repeat(20) + ",r=abc")),
                        Reason.PROTOCOL_VIOLATION)
                .contains("360");
    }

    @Test
    void aNameIsUnescapedPreparedAndLookedUp() throws Exception {
        var asked = new ArrayList<String>();
        try (var server = ScramServer.builder(user -> {
                    asked.add(user);
                    return CREDENTIAL;
                })
                .build()) {
            var answer = text(server.serverFirst(bytes("n,a=x=2Cy=3Dz,n=\u2168=2C=3D,r=abc,x=ignored,Y=as=well")));
            assertThat(asked).containsExactly("IX,=");
            assertThat(server.user()).isEqualTo("IX,=");
            assertThat(server.authorizationIdentity()).contains("x,y=z");
            assertThat(server.credential()).isSameAs(CREDENTIAL);
            assertThat(answer).matches("r=abc[A-Za-z0-9+/]{32},s=c2FsdFNBTFRzYWx0,i=64");
        }
    }

    @Test
    void noncesDifferAndEachServesOnce() throws Exception {
        try (var client = client().build();
                var one = server().build();
                var other = server().build()) {
            byte[] first = client.clientFirst();
            byte[] answer = one.serverFirst(first);
            assertThat(other.serverFirst(first)).isNotEqualTo(answer);
            byte[] last = client.clientFinal(answer);
            refuses(() -> other.clientFinal(last), Reason.PROTOCOL_VIOLATION).contains("another nonce");
            one.clientFinal(last);
            assertThat(one.proves()).isTrue();
            assertThatThrownBy(() -> one.clientFinal(last))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("once");
        }
    }

    @Test
    void theMechanismDecidesWhetherALoginIsBound() {
        var bound = server().bindings(List.of(EXPORTER));
        refuses(() -> bound.build().serverFirst(bytes("p=tls-exporter,,n=ada,r=abc")), Reason.PROTOCOL_VIOLATION)
                .contains("SCRAM-SHA-256)");
        refuses(() -> bound.plus(true).build().serverFirst(bytes("n,,n=ada,r=abc")), Reason.PROTOCOL_VIOLATION)
                .contains("SCRAM-SHA-256-PLUS");
        refuses(() -> bound.plus(true).build().serverFirst(bytes("y,,n=ada,r=abc")), Reason.PROTOCOL_VIOLATION)
                .contains("SCRAM-SHA-256-PLUS");
    }

    @Test
    void aClientThatMissedTheOfferOfABindingIsRefused() throws Exception {
        refuses(
                        () -> server().plusOffered(true).build().serverFirst(bytes("y,,n=ada,r=abc")),
                        Reason.LOGIN_OFFER_CHANGED)
                .contains("shortened");
        // Without such an offer it is right.
        assertThat(server().build().serverFirst(bytes("y,,n=ada,r=abc"))).isNotEmpty();
    }

    @Test
    void aBindingThatTheChannelLacksIsRefused() {
        var server = server().bindings(List.of(EXPORTER, END_POINT)).plus(true);
        refuses(() -> server.build().serverFirst(bytes("p=tls-unique,,n=ada,r=abc")), Reason.BINDING_UNAVAILABLE)
                .contains("tls-exporter, tls-server-end-point")
                .doesNotContain("tls-unique");
        refuses(() -> server().plus(true).build().serverFirst(bytes("p=x,,n=ada,r=abc")), Reason.BINDING_UNAVAILABLE)
                .contains("none");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "no proof           | c=biws,r=NONCE                    | p=",
                "proof elsewhere    | p=PROOF,c=biws,r=NONCE            | p=",
                "proof empty        | c=biws,r=NONCE,p=                 | base64",
                "proof too short    | c=biws,r=NONCE,p=YWJj             | 3 bytes instead of 32",
                "proof too long     | c=biws,r=NONCE,p=PROOFX           | base64",
                "proof of 33 bytes  | c=biws,r=NONCE,p=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA | 33 bytes instead of 32",
                "proof unpadded     | c=biws,r=NONCE,p=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA  | base64",
                "proof, stray bits  | c=biws,r=NONCE,p=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB= | base64",
                "proof, white space | c=biws,r=NONCE,p=PROOF ;          | base64",
                "proof, URL-safe    | c=biws,r=NONCE,p=-_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= | base64",
                "something behind   | c=biws,r=NONCE,p=PROOF,x=y        | p=",
                "no binding         | r=NONCE,p=PROOF                   | no c=",
                "binding empty      | c=,r=NONCE,p=PROOF                | without a value",
                "binding no base64  | c=!,r=NONCE,p=PROOF               | base64",
                "binding unpadded   | c=biw,r=NONCE,p=PROOF             | base64",
                "no nonce           | c=biws,p=PROOF                    | no r=",
                "another nonce      | c=biws,r=clientNONCE,p=PROOF      | another nonce",
                "longer nonce       | c=biws,r=NONCEx,p=PROOF           | another nonce",
                "wrong order        | r=NONCE,c=biws,p=PROOF            | no c=",
                "binding twice      | c=biws,c=biws,r=NONCE,p=PROOF     | no r=",
                "nonce twice        | c=biws,r=NONCE,r=NONCE,p=PROOF    | r= twice",
                "proof twice        | c=biws,r=NONCE,p=PROOF,p=PROOF    | p= twice",
                "mandatory          | m=x,c=biws,r=NONCE,p=PROOF        | not known here",
                "mandatory behind   | c=biws,r=NONCE,m=x,p=PROOF        | m= twice, or where it does not belong",
                "extension empty    | c=biws,r=NONCE,x=,p=PROOF         | without a value"
            })
    void aMalformedLastMessageIsRefused(String what, String pattern, String why) throws Exception {
        var server = server().insecureNonce("serverNONCE").build();
        server.serverFirst(bytes(BARE));
        var message = pattern.replace("r=NONCE", "r=clientNONCEserverNONCE")
                .replace("PROOF", PROOF)
                .replace(" ;", " ");
        refuses(() -> server.clientFinal(bytes(message)), Reason.PROTOCOL_VIOLATION)
                .as(what)
                .contains(why)
                .doesNotContain(PROOF);
        assertThatThrownBy(server::proves).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aLastMessageThatIsNotTextOrTooLongIsRefused() throws Exception {
        byte[] notUtf8 = bytes("c=biws,r=?,p=" + PROOF);
        notUtf8[9] = (byte) 0xFF;
        refuses(() -> answered().clientFinal(notUtf8), Reason.PROTOCOL_VIOLATION)
                .contains("UTF-8");
        refuses(() -> answered().clientFinal(new byte[0]), Reason.PROTOCOL_VIOLATION)
                .contains("p=");
        refuses(
                        () -> answered().clientFinal(bytes("c=biws,r=" + "x".repeat(9_000) + ",p=" + PROOF)),
                        Reason.PROTOCOL_VIOLATION)
                .contains("too long");
    }

    @ParameterizedTest
    @ValueSource(strings = {"eSws", "cD10bHMtZXhwb3J0ZXIsLAECAwQ=", "biwsAQ==", "bixhPXgs"})
    void aChangedBindingIsRefused(String binding) throws Exception {
        var server = answered();
        refuses(
                        () -> server.clientFinal(bytes("c=" + binding + ",r=clientNONCEserverNONCE,p=" + PROOF)),
                        Reason.BINDING_MISMATCH)
                .contains("another channel");
        assertThatThrownBy(server::proves).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theWrongOrderOfCallsIsMisuse() throws Exception {
        try (var server = server().build()) {
            assertThatThrownBy(server::user).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(server::authorizationIdentity).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(server::credential).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(server::proves).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(server::serverFinal).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> server.clientFinal(bytes("c=biws"))).isInstanceOf(IllegalStateException.class);
            server.serverFirst(bytes(BARE));
            assertThatThrownBy(() -> server.serverFirst(bytes(BARE))).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(server::serverFinal).isInstanceOf(IllegalStateException.class);
        }
        var closed = answered();
        closed.close();
        assertThatThrownBy(() -> closed.clientFinal(bytes("c=biws"))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whatTheLookupThrowsGoesThrough() {
        var unavailable = new KeyMaterialException(KeyMaterialException.Reason.UNAVAILABLE, "the database is gone");
        var server = ScramServer.builder(user -> {
                    throw unavailable;
                })
                .build();
        assertThatThrownBy(() -> server.serverFirst(bytes(BARE)))
                .asInstanceOf(type(KeyMaterialException.class))
                .isSameAs(unavailable);
    }

    @Test
    void misuseOfTheBuilderIsRefused() {
        assertThatThrownBy(() -> server().insecureNonce("a,b")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> server().insecureNonce("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> server().offer(List.of("A\u001EB"), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(server().build()).hasToString("ScramServer[SCRAM-SHA-256]");
    }

    private static ScramServer answered() throws Exception {
        var server = server().insecureNonce("serverNONCE").build();
        server.serverFirst(bytes(BARE));
        return server;
    }
}
