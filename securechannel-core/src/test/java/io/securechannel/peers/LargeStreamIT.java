package io.securechannel.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.ClientConfig;
import io.securechannel.SecureChannel;
import io.securechannel.ServerConfig;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.framing.Framing;
import io.securechannel.peer.Trust;
import io.securechannel.testkit.TestCa;
import io.securechannel.tls.TlsContextFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is larger than memory, and what is larger than the limit. */
@Tag("it")
class LargeStreamIT {

    private static final long TWO_GIB = 2L << 30;
    private static final int TWENTY_MIB = 20 << 20;
    private static final int SIXTEEN_MIB = 16 << 20;

    private static final TestCa CA = TestCa.create("Large Stream Root");

    @Test
    @Timeout(150)
    void twoGibibytesCrossInOneMessageWith64MebibytesOfHeap() throws Exception {
        try (var child = Program.start(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                LargeStreamMain.class.getName(),
                Long.toString(TWO_GIB))) {
            assertThat(child.awaitExit(Duration.ofSeconds(140))).as("%s", child).isZero();

            var result = child.awaitOutput("RESULT (\\w+) (\\d+) (\\w+) (\\d+) (\\d+)");
            assertThat(Long.parseLong(result.group(2))).isEqualTo(TWO_GIB);
            assertThat(result.group(3)).hasSize(64).isEqualTo(result.group(1));
            long millis = Long.parseLong(result.group(4));
            System.out.printf(
                    "2 GiB in one message, both ends and their SHA-256 in one JVM: %.1f s, %d MB/s, heap at most %s MiB%n",
                    millis / 1e3, TWO_GIB / 1_000 / millis, result.group(5));
        }
    }

    @Test
    @Timeout(30)
    void aMessageOverTheLimitIsNotSentAndTheChannelStaysUsable() throws Exception {
        try (var server = PeerServer.start(server(), PeerServer.ECHO);
                var channel = connect(server, Framing.messages())) {
            var refusal = catchThrowableOfType(SecureChannelException.class, () -> channel.send(new byte[TWENTY_MIB]));

            namesTheLimit(refusal);
            channel.sendText("still here");
            assertThat(channel.receiveText()).contains("still here");
        }
    }

    @Test
    @Timeout(30)
    void aMessageOverTheReceiversLimitIsRefusedAndTheSenderHearsOfIt() throws Exception {
        var refusals = new LinkedBlockingQueue<SecureChannelException>();
        try (var server = PeerServer.start(server(), channel -> {
                    try {
                        channel.receive();
                    } catch (SecureChannelException e) {
                        refusals.add(e);
                        throw e;
                    }
                });
                var channel = connect(server, Framing.messages().withMaxMessageSize(TWENTY_MIB))) {
            var heard = catchThrowableOfType(SecureChannelException.class, () -> {
                channel.send(new byte[TWENTY_MIB]); // it may get through to the network before the refusal is there
                channel.receive();
            });

            namesTheLimit(refusals.poll(20, TimeUnit.SECONDS));
            // The reason arrives unless the reset of the receiver's socket overtakes it; an end in order it never is.
            assertThat(heard).isNotNull();
            assertThat(heard.reason()).isIn(Reason.CLOSED_BY_PEER, Reason.CONNECTION_CUT);
            System.out.println("The sender of a message over the limit heard: " + heard.getMessage());
            if (heard.reason() == Reason.CLOSED_BY_PEER) {
                assertThat(heard).hasMessageContaining("3 (message too large)");
            }
        }
    }

    private static void namesTheLimit(SecureChannelException refusal) {
        assertThat(refusal).isNotNull();
        assertThat(refusal.reason()).isEqualTo(Reason.MESSAGE_TOO_LARGE);
        assertThat(refusal)
                .hasMessageContaining("the limit here is " + SIXTEEN_MIB)
                .hasMessageContaining("Framing.messages().withMaxMessageSize(");
    }

    private static ServerConfig.Builder server() {
        return ServerConfig.tls(TlsContextFactory.forServer(CA.server("localhost")));
    }

    private static SecureChannel connect(PeerServer server, Framing framing) throws Exception {
        var config = ClientConfig.tls(TlsContextFactory.forClient(Trust.only(CA.certificate())))
                .framing(framing)
                .build();
        return SecureChannel.connect("localhost", Integer.parseInt(server.port()), config);
    }
}
