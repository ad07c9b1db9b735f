package io.securechannel.internal.crypto;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("verify")
class PemTest {

    @Test
    void readsBlocksWithTextAround() throws Exception {
        var pem = parse("Bag Attributes\n-----BEGIN A B-----\nAQID\nBA==\n-----END A B-----\nand\n"
                + "-----BEGIN C-----\n\nBQ==\n\n-----END C-----");
        assertThat(pem.contents()).isEqualTo("A B in line 2, C in line 7");
        assertThat(pem.blocks().get(0).content()).containsExactly(1, 2, 3, 4);
        assertThat(pem.blocks().get(1).content()).containsExactly(5);
    }

    @Test
    void readsHeadersWithEachLineEnd() throws Exception {
        var text = "-----BEGIN X PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: A,00\n\nAQID\n"
                + "-----END X PRIVATE KEY-----\n";
        for (var end : new String[] {"\n", "\r\n", "\r", " \t\n"}) {
            var block = parse(text.replace("\n", end)).blocks().get(0);
            assertThat(block.header("Proc-Type")).contains("4,ENCRYPTED");
            assertThat(block.header("DEK-Info")).contains("A,00");
            assertThat(block.content()).containsExactly(1, 2, 3);
        }
    }

    @Test
    void closingWipes() throws Exception {
        var pem = parse("-----BEGIN A-----\nAQID\n-----END A-----\n");
        pem.close();
        assertThat(pem.blocks().get(0).content()).containsOnly(0);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        -----BEGIN A-----/AQID/                             | has no END line
        -----BEGIN A-----                                   | has no END line
        -----BEGIN A-----/AQID/-----END B-----              | begins as A in line 1 ends as B
        -----END A-----                                     | END without a BEGIN
        -----BEGIN A----/AQID/-----END A-----               | not whole
        -----BEGIN -----/AQID/-----END -----                | not whole
        -----BEGIN A-----/AQID/-----END A----               | not whole
        -----BEGIN A-----/AQI/-----END A-----               | Base64 of the block A is not whole
        -----BEGIN A-----/-----END A-----                   | Base64 of the block A is not whole
        -----BEGIN A-----/A===/-----END A-----              | Base64 of the block A is not whole
        -----BEGIN A-----/AQ==/AQID/-----END A-----         | other than Base64
        -----BEGIN A-----/AQ D/-----END A-----              | other than Base64
        -----BEGIN A-----/AQ_D/-----END A-----              | other than Base64
        -----BEGIN A-----/-----BEGIN B-----/-----END B----- | other than Base64
        -----BEGIN A-----/X: y//AQID/-----END A-----        | a header inside A
        -----BEGIN PRIVATE KEY-----/X: y/AQID/              | an empty line after the headers
        -----BEGIN PRIVATE KEY-----/X: y                    | cut off inside the headers
        """)
    void refusesBlocksThatAreNotWhole(String text, String message) {
        var error = catchThrowableOfType(KeyMaterialException.class, () -> parse(text.replace('/', '\n')));
        assertThat(error.reason()).isEqualTo(Reason.MALFORMED);
        assertThat(error).hasMessageStartingWith("test, line ").hasMessageContaining(message);
    }

    @Test
    void boundsTheHeaders() {
        var text = "-----BEGIN PRIVATE KEY-----\n";
        for (int i = 0; i < 9; i++) {
            text += "Name" + i + ": value\n";
        }
        var headers = text;
        var error = catchThrowableOfType(KeyMaterialException.class, () -> parse(headers + "\nAQID\n"));
        assertThat(error.reason()).isEqualTo(Reason.MALFORMED);
    }

    @Test
    void everyCutIsRefused() {
        var text = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAQIDBAUGBwg=\n"
                + "-----END RSA PRIVATE KEY-----";
        for (int length = 0; length < text.length(); length++) {
            var cut = text.substring(0, length);
            assertThat(catchThrowableOfType(KeyMaterialException.class, () -> parse(cut)))
                    .as(cut)
                    .isNotNull();
        }
    }

    private static Pem parse(String text) throws KeyMaterialException {
        return Pem.parse(text.getBytes(ISO_8859_1), "test");
    }
}
