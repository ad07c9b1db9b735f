package io.securechannel.auth.scram;

import static io.securechannel.auth.scram.Scram.EXPORTER;
import static io.securechannel.auth.scram.Scram.bytes;
import static io.securechannel.auth.scram.Scram.client;
import static io.securechannel.auth.scram.Scram.refuses;
import static io.securechannel.auth.scram.Scram.server;
import static io.securechannel.auth.scram.Scram.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.peer.ChannelBinding;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The last that passes on each side of a limit, and what is said in so many bytes. */
class ScramLimitsTest {

    private static final String NAME = "n".repeat(ScramText.LONGEST_NAME);
    private static final String FIRST = "n,,n=ada,r=clientNONCE";

    /** RFC 5802, section 7: cbind-input is the GS2 header and the data of the channel, which both ends would leave out alike. */
    @Test
    void theBindingIsTheHeaderAndTheData() {
        assertThat(ScramText.channelBinding("p=tls-exporter,,", new byte[] {1, 2, 3, 4}))
                .isEqualTo("cD10bHMtZXhwb3J0ZXIsLAECAwQ=");
        assertThat(ScramText.channelBinding("n,,", new byte[0])).isEqualTo("biws");
    }

    @Test
    void aBoundClientSaysSoAndTheServerKnowsBy() throws Exception {
        var bound = server().bindings(List.of(EXPORTER)).plus(true);
        try (var client = client().bound(EXPORTER).build();
                var server = bound.build();
                var plain = client().build();
                var other = server().build()) {
            assertThat(client.mechanism()).isEqualTo("SCRAM-SHA-256-PLUS");
            assertThat(plain.mechanism()).isEqualTo("SCRAM-SHA-256");
            assertThat(client).hasToString("ScramClient[SCRAM-SHA-256-PLUS]");
            server.serverFirst(client.clientFirst());
            assertThat(server.bindingType()).contains(ChannelBinding.Type.TLS_EXPORTER);
            other.serverFirst(plain.clientFirst());
            assertThat(other.bindingType()).isEmpty();
        }
    }

    @Test
    void whoActsForAnotherSaysForWhom() throws Exception {
        try (var client = client().insecureNonce("clientNONCE")
                        .bindingNotOffered()
                        .authorizationIdentity("x,y=z")
                        .build();
                var server = server().build()) {
            assertThat(text(client.clientFirst())).isEqualTo("y,a=x=2Cy=3Dz,n=ada,r=clientNONCE");
            server.serverFirst(bytes("y,a=x=2Cy=3Dz,n=ada,r=clientNONCE"));
            assertThat(server.authorizationIdentity()).contains("x,y=z");
        }
        assertThat(client().authorizationIdentity(NAME)).isNotNull();
        for (var refused : List.of("", NAME + "n", "\0", "a\0")) {
            assertThatIllegalArgumentException().isThrownBy(() -> client().authorizationIdentity(refused));
        }
    }

    @Test
    void aNameHas255CharactersAtMost() throws Exception {
        try (var client = client(NAME, "pencil").insecureUnprepared().build();
                var server = server().build()) {
            server.serverFirst(client.clientFirst());
            assertThat(server.user()).isEqualTo(NAME);
        }
        for (var refused : List.of("", NAME + "n", "\0", "a\0")) {
            refuses(() -> client(refused, "pencil").insecureUnprepared().build(), Reason.CREDENTIAL_UNUSABLE)
                    .contains("1 to 255");
        }
        refuses(() -> server().build().serverFirst(bytes("n,,n=" + NAME + "n,r=abc")), Reason.PROTOCOL_VIOLATION)
                .contains("256");
    }

    @Test
    void messagesHave8192BytesAtMost() throws Exception {
        int room = ScramText.LONGEST_MESSAGE - FIRST.length() - ",x=".length();
        assertThat(server().build().serverFirst(bytes(FIRST + ",x=" + "y".repeat(room))))
                .isNotEmpty();
        refuses(
                        () -> server().build().serverFirst(bytes(FIRST + ",x=" + "y".repeat(room + 1))),
                        Reason.PROTOCOL_VIOLATION)
                .contains("8193 bytes, more than 8192");
        var proof = ",p=" + Base64.getEncoder().encodeToString(new byte[32]);
        int nonce = ScramText.LONGEST_MESSAGE - "c=biws,r=".length() - proof.length();
        assertThat(ClientFinal.parse(bytes("c=biws,r=" + "x".repeat(nonce) + proof))
                        .nonce())
                .hasSize(nonce);
        refuses(() -> ClientFinal.parse(bytes("c=biws,r=" + "x".repeat(nonce + 1) + proof)), Reason.PROTOCOL_VIOLATION)
                .contains("too long: 8193");
    }

    @Test
    void aSaltHas1024BytesAtMost() throws Exception {
        var salt = new byte[1_024];
        var message = bytes("r=clientNONCEx,s=" + Base64.getEncoder().encodeToString(salt) + ",i=64");
        assertThat(ServerFirst.parse(message).saltBytes()).isEqualTo(salt);
        var longer = bytes("r=x,s=" + Base64.getEncoder().encodeToString(new byte[1_025]) + ",i=64");
        refuses(() -> ServerFirst.parse(longer), Reason.PROTOCOL_VIOLATION).contains("1025 bytes, more than 1024");
    }

    @Test
    void aNonceIsOfPrintableAsciiWithoutCommas() {
        assertThat(ScramText.isNonce("!~")).isTrue();
        for (var refused : List.of(" ", "\u007F", ",", "\u0080")) {
            assertThat(ScramText.isNonce(refused)).as(refused).isFalse();
        }
    }

    @Test
    void anOfferHasNamesOfPrintableAscii() {
        assertThat(OfferHash.of(List.of("!~"), List.of())).isNotEmpty();
        for (var refused : List.of("", " ", "\u007F", "a\u001Eb")) {
            assertThatIllegalArgumentException().isThrownBy(() -> OfferHash.of(List.of(refused), List.of()));
        }
    }

    @Test
    void extensionsHaveLettersForNames() throws Exception {
        assertThat(new Attributes("message", "b=1,z=2,B=3,Z=4,A=5").takeExtensions())
                .isEqualTo(Map.of('b', "1", 'z', "2", 'B', "3", 'Z', "4", 'A', "5"));
        // In its place, a letter that means something is refused for that, and not as no letter.
        refuses(() -> new Attributes("message", "a=1").takeExtensions(), Reason.PROTOCOL_VIOLATION)
                .contains("where it does not belong");
    }

    @ParameterizedTest
    @ValueSource(strings = {"`=1", "{=1", "@=1", "[=1", "x", "x:1", ""})
    void whatHasNoLetterIsNoExtension(String text) {
        refuses(() -> new Attributes("message", text).takeExtensions(), Reason.PROTOCOL_VIOLATION)
                .contains("not an attribute");
    }
}
