package io.securechannel.hostile.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The values of RFC 8448, section 3, a handshake with X25519 and TLS_AES_128_GCM_SHA256. */
class KeyScheduleTest {

    private static final KeySchedule SCHEDULE =
            new KeySchedule(hex("8bd4054fb55b9d63fdfbacf9f04b9f0d35e6d63f537563efd46272900f89492d"));

    /** Of ClientHello...ServerHello. */
    private static final byte[] HELLOS = hex("860c06edc07858ee8e78f0e7428c58edd6b43f2ca3e6e95f02ed063cf0e1cad8");

    /** Of ClientHello...server Finished. */
    private static final byte[] SERVER_FLIGHT = hex("9608102a0f1ccc6db6250b7b7e417b1a000eaada3daae4777a7686c9ff83df13");

    @Test
    void secretsAreThoseOfTheTrace() {
        assertThat(SCHEDULE.handshakeSecret())
                .isEqualTo(hex("1dc826e93606aa6fdc0aadc12f741b01046aa6b99f691ed221a9f0ca043fbeac"));
        assertThat(SCHEDULE.masterSecret())
                .isEqualTo(hex("18df06843d13a08bf2a449844c5f8a478001bc4d4c627984d5a41da8d0402919"));
        assertThat(SCHEDULE.clientHandshakeTraffic(HELLOS))
                .isEqualTo(hex("b3eddb126e067f35a780b3abf45e2d8f3b1a950738f52e9600746a0e27a55a21"));
        assertThat(SCHEDULE.serverHandshakeTraffic(HELLOS))
                .isEqualTo(hex("b67b7d690cc16c4e75e54213cb2d37b4e9c912bcded9105d42befd59d391ad38"));
        assertThat(SCHEDULE.clientApplicationTraffic(SERVER_FLIGHT))
                .isEqualTo(hex("9e40646ce79a7f9dc05af8889bce6552875afa0b06df0087f792ebb7c17504a5"));
        assertThat(SCHEDULE.serverApplicationTraffic(SERVER_FLIGHT))
                .isEqualTo(hex("a11af9f05531f856ad47116b45a950328204b4f44bfb6b3a4b4f1f3fcb631643"));
    }

    @Test
    void keysAreThoseOfTheTrace() {
        var server = new RecordProtection(SCHEDULE.serverHandshakeTraffic(HELLOS));
        assertThat(server.key()).isEqualTo(hex("3fce516009c21727d0f2e4e86ee403bc"));
        assertThat(server.iv()).isEqualTo(hex("5d313eb2671276ee13000b30"));
        var client = new RecordProtection(SCHEDULE.clientHandshakeTraffic(HELLOS));
        assertThat(client.key()).isEqualTo(hex("dbfaa693d1762c5b666af5d950258d01"));
        assertThat(client.iv()).isEqualTo(hex("5bd3c71b836e0b76bb73265f"));
    }

    @Test
    void theClientsFinishedIsThatOfTheTrace() {
        var keys = new RecordProtection(SCHEDULE.clientHandshakeTraffic(HELLOS));
        var message = Messages.finished(keys.verifyData(SERVER_FLIGHT));
        assertThat(message).isEqualTo(hex("14000020a8ec436d677634ae525ac1fcebe11a039ec17694fac6e98527b642f2edd5ce61"));
        assertThat(keys.seal(RecordProtection.innerPlaintext(ContentType.HANDSHAKE, message, 0)))
                .isEqualTo(hex("170303003575ec4dc238cce60b298044a71e219c56cc77b0517fe9b93c7a4bfc44d87f38f80338ac98fc"
                        + "46deb384bd1caeacab6867d726c40546"));
    }

    @Test
    void theRecordsOfTheApplicationAreThoseOfTheTrace() {
        var keys = new RecordProtection(SCHEDULE.clientApplicationTraffic(SERVER_FLIGHT));
        var content = new byte[50];
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) i;
        }
        assertThat(keys.seal(RecordProtection.innerPlaintext(ContentType.APPLICATION_DATA, content, 0)))
                .isEqualTo(hex("1703030043a23f7054b62c94d0affafe8228ba55cbefacea42f914aa66bcab3f2b9819a8a5b46b395bd5"
                        + "4a9a20441e2b62974e1f5a6292a2977014bd1e3deae63aeebb21694915e4"));
        assertThat(keys.seal(RecordProtection.innerPlaintext(ContentType.ALERT, new byte[] {1, 0}, 0)))
                .isEqualTo(hex("1703030013c9872760655666b74d7ff1153efd6db6d0b0e3"));
        assertThat(keys.sequenceNumber()).isEqualTo(2);
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }
}
