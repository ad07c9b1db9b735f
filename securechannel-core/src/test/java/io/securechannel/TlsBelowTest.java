package io.securechannel;

import static io.securechannel.Loopback.CA;
import static io.securechannel.Loopback.await;
import static io.securechannel.Loopback.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.peer.Trust;
import io.securechannel.tls.TlsContextFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Channels in sockets that are TLS themselves, whose close may block: the deadlines of all channels must hold. */
@Tag("verify")
@Timeout(60)
class TlsBelowTest {

    private static final TlsContextFactory.Client OUTER = TlsContextFactory.forClient(Trust.only(CA.certificate()));

    @Test
    void aWriteThatHangsInATlsSocketHasItsDeadline() throws Exception {
        hang(true);
    }

    @Test
    void anotherChannelsIdleDeadlineHoldsMeanwhile() throws Exception {
        hang(false);
    }

    @Test
    void aSilentPeerBehindATlsSocketHasItsDeadline() throws Exception {
        try (var listening = TlsContextFactory.forServer(Loopback.serverIdentity())
                .toSslContext()
                .getServerSocketFactory()
                .createServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var config = Loopback.server().build();
            var accepted = start(() -> SecureChannel.accept(listening.accept(), config));
            var below = new Socket(listening.getInetAddress(), listening.getLocalPort());
            var outer = outer(below);
            var channel = SecureChannel.connect(
                    outer,
                    "localhost",
                    Loopback.client().idleTimeout(Duration.ofMillis(300)).build());
            var peer = await(accepted);
            try {
                var silent = start(() -> catchThrowable(channel::receive));
                Loopback.assertTells(await(silent), Reason.IDLE_TIMEOUT);
            } finally {
                end(below, channel, peer);
            }
        }
    }

    private static void hang(boolean itself) throws Exception {
        var end = new CountDownLatch(1);
        try (var listening = TlsContextFactory.forServer(Loopback.serverIdentity())
                .toSslContext()
                .getServerSocketFactory()
                .createServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var config = Loopback.server().build();
            var accepted = start(() -> SecureChannel.accept(listening.accept(), config)); // and never reads
            var below = new Socket(listening.getInetAddress(), listening.getLocalPort());
            var outer = outer(below);
            var channel = SecureChannel.connect(
                    outer,
                    "localhost",
                    Loopback.client().writeTimeout(Duration.ofMillis(300)).build());
            var peer = await(accepted);
            try {
                var writing = start(() -> catchThrowable(() -> {
                    while (end.getCount() > 0) {
                        channel.send(new byte[1 << 20]);
                    }
                }));
                Loopback.assertTells(await(writing), Reason.WRITE_TIMEOUT);
                if (itself) {
                    return;
                }
                var pair = Loopback.pair(
                        Loopback.client().idleTimeout(Duration.ofMillis(300)).build(),
                        Loopback.server().build());
                var silent = start(() -> catchThrowable(() -> pair.client().receive()));
                Loopback.assertTells(await(silent), Reason.IDLE_TIMEOUT);
                assertThat(catchThrowable(pair::close)).isNull();
            } finally {
                end.countDown();
                end(below, channel, peer);
            }
        }
    }

    /** Its handshake is over: else the first write of the channel, with the channel's deadline, would wait for it. */
    private static SSLSocket outer(Socket below) throws IOException {
        var outer = (SSLSocket)
                OUTER.toSslContext().getSocketFactory().createSocket(below, "localhost", below.getPort(), true);
        outer.startHandshake();
        return outer;
    }

    /** Without the socket below, nothing hangs any more. */
    private static void end(Socket below, SecureChannel channel, SecureChannel peer) throws IOException {
        below.close();
        for (var each : List.of(channel, peer)) {
            var dropped = catchThrowable(each::close);
            assertThat(dropped == null || dropped instanceof IOException).isTrue();
        }
    }
}
