package io.securechannel.internal.envelope;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.crypto.Base64Url;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArmorTest {

    private static final String BEGIN = "-----BEGIN SECURECHANNEL ENVELOPE-----\n";
    private static final String END = "-----END SECURECHANNEL ENVELOPE-----\n";
    private static final String LINE = "A".repeat(64) + "\n";

    @Test
    void looksAsRfc7468Says() throws Exception {
        var content = new byte[49];
        Arrays.fill(content, (byte) 'x');
        var text = BEGIN + "eHh4".repeat(16) + "\neA==\n" + END;
        assertThat(Armor.encode(Armor.ENVELOPE, content)).isEqualTo(text);
        assertThat(Armor.decode(Armor.ENVELOPE, text)).isEqualTo(content);
        assertThat(text)
                .isEqualTo(BEGIN + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content) + "\n" + END);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 47, 48, 49, 95, 96, 97, 6_143, 6_144, 6_145, 20_000})
    void everyLengthReadsBack(int length) throws Exception {
        var content = content(length);
        var text = Armor.encode(Armor.ENVELOPE, content);
        assertThat(Armor.decode(Armor.ENVELOPE, text)).isEqualTo(content);
        assertThat(Armor.decode(Armor.ENVELOPE, text.replace("\n", "\r\n"))).isEqualTo(content);
        assertThat(Armor.decode(Armor.ENVELOPE, text.substring(0, text.length() - 1)))
                .isEqualTo(content);
    }

    @Test
    void oneByteAtATimeIsTheSame() throws Exception {
        var content = content(7_000);
        var text = new ByteArrayOutputStream();
        try (var armor = Armor.encoding(Armor.SIGNATURE, text)) {
            for (byte each : content) {
                armor.write(each);
            }
            armor.finish();
            armor.finish();
            assertThatThrownBy(() -> armor.write(1)).isInstanceOf(IOException.class);
        }
        assertThat(text.toString(US_ASCII)).isEqualTo(Armor.encode(Armor.SIGNATURE, content));
        try (var in = Armor.decoding(Armor.SIGNATURE, new OneByOne(text.toByteArray()))) {
            for (byte each : content) {
                assertThat(in.read()).isEqualTo(each & 0xFF);
            }
            assertThat(in.read()).isEqualTo(-1);
            assertThat(in.read(new byte[10])).isEqualTo(-1);
        }
    }

    /** What failed half-way must not look complete. */
    @Test
    void closedWithoutFinishHasNoEnd() throws Exception {
        var text = new ByteArrayOutputStream();
        try (var armor = Armor.encoding(Armor.ENVELOPE, text)) {
            armor.write(content(7_000));
        }
        assertThat(text.toString(US_ASCII)).startsWith(BEGIN).doesNotContain("END");
        malformed(text.toString(US_ASCII), "cut off");
    }

    @Test
    void afterAFailureBelowItIsNeverCompleted() throws Exception {
        for (int failing = 0; failing < 6; failing++) {
            var text = new FailingOnceBelow(failing);
            try (var armor = Armor.encoding(Armor.ENVELOPE, text)) {
                assertThatThrownBy(() -> {
                            armor.write(content(7_000));
                            armor.finish();
                        })
                        .hasMessage("no space left");
                assertThatThrownBy(() -> armor.write(1)).hasMessageContaining("write everything anew");
                assertThatThrownBy(armor::finish).hasMessageContaining("write everything anew");
            }
            assertThat(text.calls).isEqualTo(failing + 1);
        }
    }

    @Test
    void closedItCannotBeFinished() throws Exception {
        var text = new ByteArrayOutputStream();
        var armor = Armor.encoding(Armor.ENVELOPE, text);
        armor.write(1);
        armor.close();
        assertThatThrownBy(armor::finish).isInstanceOf(IOException.class).hasMessageContaining("closed");
        assertThat(text.size()).isZero();
    }

    @Test
    void aReadOfNothingIsNotTheEnd() throws Exception {
        var text = Armor.encode(Armor.ENVELOPE, content(200)).getBytes(US_ASCII);
        var halting = new FilterInputStream(new ByteArrayInputStream(text)) {
            private boolean halt;

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                halt = !halt;
                return halt ? 0 : super.read(bytes, offset, Math.min(length, 10));
            }
        };
        try (var in = Armor.decoding(Armor.ENVELOPE, halting)) {
            assertThat(in.readAllBytes()).isEqualTo(content(200));
        }
    }

    @Test
    void nothingHasNoArmor() throws Exception {
        try (var armor = Armor.encoding(Armor.ENVELOPE, new ByteArrayOutputStream())) {
            assertThatThrownBy(armor::finish).isInstanceOf(IllegalStateException.class);
        }
        malformed(BEGIN + END, "holds nothing");
    }

    @Test
    void cutAnywhereIsAnError() {
        var text = Armor.encode(Armor.ENVELOPE, content(200));
        for (int length = 0; length < text.length() - 1; length++) {
            malformed(text.substring(0, length), "passed on whole");
        }
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "does not begin | -----BEGIN SECURECHANNEL SIGNATURE-----~AAAA~-----END SECURECHANNEL SIGNATURE-----~",
                "does not begin | ~B~AAAA~E~",
                "does not begin | text~B~AAAA~E~",
                "does not begin | -----BEGIN SECURECHANNEL ENVELOPE----- ~AAAA~E~",
                "after the end | B~AAAA~E~~",
                "after the end | B~AAAA~E~B~AAAA~E~",
                "expected -----END | B~~AAAA~E~",
                "expected -----END | B~AAAA~~E~",
                "expected -----END | B~AAAA~-----END SECURECHANNEL SIGNATURE-----~",
                "expected -----END | B~AAAA~AAAA~E~",
                "expected -----END | B~AA==~AAAA~E~",
                "other than Base64 | B~AA=A~E~",
                "other than Base64 | B~====~E~",
                "other than Base64 | B~AAAAA~E~",
                "other than Base64 | B~AAA-~E~",
                "other than Base64 | B~AA A~E~",
                "other than Base64 | B~Key: value~E~",
                "not padded | B~AAA~E~",
                "not padded | B~AA~E~",
                "belong to no byte | B~AB==~E~",
                "belong to no byte | B~AAB=~E~",
            })
    void thereIsOneSpelling(String message, String text) {
        malformed(text.replace("B~", BEGIN).replace("~E~", "\n" + END).replace("~", "\n"), message);
    }

    @Test
    void linesAreAllAlike() {
        malformed(BEGIN + "A".repeat(68) + "\n" + END, "characters of Base64");
        malformed(BEGIN + "A".repeat(60) + "\n" + LINE + END, "expected -----END");
        malformed(BEGIN + LINE.repeat(3) + LINE.replace("\n", "\r\n") + END, "CRLF");
        malformed(BEGIN + LINE + END.replace("\n", "\r\n"), "CRLF");
        malformed(BEGIN + LINE.replace("\n", "\r") + END, "CR without LF");
        malformed(BEGIN + LINE + END.replace("\n", "\r"), "CR without LF");
        malformed(BEGIN + "A".repeat(100_000), "a line of more than 96 characters");
        malformed(BEGIN + "\u00e4AAA\n" + END, "other than Base64");
        malformed(BEGIN + "\u4e00AAA\n" + END, "other than Base64");
    }

    /** A caller that tries again gets the error again, and never an end. */
    @Test
    void anErrorStays() throws Exception {
        var text = BEGIN + LINE + "!!!!\n" + END;
        try (var in = Armor.decoding(Armor.ENVELOPE, new ByteArrayInputStream(text.getBytes(US_ASCII)))) {
            assertThat(in.readNBytes(48)).hasSize(48);
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(in::read)
                        .isInstanceOf(IOException.class)
                        .hasCauseInstanceOf(KeyMaterialException.class)
                        .hasMessageContaining("line 3");
            }
        }
    }

    /** After a timeout below, half a line is gone: what follows must not be read as a shorter one. */
    @Test
    void anErrorBelowStaysToo() throws Exception {
        var text = new FailingOnce((BEGIN + "AAAA").getBytes(US_ASCII), ("AAAA\n" + END).getBytes(US_ASCII));
        try (var in = Armor.decoding(Armor.ENVELOPE, text)) {
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(in::read).isInstanceOf(IOException.class).hasMessageContaining("timed out");
            }
        }
    }

    @Test
    void armorIsRecognizedByItsFirstBytes() {
        assertThat(Armor.looksLike((BEGIN + LINE).getBytes(US_ASCII))).isTrue();
        assertThat(Armor.looksLike(Arrays.copyOf(BEGIN.getBytes(US_ASCII), Armor.PEEK)))
                .isTrue();
        assertThat(Armor.looksLike(Arrays.copyOf(BEGIN.getBytes(US_ASCII), Armor.PEEK - 1)))
                .isFalse();
        assertThat(Armor.looksLike("SCEV and the rest".getBytes(US_ASCII))).isFalse();
        assertThat(Armor.looksLike(new byte[0])).isFalse();
    }

    @Test
    void base64UrlHasOneSpelling() {
        assertThat(Base64Url.encode(new byte[] {-1, -2}, false)).isEqualTo("__4");
        assertThat(Base64Url.encode(new byte[] {-1, -2}, true)).isEqualTo("__4=");
        assertThat(Base64Url.decode("__4", false)).contains(new byte[] {-1, -2});
        assertThat(Base64Url.decode("__4=", true)).contains(new byte[] {-1, -2});
        assertThat(Base64Url.decode("__4", true)).isEmpty();
        assertThat(Base64Url.decode("", false)).contains(new byte[0]);
        for (var wrong : List.of("__4=", "__5", "//4", "_", "__4\n", " __4", "_ _4", "\u00e4AAA", "\u4e00AAA")) {
            assertThat(Base64Url.decode(wrong, false)).as(wrong).isEmpty();
        }
    }

    private static void malformed(String text, String message) {
        var error = catchThrowableOfType(KeyMaterialException.class, () -> Armor.decode(Armor.ENVELOPE, text));
        assertThat(error).as(text).isNotNull();
        assertThat(error.reason()).isEqualTo(Reason.MALFORMED);
        assertThat(error).hasMessageContaining(message);
    }

    private static byte[] content(int length) {
        var content = new byte[length];
        for (int i = 0; i < length; i++) {
            content[i] = (byte) (i * 7 + i / 256);
        }
        return content;
    }

    private static final class OneByOne extends ByteArrayInputStream {

        OneByOne(byte[] bytes) {
            super(bytes);
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            return super.read(bytes, offset, Math.min(1, length));
        }
    }

    /** Gives one part, fails once, and goes on. */
    private static final class FailingOnce extends InputStream {

        private final InputStream first;
        private final InputStream second;
        private boolean failed;

        FailingOnce(byte[] first, byte[] second) {
            this.first = new ByteArrayInputStream(first);
            this.second = new ByteArrayInputStream(second);
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = first.read(bytes, offset, length);
            if (count < 0 && !failed) {
                failed = true;
                throw new IOException("timed out");
            }
            return count < 0 ? second.read(bytes, offset, length) : count;
        }
    }

    /** Fails in one of its calls, and works again in those after it. */
    private static final class FailingOnceBelow extends OutputStream {

        private final int failing;
        private int calls;

        FailingOnceBelow(int failing) {
            this.failing = failing;
        }

        @Override
        public void write(int octet) throws IOException {
            count();
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            count();
        }

        private void count() throws IOException {
            if (calls++ == failing) {
                throw new IOException("no space left");
            }
        }
    }
}
