package io.securechannel.examples.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.examples.inspect.PostQuantumProbe.Answer;
import io.securechannel.peer.Trust;
import io.securechannel.testkit.TestCa;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class PostQuantumProbeTest {

    /**
     * RFC 8446, section 4.1.4: a ServerHello with the random of a retry, whose key_share is the group alone (section
     * 4.2.8).
     */
    private static final String RETRY = "1603030038" + "02000034" + "0303"
            + "cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c" + "00" + "1301" + "00" + "000c"
            + "002b00020304" + "0033000211ec";

    @Test
    void aServerThatTakesAPostQuantumGroupAsksForItsShare() throws Exception {
        try (var server = new Scripted(HexFormat.of().parseHex(RETRY))) {
            assertThat(ask(server.port())).isEqualTo(new Answer.Takes(new Group(0x11EC)));
            assertThat(new Group(0x11EC)).hasToString("X25519MLKEM768");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"15030300020228", "1503030002022f", "1503030002020a"})
    void anAlertSaysThatItTakesNone(String alert) throws Exception {
        try (var server = new Scripted(HexFormat.of().parseHex(alert))) {
            assertThat(ask(server.port())).isEqualTo(new Answer.TakesNone());
        }
    }

    @Test
    void theJdksServerTakesNone() throws Exception {
        var ca = TestCa.create("Probe Root");
        var identity = ca.server("localhost");
        var keys = new java.security.KeyPair(identity.certificate().getPublicKey(), identity.privateKey());
        try (var server = TlsServer.start(keys, identity.certificate())) {
            assertThat(ask(server.port())).isEqualTo(new Answer.TakesNone());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1603", "485454502f312e312034"})
    void whateverElseSaysNothing(String hex) throws Exception {
        try (var server = new Scripted(HexFormat.of().parseHex(hex))) {
            assertThat(ask(server.port())).isEqualTo(new Answer.Unknown());
        }
    }

    /** What is sent, read by the numbers of RFC 8446, section 4.1.2. */
    @Test
    void theHelloOffersPostQuantumGroupsAloneAndNoShare() throws Exception {
        try (var server = new Scripted(new byte[0])) {
            var answer = PostQuantumProbe.ask(
                    InspectionTest.request(
                            "localhost", server.port(), "chat.example", Trust.system(), Optional.empty()),
                    Optional.of("securechannel/1"));
            assertThat(answer).isEqualTo(new Answer.Unknown());
            var hello = HexFormat.of().formatHex(server.heard());
            assertThat(hello)
                    .startsWith("160301")
                    .contains("000a000c000a" + "11ec11eb11ed02010202")
                    .contains("002b0003020304")
                    .endsWith("003300020000")
                    .contains(HexFormat.of().formatHex("chat.example".getBytes(StandardCharsets.US_ASCII)))
                    .contains("00100012" + "0010" + "0f"
                            + HexFormat.of().formatHex("securechannel/1".getBytes(StandardCharsets.US_ASCII)));
        }
    }

    private static Answer ask(int port) {
        return PostQuantumProbe.ask(
                InspectionTest.request("localhost", port, "localhost", Trust.system(), Optional.empty()),
                Optional.empty());
    }
}
