package io.securechannel.examples.echo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.SecureChannel;
import io.securechannel.SecureChannelServer;
import io.securechannel.ServerConfig;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.event.SecurityEvent;
import io.securechannel.event.SecurityEvent.Role;
import io.securechannel.noise.OneTimeCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server with a one-time code ends when the code is used up, and nobody who has not guessed ends it. */
@Timeout(30)
class CodeWatchTest {

    private final CodeWatch watch = new CodeWatch();

    @Test
    void aRefusalThatIsNoGuessEndsNothing() throws Exception {
        try (var code = OneTimeCode.random();
                var server = listen(code)) {
            watch.over(server, code);
            watch.onEvent(failed(Reason.CODE_REFUSED));
            watch.onEvent(failed(Reason.CONNECTION_CUT));
            assertThatCode(watch::complain).doesNotThrowAnyException();

            useUp(code);
            watch.onEvent(failed(Reason.CODE_REFUSED));
            server.awaitClose();
            assertThatThrownBy(watch::complain)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("used up")
                    .hasMessageContaining("start again");
        }
    }

    @Test
    void aCodeThatIsUsedUpAndThenCutOffEndsIt() throws Exception {
        try (var code = OneTimeCode.random();
                var server = listen(code)) {
            watch.over(server, code);
            useUp(code);
            watch.onEvent(failed(Reason.CONNECTION_CUT));
            server.awaitClose();
            assertThatThrownBy(watch::complain).isInstanceOf(IOException.class);
        }
    }

    /** One that has been closed counts as used, and a test can close one. */
    private static void useUp(OneTimeCode code) {
        code.close();
        assertThat(code.used()).isTrue();
    }

    private static SecureChannelServer listen(OneTimeCode code) throws IOException {
        return SecureChannelServer.listen(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                ServerConfig.noise(code).build(),
                SecureChannel::receive);
    }

    private static SecurityEvent failed(Reason reason) {
        return new SecurityEvent.HandshakeFailed(
                Instant.EPOCH, "192.0.2.1:5", Role.SERVER, new SecureChannelException(reason, "said in the test"));
    }
}
