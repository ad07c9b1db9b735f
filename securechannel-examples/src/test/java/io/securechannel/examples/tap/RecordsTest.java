package io.securechannel.examples.tap;

import static org.assertj.core.api.Assertions.assertThat;

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
        var pieces = records.feed("GET / HTTP/1.1".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
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

    private static String description(String bytes) {
        return new Records(0).feed(hex(bytes)).get(0).description();
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }
}
