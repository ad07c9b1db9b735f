package io.securechannel.examples.tap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HexDumpTest {

    @Test
    void writesOffsetHexAndAscii() {
        var bytes = "Hello, world".getBytes(StandardCharsets.US_ASCII);
        assertThat(HexDump.lines(0x1F0, bytes, 8))
                .containsExactly(
                        "0001f0  48 65 6c 6c 6f 2c 20 77  Hello, w", "0001f8  6f 72 6c 64              orld    ");
    }

    @Test
    void showsNothingOfNothing() {
        assertThat(HexDump.lines(0, new byte[0], 16)).isEmpty();
        assertThat(HexDump.row(new byte[0], 8)).isBlank().hasSize(33);
    }

    @Test
    void letsNoByteSteerTheTerminal() {
        var all = new byte[256];
        for (int value = 0; value < 256; value++) {
            all[value] = (byte) value;
        }
        assertThat(String.join("", HexDump.lines(0, all, 16))).matches("[ -~]*");
    }
}
