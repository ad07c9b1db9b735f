package io.securechannel.examples.tap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class RecordsTest {

    private final Records records = new Records(0);

    @Test
    void cutsRecordsHoweverTheyArrive() {
        assertThat(records.feed(hex("160301"))).isEmpty();
        assertThat(records.feed(hex("0002 01"))).isEmpty();
        var pieces = records.feed(hex("ff 1403030001 01 170303"));
        assertThat(pieces).extracting(Records.Piece::offset).containsExactly(0L, 7L);
        assertThat(pieces.get(0).bytes()).isEqualTo(hex("1603010002 01ff"));
        assertThat(pieces.get(1).bytes()).isEqualTo(hex("1403030001 01"));
        assertThat(records.rest()).hasValueSatisfying(rest -> {
            assertThat(rest.offset()).isEqualTo(13);
            assertThat(rest.record()).isFalse();
        });
        assertThat(records.rest()).isEmpty();
    }

    @Test
    void handsOnWhatIsNoRecord() {
        var pieces = records.feed("GET / HTTP/1.1".getBytes(StandardCharsets.US_ASCII));
        assertThat(pieces)
                .singleElement()
                .satisfies(piece -> assertThat(piece.record()).isFalse());
        assertThat(records.feed(hex("1403030001 01")))
                .singleElement()
                .satisfies(piece -> assertThat(piece.offset()).isEqualTo(14));
    }

    @Test
    void refusesLengthsThatNoRecordHas() {
        assertThat(records.feed(hex("170303ffff")))
                .singleElement()
                .satisfies(piece -> assertThat(piece.record()).isFalse());
    }

    @Test
    void namesTheTypes() {
        assertThat(description("1603010001 01")).isEqualTo("TLS record, handshake, ClientHello, 6 bytes");
        assertThat(description("1603030001 02")).isEqualTo("TLS record, handshake, ServerHello, 6 bytes");
        assertThat(description("1403030001 01")).isEqualTo("TLS record, change cipher spec, 6 bytes");
        assertThat(description("1503030002 0228")).isEqualTo("TLS record, alert 40, 7 bytes");
        assertThat(description("1703030001 aa")).isEqualTo("TLS record, application data (encrypted), 6 bytes");
        assertThat(description("41424344")).isEqualTo("4 bytes, no TLS record");
    }

    private static final String PREAMBLE =
            "SCN1" + field("Noise_NK_25519_ChaChaPoly_SHA256") + field("securechannel/1") + field("framed");

    @Test
    void saysWhatItSeesOfNoiseHoweverItArrives() {
        var pieces = new ArrayList<Records.Piece>();
        for (byte each : concat(PREAMBLE, "0003 aabbcc 0012 00112233445566778899aabbccddeeff0011")) {
            pieces.addAll(records.feed(new byte[] {each}));
        }
        assertThat(records.noise()).isTrue();
        assertThat(pieces)
                .extracting(Records.Piece::description)
                .containsExactly(
                        "Noise preamble, Noise_NK_25519_ChaChaPoly_SHA256, label securechannel/1, framed, 60 bytes",
                        "Noise handshake message, 5 bytes",
                        "Noise record 0 (encrypted), 20 bytes");
        assertThat(pieces).allMatch(Records.Piece::record);
        assertThat(records.rest()).isEmpty();
    }

    @Test
    void xxHasTwoHandshakeMessagesOfTheClient() {
        var preamble = PREAMBLE.replace("NK", "XX");
        assertThat(records.feed(concat(preamble, "0001 aa 0001 bb 0001 cc")))
                .extracting(Records.Piece::description)
                .endsWith("Noise handshake message, 3 bytes", "Noise record 0 (encrypted), 3 bytes");
    }

    @Test
    void saysWhatAServerAnswers() {
        assertThat(Records.answeringNoise().feed(hex("00 0001 aa 0001 bb")))
                .extracting(Records.Piece::description)
                .containsExactly(
                        "Noise, the server accepts, 1 byte",
                        "Noise handshake message, 3 bytes",
                        "Noise record 0 (encrypted), 3 bytes");
        assertThat(Records.answeringNoise().feed(hex("01 01 02 02 4e1b 01 4d")))
                .extracting(Records.Piece::description)
                .containsExactly("Noise, the server refuses, and accepts [N?, M], 8 bytes");
        assertThat(Records.answeringNoise().feed(hex("1503030002 0228")))
                .extracting(Records.Piece::description)
                .containsExactly("7 bytes, no whole Noise record");
    }

    @Test
    void whatOnlyBeginsAsNoiseIsNone() {
        assertThat(records.feed(hex("5343"))).isEmpty();
        assertThat(records.feed(hex("5858")))
                .singleElement()
                .satisfies(piece -> assertThat(piece.record()).isFalse());
    }

    private static String field(String text) {
        return (char) text.length() + text;
    }

    private static byte[] concat(String text, String more) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
        out.writeBytes(hex(more));
        return out.toByteArray();
    }

    private static String description(String bytes) {
        return new Records(0).feed(hex(bytes)).get(0).description();
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }
}
