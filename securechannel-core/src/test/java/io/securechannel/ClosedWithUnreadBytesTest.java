package io.securechannel;

import static io.securechannel.Loopback.assertTells;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.framing.Framing;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.peer.Trust;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A close throws away what has not been read: the peer's end, which lay behind it, is then no end for whoever reads. */
@Tag("verify")
@Timeout(30)
class ClosedWithUnreadBytesTest {

    private static final byte[] SENT = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};

    /** On the wire: a record with these bytes, and one that ends the direction. */
    private static final int WIRE = (19 + SENT.length) + 19;

    @Test
    void bytesThatACloseThrewAwayAreNoOrderlyEnd() throws Exception {
        try (var keys = NoiseKeyPair.generate();
                var server = listen(keys);
                var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            var channel = connect(socket, keys);
            var in = channel.inputStream();
            awaitAll(socket);
            assertThat(in.read()).isEqualTo(1); // the other nine, and the end, are decrypted with it
            channel.close();
            assertTells(catchThrowable(in::read), Reason.CLOSED, "this side has closed the channel");
        }
    }

    @Test
    void anEndThatHasBeenReachedStaysOneAfterAClose() throws Exception {
        try (var keys = NoiseKeyPair.generate();
                var server = listen(keys);
                var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            var channel = connect(socket, keys);
            var in = channel.inputStream();
            assertThat(in.readAllBytes()).isEqualTo(SENT);
            channel.close();
            assertThat(in.read()).isNegative();
        }
    }

    private static SecureChannelServer listen(NoiseKeyPair keys) throws IOException {
        return SecureChannelServer.listen(
                Loopback.anyPort(),
                ServerConfig.noise(keys).framing(Framing.none()).build(),
                channel -> {
                    channel.outputStream().write(SENT);
                    channel.outputStream().close();
                    channel.inputStream().transferTo(OutputStream.nullOutputStream());
                });
    }

    private static SecureChannel connect(Socket socket, NoiseKeyPair keys) throws IOException {
        return SecureChannel.connect(
                socket,
                "localhost",
                ClientConfig.noise(Trust.pinned(keys.publicKey()))
                        .framing(Framing.none())
                        .build());
    }

    private static void awaitAll(Socket socket) throws IOException {
        while (socket.getInputStream().available() < WIRE) {
            Thread.onSpinWait();
        }
    }
}
