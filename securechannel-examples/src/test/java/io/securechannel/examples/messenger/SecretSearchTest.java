package io.securechannel.examples.messenger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A search that finds nothing proves nothing unless it finds what is there. */
class SecretSearchTest {

    private static final String SECRET = "Marker-7f3Qz9";

    private final SecretSearch search = new SecretSearch(List.of(SECRET, "another-secret"));

    @Test
    void everyFormIsFound() {
        var plain = "say " + SECRET + " now";
        var hex = HexFormat.of().formatHex(plain.getBytes(StandardCharsets.UTF_8));
        assertThat(forms(plain.getBytes(StandardCharsets.UTF_8))).containsExactly("UTF-8");
        // Zeros before and behind make it look like the other order as well.
        assertThat(forms(plain.getBytes(StandardCharsets.UTF_16LE))).contains("UTF-16LE");
        assertThat(forms(plain.getBytes(StandardCharsets.UTF_16BE))).contains("UTF-16BE");
        assertThat(forms(hex.getBytes(StandardCharsets.US_ASCII))).containsExactly("hexadecimal");
        assertThat(forms(hex.toUpperCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII)))
                .containsExactly("HEXADECIMAL");
    }

    @Test
    void base64IsFoundWhereverItBegins() {
        for (var before : List.of("", "x", "xy", "xyz", "\u00ff\u00ff")) {
            for (var behind : List.of("", "\u00ff", "ab")) {
                var bytes = (before + SECRET + behind).getBytes(StandardCharsets.ISO_8859_1);
                assertThat(forms(Base64.getEncoder().encode(bytes)))
                        .as("%s and %s", before, behind)
                        .containsExactly("base64 after " + before.length() % 3);
            }
        }
    }

    @Test
    void aBeginningAloneIsNothing() {
        assertThat(forms("Marker-7f3Qz8 another-secre".getBytes(StandardCharsets.UTF_8)))
                .isEmpty();
        assertThat(forms(new byte[0])).isEmpty();
        assertThat(forms(SECRET.substring(0, 9).getBytes(StandardCharsets.UTF_8)))
                .isEmpty();
    }

    @Test
    void namesOfFilesCountToo(@TempDir Path directory) throws Exception {
        Files.createDirectories(directory.resolve("below/" + SECRET));
        Files.writeString(directory.resolve("below/file"), "an another-secret");
        assertThat(SecretSearch.secrets(search.in(directory))).containsExactly(SECRET, "another-secret");
        assertThat(search.in(directory.resolve("below/file")))
                .containsExactly(new SecretSearch.Found("another-secret", "UTF-8", "file, byte 3"));
    }

    @Test
    void theBordersOfPartsHideNothing(@TempDir Path directory) throws Exception {
        var bytes = new byte[2 * SecretSearch.CHUNK + 100];
        var secret = SECRET.getBytes(StandardCharsets.UTF_8);
        for (int start :
                List.of(0, SecretSearch.CHUNK - 5, 2 * SecretSearch.CHUNK - 60, bytes.length - secret.length)) {
            System.arraycopy(secret, 0, bytes, start, secret.length);
        }
        assertThat(search.in(Files.write(directory.resolve("large"), bytes)))
                .extracting(SecretSearch.Found::where)
                .containsExactly(
                        "large, byte 0",
                        "large, byte " + (SecretSearch.CHUNK - 5),
                        "large, byte " + (2 * SecretSearch.CHUNK - 60),
                        "large, byte " + (bytes.length - secret.length));
    }

    private Stream<String> forms(byte[] bytes) {
        return search.in(bytes, "").stream().map(SecretSearch.Found::form);
    }
}
