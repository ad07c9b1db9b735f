package io.securechannel.internal.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A deadline also closes where the system has no thread left to close in: those that hang on sockets may hold them all. */
@Timeout(30)
class NoThreadLeftTest {

    private static final Executor NO_THREAD = task -> {
        throw new OutOfMemoryError("unable to create native thread");
    };

    @Test
    void aSocketIsClosedWithoutOne() throws Exception {
        try (var listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var socket = new Socket(listening.getInetAddress(), listening.getLocalPort());
                var other = listening.accept()) {
            var transport = new SocketTransport(socket, "peer:1", () -> {}, NO_THREAD);
            transport.abortSoon(new SecureChannelException(Reason.WRITE_TIMEOUT, "too late"));
            assertThat(socket.isClosed()).isTrue();
            assertThat(other.getInputStream().read()).isEqualTo(-1);
            assertThatThrownBy(transport::requireOpen)
                    .asInstanceOf(type(SecureChannelException.class))
                    .extracting(SecureChannelException::reason)
                    .isEqualTo(Reason.WRITE_TIMEOUT);
        }
    }
}
