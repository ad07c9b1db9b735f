package io.securechannel.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.auth.AuthMessage.Verifier;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.testkit.fuzz.FuzzTarget;
import io.securechannel.testkit.fuzz.Refusals;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;

/** Whatever is read is written as the same bytes, by either end's reader; all else is PROTOCOL_VIOLATION. */
class AuthCodecFuzz extends FuzzTarget {

    @Override
    protected List<byte[]> seeds() {
        return messages().map(AuthCodec::encode).toList();
    }

    /** {@return one of each} */
    static Stream<AuthMessage> messages() {
        var data = Octets.of(utf8("n,,n=ada,r=abcdefghijklmnopqrst"));
        var key = Octets.of(new byte[32]);
        var verifier = new Verifier(data, 4_096, key, key);
        return Stream.of(
                new AuthMessage.Offered(new Offer(
                        List.of("SCRAM-SHA-256-PLUS", "EXTERNAL"), List.of("tls-exporter"), SignUpPolicy.OPEN, 1)),
                new AuthMessage.Begin("SCRAM-SHA-256", data),
                new AuthMessage.Challenge(data),
                new AuthMessage.Response(data),
                new AuthMessage.Success(data, "ada", true, true),
                new AuthMessage.Next(data, List.of("SECURECHANNEL-TOTP")),
                new AuthMessage.Failed(1),
                new AuthMessage.SignUp("eve", verifier, "invited"),
                new AuthMessage.Update(verifier),
                new AuthMessage.Done(),
                new AuthMessage.Reconnect("{}"),
                new AuthMessage.Token("x.y.z"),
                new AuthMessage.Finish(),
                new AuthMessage.Again(),
                new AuthMessage.Abort());
    }

    @Override
    protected long mostAnyway() {
        return LITTLE;
    }

    @Override
    protected void run(byte[] input) throws Exception {
        var violation = EnumSet.of(Reason.PROTOCOL_VIOLATION);
        var ofClient = Refusals.read(violation, () -> AuthCodec.fromClient(input));
        var ofServer = Refusals.read(violation, () -> AuthCodec.fromServer(input));
        ofClient.ifPresent(message -> assertThat(AuthCodec.encode(message)).isEqualTo(input));
        ofServer.ifPresent(message -> assertThat(AuthCodec.encode(message)).isEqualTo(input));
        assertThat(ofClient.isPresent() && ofServer.isPresent()).isFalse();
    }
}
