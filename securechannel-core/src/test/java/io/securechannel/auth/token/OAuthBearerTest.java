package io.securechannel.auth.token;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** OAUTHBEARER's messages, where {@code ^} stands for the byte 1. */
@Tag("verify")
class OAuthBearerTest {

    /** RFC 7628, section 4.1. */
    private static final String EXAMPLE = "n,a=user@example.com,^host=server.example.com^port=143^"
            + "auth=Bearer vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==^^";

    @Test
    void theExampleOfTheRfc() throws Exception {
        var message = OAuthBearer.read(bytes(EXAMPLE));
        assertThat(message.token()).isEqualTo("vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==");
        assertThat(message.authorizationIdentity()).contains("user@example.com");
        assertThat(message.host()).contains("server.example.com");
        assertThat(message.port()).hasValue(143);
        assertThat(message.toString()).doesNotContain(message.token()).contains("server.example.com");
    }

    @Test
    void whatIsWrittenIsRead() throws Exception {
        assertThat(OAuthBearer.initialResponse("a.b-c_d~e+f/g=="))
                .isEqualTo(bytes("n,,^auth=Bearer a.b-c_d~e+f/g==^^"));
        assertThat(OAuthBearer.parse(OAuthBearer.initialResponse("token"))).isEqualTo("token");
        var message = OAuthBearer.initialResponse("token", "chat.example", 7443);
        assertThat(message).isEqualTo(bytes("n,,^host=chat.example^port=7443^auth=Bearer token^^"));
        assertThat(OAuthBearer.read(message).port()).hasValue(7443);
        var largest = "x".repeat(16 << 10);
        assertThat(OAuthBearer.parse(OAuthBearer.initialResponse(largest, "h".repeat(255), 65_535)))
                .isEqualTo(largest);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "n,,^auth=Bearer t^^",
                "y,,^auth=Bearer t^^",
                "n,,^auth=bearer t^^",
                "n,,^auth=BEARER t^^",
                "n,,^unknown=a b\tc^auth=Bearer t^^",
                "n,,^host=^auth=Bearer t^^"
            })
    void whatTheRfcAllowsIsTaken(String message) throws Exception {
        assertThat(OAuthBearer.parse(bytes(message))).isEqualTo("t");
    }

    @Test
    void aNameMayHaveCommasAndEqualsSigns() throws Exception {
        assertThat(OAuthBearer.read(bytes("n,a=a=2Cb=3D=2Cgr\u00FC\u00DFe,^auth=Bearer t^^"))
                        .authorizationIdentity())
                .contains("a,b=,gr\u00FC\u00DFe");
    }

    @Test
    void nobodyActsAsAnother() {
        assertThatThrownBy(() -> OAuthBearer.parse(bytes(EXAMPLE)))
                .isInstanceOfSatisfying(
                        SecureChannelException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.LOGIN_REFUSED))
                .hasMessageContaining("act as another user (authzid)")
                .hasMessageNotContaining("example.com");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | does not begin",
                "^^ | does not begin",
                "p=tls-exporter,,^auth=Bearer t^^ | does not begin with n,, or y,,",
                "n,^auth=Bearer t^^ | does not begin",
                "n,a=,^auth=Bearer t^^ | names a user in a form that is none",
                "n,b=c,^auth=Bearer t^^ | names a user in a form that is none",
                "n,a=b\0,^auth=Bearer t^^ | names a user in a form that is none",
                "n,a=b=2c,^auth=Bearer t^^ | names a user in a form that is none",
                "n,a=b=,^auth=Bearer t^^ | names a user in a form that is none",
                "n,, | does not begin",
                "n,,auth=Bearer t^^ | does not begin",
                "n,,^ | does not end with a separator",
                "n,,^^ | no bearer token",
                "n,,^auth=Bearer t^ | does not end with a separator of its own",
                "n,,^auth=Bearer t | not written as RFC 7628",
                "n,,^auth=Bearer t^^^ | goes on after it",
                "n,,^auth=Bearer t^^x | goes on after it",
                "n,,^auth=Bearer t^auth=Bearer u^^ | a key twice",
                "n,,^host=a^host=a^auth=Bearer t^^ | a key twice",
                "n,,^auth=Basic t^^ | no bearer token",
                "n,,^auth=Bearer  t^^ | no bearer token",
                "n,,^auth=Bearer ^^ | no bearer token",
                "n,,^auth=Bearer t t^^ | no bearer token",
                "n,,^auth=Bearer =t^^ | no bearer token",
                "n,,^auth=^^ | no bearer token",
                "n,,^host=a^^ | no bearer token",
                "n,,^a-b=c^auth=Bearer t^^ | not written as RFC 7628",
                "n,,^=c^auth=Bearer t^^ | not written as RFC 7628",
                "n,,^port=0^auth=Bearer t^^ | a port that is none",
                "n,,^port=65536^auth=Bearer t^^ | a port that is none",
                "n,,^port=99999999999^auth=Bearer t^^ | a port that is none",
                "n,,^port=-1^auth=Bearer t^^ | a port that is none",
                "n,,^host=\u00FC^auth=Bearer t^^ | not written as RFC 7628"
            })
    void whatItDoesNotIsRefused(String message, String told) {
        refused(bytes(message), told);
    }

    @Test
    void sizesAndTextAreChecked() {
        refused(new byte[19_000], "larger than 18 KiB");
        refused(new byte[] {'n', ',', ',', 1, (byte) 0xC0, (byte) 0x80}, "not text in UTF-8");
        assertThatIllegalArgumentException().isThrownBy(() -> OAuthBearer.initialResponse(""));
        assertThatIllegalArgumentException().isThrownBy(() -> OAuthBearer.initialResponse("a b"));
        assertThatIllegalArgumentException().isThrownBy(() -> OAuthBearer.initialResponse("a\u0001auth=Bearer b"));
        assertThatIllegalArgumentException().isThrownBy(() -> OAuthBearer.initialResponse("x".repeat((16 << 10) + 1)));
        assertThatIllegalArgumentException().isThrownBy(() -> OAuthBearer.initialResponse("t", "a\u0001b", 1));
        assertThatIllegalArgumentException().isThrownBy(() -> OAuthBearer.initialResponse("t", "", 1));
        assertThatIllegalArgumentException().isThrownBy(() -> OAuthBearer.initialResponse("t", "a", 0));
        assertThatIllegalArgumentException().isThrownBy(() -> OAuthBearer.initialResponse("t", "a", 65_536));
    }

    @Test
    void aFailureIsReadAndAnswered() throws Exception {
        assertThat(new String(OAuthBearer.failure(), US_ASCII)).isEqualTo("{\"status\":\"invalid_token\"}");
        assertThat(OAuthBearer.status(OAuthBearer.failure())).isEqualTo("invalid_token");
        assertThat(OAuthBearer.answerToFailure()).containsExactly(1);
        // RFC 7628, section 4.3
        var example = "{\"status\":\"invalid_token\",\"scope\":\"example_scope\","
                + "\"openid-configuration\":\"https://example.com/.well-known/openid-configuration\"}";
        assertThat(OAuthBearer.status(example.getBytes(UTF_8))).isEqualTo("invalid_token");
        for (var other :
                new String[] {"", "{}", "[]", "{\"status\":7}", "{\"status\":\"a\\nb\"}", "{\"status\":\"\"}"}) {
            assertThatThrownBy(() -> OAuthBearer.status(other.getBytes(UTF_8)))
                    .isInstanceOfSatisfying(
                            SecureChannelException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.PROTOCOL_VIOLATION));
        }
    }

    private static byte[] bytes(String message) {
        return message.replace('^', '\u0001').getBytes(UTF_8);
    }

    private static void refused(byte[] message, String told) {
        assertThatThrownBy(() -> OAuthBearer.read(message))
                .isInstanceOfSatisfying(
                        SecureChannelException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.PROTOCOL_VIOLATION))
                .hasMessageStartingWith("the message of OAUTHBEARER ")
                .hasMessageContaining(told);
    }
}
