package io.securechannel.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A thread that is interrupted comes back, and leaves nothing behind that could be taken for a message. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
@ExtendWith(LeavesNoThreads.class)
class InterruptionTest {

    static Stream<Lane> lanes() {
        return Lane.all();
    }

    @ParameterizedTest
    @MethodSource("lanes")
    void aBlockedReceiveComesBackAndTheChannelIsClosed(Lane lane) throws Exception {
        try (var ends = lane.direct(Lane.PATIENT)) {
            var client = ends.client();
            ends.server();
            var interrupted = new AtomicBoolean();
            var receiving = Task.start(() -> {
                try {
                    return client.receive();
                } finally {
                    interrupted.set(Thread.currentThread().isInterrupted());
                }
            });
            receiving.awaitInside("SocketTransport", "read");
            receiving.thread().interrupt();
            assertThat(receiving.error().reason()).isEqualTo(Reason.INTERRUPTED);
            assertThat(interrupted).isTrue();
            assertThat(client.isOpen()).isFalse();
            assertThat(Received.from(ends.server()).reason()).isEqualTo(Reason.CONNECTION_CUT);
        }
    }

    @ParameterizedTest
    @MethodSource("lanes")
    void aBlockedSendComesBackAndNothingTornIsDelivered(Lane lane) throws Exception {
        try (var ends = lane.direct(8 << 10, Lane.PATIENT)) {
            var client = ends.client();
            var server = ends.server();
            var interrupted = new AtomicBoolean();
            var sending = Task.run(() -> {
                try {
                    while (true) {
                        client.send(new byte[100_000]);
                    }
                } finally {
                    interrupted.set(Thread.currentThread().isInterrupted());
                }
            });
            sending.awaitInside("SocketTransport", "write");
            sending.thread().interrupt();
            assertThat(sending.error().reason()).isEqualTo(Reason.INTERRUPTED);
            assertThat(interrupted).isTrue();
            var received = Received.from(server);
            assertThat(received.reason()).isEqualTo(Reason.CONNECTION_CUT);
            assertThat(received.messages())
                    .allSatisfy(message -> assertThat(message).hasSize(100_000));
        }
    }

    @ParameterizedTest
    @MethodSource("lanes")
    void anInterruptionBetweenTwoFragmentsDoesNotJoinTheirMessageWithTheNext(Lane lane) throws Exception {
        var armed = new AtomicBoolean();
        try (var sockets = lane.sockets(2 << 20)) {
            var accepting = Task.start(() -> lane.server(sockets.server(), Lane.PATIENT));
            var client = lane.client(new InterruptingSocket(sockets.client(), armed), Lane.PATIENT);
            var server = accepting.result();
            armed.set(true);
            var sending = Task.run(() -> client.send(new byte[900_000]));
            assertThat(sending.error().reason()).isEqualTo(Reason.INTERRUPTED);
            try {
                client.send(new byte[10]);
                assertThat(client.isOpen()).as("a send after a torn message").isFalse();
            } catch (SecureChannelException e) {
                assertThat(e.reason()).isIn(Reason.CLOSED, Reason.INTERRUPTED);
            }
            var receiving = Task.start(() -> Received.from(server));
            try {
                client.close();
            } catch (SecureChannelException e) {
                assertThat(e.reason()).isEqualTo(Reason.INTERRUPTED); // tells again that something could not be sent
            }
            assertThat(receiving.result().messages()).isEmpty();
            assertThat(receiving.result().reason()).isEqualTo(Reason.CONNECTION_CUT);
        }
    }

    /** Interrupts the thread that has just written, once, when armed. */
    private static final class InterruptingSocket extends Socket {

        private final Socket socket;
        private final AtomicBoolean armed;

        InterruptingSocket(Socket socket, AtomicBoolean armed) {
            this.socket = socket;
            this.armed = armed;
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return socket.getInputStream();
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            return new FilterOutputStream(socket.getOutputStream()) {
                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    out.write(bytes, offset, length);
                    if (armed.compareAndSet(true, false)) {
                        Thread.currentThread().interrupt();
                    }
                }
            };
        }

        @Override
        public synchronized void setSoTimeout(int millis) {
            try {
                socket.setSoTimeout(millis);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void setTcpNoDelay(boolean on) {}

        @Override
        public void shutdownOutput() throws IOException {
            socket.shutdownOutput();
        }

        @Override
        public synchronized void close() throws IOException {
            socket.close();
        }
    }
}
