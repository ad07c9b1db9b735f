package io.securechannel.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.securechannel.ClientConfig;
import io.securechannel.SecureChannel;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.framing.Framing;
import io.securechannel.peer.Trust;
import io.securechannel.tls.TlsClientBuilder;
import io.securechannel.tls.TlsContextFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A row whose peer is the server, with our raw client. Where a program can do less, its class overrides the test. */
abstract class ServerPeer extends InteropCells {

    /** Starts the program, which answers {@link #request()} by {@link #answer()} on every connection. */
    abstract Program start(Serve serve) throws Exception;

    /** {@return what it prints of the client's certificate, of ada} */
    abstract String clientPattern();

    /** {@return what it prints of the agreed ALPN name} */
    abstract String applicationProtocolPattern();

    /** {@return what it prints of the name that a client asks for} */
    abstract String otherNamePattern();

    /** {@return what it prints when a session was resumed} */
    abstract String resumedPattern();

    /** {@return what it prints of the exported bytes, as the first group} */
    abstract String exporterPattern();

    String portPattern() {
        return "PORT (\\d+)\n";
    }

    String request() {
        return "hello\n";
    }

    String answer() {
        return "heard: hello\n";
    }

    String protocol() {
        return "interop/1";
    }

    @Test
    @Shows(Feature.PRIVATE_CA)
    void aServerOfThePrivateAuthorityIsTrustedAndNoOther() throws Exception {
        try (var server = start(serve())) {
            try (var channel = connect(server, config(tls()))) {
                answers(server, channel);
            }
            var strangers = config(TlsContextFactory.clientBuilder(Trust.only(STRANGER.certificate()))
                    .provider(ours));
            assertThat(refusal(server, strangers)).isEqualTo(Reason.UNTRUSTED_CERTIFICATE);
        }
    }

    @Test
    @Shows(Feature.MUTUAL_TLS)
    void ourCertificateIsDemanded() throws Exception {
        try (var server = start(serve().demanding(root()))) {
            try (var channel = connect(server, config(tls().identity(ADA)))) {
                answers(server, channel);
            }
            awaits(server, clientPattern());
            assertThat(refusal(server, config(tls())))
                    .isIn(Reason.CLIENT_CERTIFICATE_MISSING, Reason.CONNECTION_CUT, Reason.HANDSHAKE_FAILED);
        }
    }

    @Test
    @Shows(Feature.ALPN)
    void theApplicationProtocolIsAgreedOn(Cell cell) throws Exception {
        var offering = ClientConfig.tls(tls().build())
                .framing(Framing.none())
                .applicationProtocols("other/1", protocol())
                .build();
        try (var server = start(serve().accepting(protocol()));
                var channel = connect(server, offering)) {
            assertThat(channel.protocol().applicationProtocol()).contains(protocol());
            answers(server, channel);
            awaits(server, applicationProtocolPattern());
        }
    }

    @Test
    @Shows(Feature.SNI)
    void theNameThatWeAskForChoosesTheCertificate(Cell cell) throws Exception {
        try (var server = start(serve());
                var channel = connect(server, OTHER_NAME, config(tls()))) {
            assertThat(channel.peer().certificate()).contains(OTHER.certificate());
            answers(server, channel);
            awaits(server, otherNamePattern());
        }
    }

    @Test
    @Shows(Feature.RESUMPTION)
    void ourSessionIsResumed(Cell cell) throws Exception {
        var config = config(tls());
        try (var server = start(serve())) {
            try (var first = connect(server, config)) {
                assertThat(first.protocol().resumed()).isFalse();
                answers(server, first); // its answer brings the ticket along
            }
            try (var second = connect(server, config)) {
                assertThat(second.protocol().resumed()).isTrue();
                answers(server, second);
            }
            awaits(server, resumedPattern());
        }
    }

    @Test
    @Shows(Feature.HALF_CLOSE)
    void eachEndGoesOnAfterTheOthersEnd(Cell cell) throws Exception {
        if (!ours.halfClose()) {
            cell.saysNothing();
            itEndsWhenWeEnd();
            return;
        }
        itAnswersAfterOurEnd();
        weSendAfterItsEnd();
    }

    @Test
    @Shows(Feature.EXPORTER)
    void bothEndsExportTheSame(Cell cell) throws Exception {
        assumeTrue(ours.exporter(), ours + " has no exporter on this JDK");
        try (var server = start(serve());
                var channel = connect(server, config(tls()))) {
            answers(server, channel);
            assertThat(plainHex(awaits(server, exporterPattern()))).isEqualTo(exporter(channel));
        }
    }

    @Test
    @Shows(Feature.POST_QUANTUM)
    void aPostQuantumGroupIsAgreedOnOrTheConnectionRefused(Cell cell) throws Exception {
        if (!ours.postQuantum()) {
            assertThatThrownBy(() -> tls().requirePostQuantum().build())
                    .isInstanceOf(UnsupportedOperationException.class);
            cell.saysNothing();
            return;
        }
        try (var server = start(serve())) {
            boolean agreed;
            try (var channel = connect(server, config(tls()))) {
                answers(server, channel);
                agreed = channel.protocol().group().equals(Optional.of("X25519MLKEM768"));
                assertThat(channel.protocol().postQuantumConfidentiality()).isEqualTo(agreed);
            }
            assertThat(agreed || !hasPostQuantum()).isTrue();
            var demanding = config(tls().requirePostQuantum());
            if (agreed) {
                try (var channel = connect(server, demanding)) {
                    answers(server, channel);
                }
            } else {
                cell.says(REFUSED);
                assertThat(refusal(server, demanding)).isIn(WITHOUT_POST_QUANTUM);
            }
        }
    }

    /** It proves its own end when it has seen ours; a provider of ours without half-close does not let us see that. */
    final void itEndsWhenWeEnd() throws Exception {
        try (var server = start(serve());
                var channel = connect(server, config(tls()))) {
            answers(server, channel);
            channel.closeOutput();
            if (ours.halfClose()) {
                assertThat(channel.inputStream().read()).isEqualTo(-1);
            } else {
                assertThatThrownBy(() -> channel.inputStream().read())
                        .isInstanceOfSatisfying(
                                SecureChannelException.class,
                                error -> assertThat(error.reason()).isIn(Reason.CLOSED, Reason.CONNECTION_CUT));
            }
        }
    }

    /** One half: our direction is at its end, and its answer comes after that. */
    final void itAnswersAfterOurEnd() throws Exception {
        try (var server = start(serve().ending(Ending.CLIENT_FIRST));
                var channel = connect(server, config(tls()))) {
            write(channel, request());
            channel.closeOutput();
            assertThat(new String(channel.inputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo(answer());
        }
    }

    /** The other half: it ends its direction, and hears what we send after that. */
    final void weSendAfterItsEnd() throws Exception {
        try (var server = start(serve().ending(Ending.SERVER_FIRST));
                var channel = connect(server, config(tls()))) {
            write(channel, request());
            channel.inputStream().readAllBytes();
            write(channel, "after your end\n");
            channel.closeOutput();
            awaits(server, "heard: after your end");
        }
    }

    /** Called when {@link #request()} is on its way, for a program that answers only what it is told to. */
    void makeItAnswer(Program server) throws Exception {}

    final void answers(Program server, SecureChannel channel) throws Exception {
        write(channel, request());
        makeItAnswer(server);
        assertThat(new String(channel.inputStream().readNBytes(answer().length()), StandardCharsets.UTF_8))
                .isEqualTo(answer());
    }

    final Serve serve() throws IOException {
        return new Serve(
                files("localhost", LOCALHOST),
                files("other", OTHER),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    final TlsClientBuilder tls() {
        return TlsContextFactory.clientBuilder(Trust.only(CA.certificate())).provider(ours);
    }

    static ClientConfig config(TlsClientBuilder tls) {
        return ClientConfig.tls(tls.build()).framing(Framing.none()).build();
    }

    final SecureChannel connect(Program server, ClientConfig config) throws Exception {
        return connect(server, "localhost", config);
    }

    final SecureChannel connect(Program server, String name, ClientConfig config) throws Exception {
        int port = Integer.parseInt(server.awaitOutput(portPattern()).group(1));
        return SecureChannel.connect(new Socket(InetAddress.getLoopbackAddress(), port), name, config);
    }

    static void write(SecureChannel channel, String text) throws IOException {
        channel.outputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** In TLS 1.3 a server says only after the client's handshake what it thinks of its certificate. */
    final Reason refusal(Program server, ClientConfig config) {
        var error = catchThrowableOfType(SecureChannelException.class, () -> {
            try (var channel = connect(server, config)) {
                write(channel, request());
                int first = channel.inputStream().read();
                assertThat(first)
                        .as("a byte from a server that should have refused")
                        .isNegative();
            }
        });
        assertThat(error).as("a refusal").isNotNull();
        return error.reason();
    }

    /** {@return the first group of the pattern, once the program prints it} */
    private static String awaits(Program program, String pattern) throws InterruptedException {
        var found = program.awaitOutput(pattern);
        return found.groupCount() == 0 ? found.group() : found.group(1);
    }
}
