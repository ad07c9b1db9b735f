package io.securechannel.internal.engine;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Hellos, records and first bytes made by hand, for what no engine here sends. */
@Tag("verify")
class TlsHelloFormsTest {

    /** RFC 8446, section 4.1.3: SHA-256 of "HelloRetryRequest". */
    private static final String RETRY = "cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c";

    private static final String RANDOM = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

    private static Optional<TlsHello> parse(int type, String hex) {
        return TlsHello.parse(type, ByteBuffer.wrap(bytes(hex)));
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    /** An extension, or a list with its length. */
    private static String counted(String prefix, String hex) {
        return prefix + String.format("%04x", hex.replace(" ", "").length() / 2) + hex;
    }

    private static String clientHello(String extensions) {
        return "0303" + RANDOM + "02abcd" + "0004 1301 c02f" + "0100" + counted("", extensions);
    }

    @Test
    void aClientHelloByHand() {
        var extensions = counted("002b", "06 7a7a 0304 0303")
                + counted("000a", counted("", "0a0a 11ec 001d 0a1a"))
                + counted("0010", counted("", "02 6832 04 61 20 62 7f"))
                + counted("0033", "0000")
                + counted("0029", "00")
                + counted("fafa", "");
        var hello = parse(1, clientHello(extensions)).orElseThrow();
        assertThat(hello.client()).isTrue();
        assertThat(hello.versions()).containsExactly(0x0304, 0x0303);
        assertThat(hello.versionNames()).isEqualTo("TLSv1.3, TLSv1.2");
        assertThat(hello.suites()).containsExactly(0x1301, 0xC02F);
        // RFC 8701: GREASE is 0x0A0A, 0x1A1A and so on: both bytes alike.
        assertThat(hello.groupNames()).containsExactly("X25519MLKEM768", "x25519", "0x0a1a");
        assertThat(hello.classical()).isFalse();
        assertThat(hello.chosenGroup()).isEmpty();
        assertThat(hello.applicationProtocols()).containsExactly("h2", "a?b?");
        assertThat(hello.sessionId()).containsExactly((byte) 0xAB, (byte) 0xCD);
        assertThat(hello.randomBytes()).isEqualTo(bytes(RANDOM));
        assertThat(hello.preSharedKey())
                .as("a client offers, and resumes nothing")
                .isFalse();
    }

    @Test
    void aServerHelloByHand() {
        var extensions = counted("002b", "0304") + counted("0033", "11ec 0000") + counted("0029", "0000");
        var hello = parse(2, "0303" + RANDOM + "00" + "1302" + "00" + counted("", extensions))
                .orElseThrow();
        assertThat(hello.client()).isFalse();
        assertThat(hello.versions()).containsExactly(0x0304);
        assertThat(hello.suites()).containsExactly(0x1302);
        assertThat(hello.chosenGroup()).contains(new TlsGroup("X25519MLKEM768", true));
        assertThat(hello.sessionId()).isEmpty();
        assertThat(hello.preSharedKey()).isTrue();
        // What only a client sends says nothing here.
        var groups = counted("000a", counted("", "11ec"));
        assertThat(parse(2, "0303" + RANDOM + "00" + "1302" + "00" + counted("", groups))
                        .orElseThrow()
                        .groups())
                .isEmpty();
    }

    /** A ServerHello of TLS 1.2 may end without extensions (RFC 5246, section 7.4.1.3). */
    @Test
    void extensionsMayBeMissing() {
        var hello = parse(2, "0303" + RANDOM + "00" + "c02f" + "00").orElseThrow();
        assertThat(hello.versions()).containsExactly(TlsHello.TLS_1_2);
        assertThat(hello.versionNames()).isEqualTo("TLSv1.2");
        assertThat(hello.classical()).isTrue();
        assertThat(hello.chosenGroup()).isEmpty();
    }

    @Test
    void aRequestForAnotherHelloIsNone() {
        var rest = "00" + "1302" + "00" + counted("", counted("0033", "001d"));
        assertThat(parse(2, "0303" + RETRY + rest)).isEmpty();
        assertThat(parse(2, "0303" + RETRY.replace("cf21", "cf22") + rest)).isPresent();
        var before = ByteBuffer.wrap(bytes("ffff" + "0303" + RETRY + rest)).position(2);
        assertThat(TlsHello.parse(2, before.slice())).isEmpty();
        assertThat(TlsHello.parse(2, before))
                .as("not at the start of its buffer")
                .isEmpty();
    }

    @Test
    void versionsHaveTheirNames() {
        var hello = parse(1, clientHello(counted("002b", "0a 0300 0301 0302 0305 7f1c")))
                .orElseThrow();
        assertThat(hello.versionNames()).isEqualTo("SSLv3, TLSv1, TLSv1.1, 0x0305, 0x7f1c");
        assertThat(hello.offers(0x0302)).isTrue();
        assertThat(hello.offers(0x0303)).isFalse();
    }

    @Test
    void aHelloThatIsCutIsNone() {
        var whole = clientHello(counted("002b", "02 0304"));
        for (var cut : new String[] {"0303", "0303" + RANDOM, whole.substring(0, whole.length() - 2)}) {
            assertThat(parse(1, cut)).isEmpty();
        }
        assertThat(parse(1, clientHello("002b 0009 02"))).isEmpty();
        assertThat(parse(1, "0303" + RANDOM + "21" + RANDOM))
                .as("a session id of 33 bytes")
                .isEmpty();
    }

    @Test
    void aTapReadsToTheLastByteOfItsLimit() {
        var hello = bytes(clientHello(""));
        assertThat(watched(hello)).isPresent();
        // A message before it, so long that both have just room.
        var padded = new ByteArrayOutputStream();
        int before = (16 << 10) - 4 - hello.length - 4;
        padded.writeBytes(ByteBuffer.allocate(4).putInt(before).array());
        padded.writeBytes(new byte[before]);
        padded.writeBytes(ByteBuffer.allocate(4).putInt(1 << 24 | hello.length).array());
        padded.writeBytes(hello);
        var tap = new TlsHelloTap();
        tap.watch(record(22, padded.toByteArray()));
        assertThat(tap.hello()).contains(parse(1, clientHello("")).orElseThrow());
        var longer = new TlsHelloTap();
        longer.watch(record(22, Arrays.copyOf(padded.toByteArray(), padded.size() + 1)));
        assertThat(longer.hello()).isEmpty();
    }

    @Test
    void aTapPassesOverChangeCipherSpecAndHalfARecord() {
        var hello = bytes(clientHello(""));
        var message = ByteBuffer.allocate(4 + hello.length)
                .putInt(1 << 24 | hello.length)
                .put(hello)
                .array();
        var both = ByteBuffer.allocate(6 + 5 + message.length)
                .put(record(20, new byte[] {1}))
                .put(record(22, message))
                .flip();
        var tap = new TlsHelloTap();
        tap.watch(both.duplicate().limit(4));
        tap.watch(both.duplicate().limit(both.limit() - 1));
        assertThat(tap.hello()).isEmpty();
        tap.watch(both);
        assertThat(tap.hello()).isPresent();
    }

    private static Optional<TlsHello> watched(byte[] hello) {
        var tap = new TlsHelloTap();
        tap.watch(record(
                22,
                ByteBuffer.allocate(4 + hello.length)
                        .putInt(1 << 24 | hello.length)
                        .put(hello)
                        .array()));
        return tap.hello();
    }

    private static ByteBuffer record(int type, byte[] fragment) {
        return ByteBuffer.allocate(5 + fragment.length)
                .put((byte) type)
                .putShort((short) 0x0303)
                .putShort((short) fragment.length)
                .put(fragment)
                .flip();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "15 0303 0002 0230, unknown_ca",
                "15 0303 0002 0130, -",
                "15 0303 0002 0100, close_notify",
                "15 0303 0002 025a, user_canceled",
                "15 0303 0002 02ff, -",
                "15 0303 0003 0230, -",
                "16 0303 0002 0230, -",
                "15 0303 0002 02, -",
                "15 0303 0002 0230 17, unknown_ca"
            })
    void anAlertInClearIsReadWhereverItBegins(String hex, String alert) {
        var record = ByteBuffer.wrap(bytes("ff" + hex)).position(1);
        assertThat(TlsClearAlert.in(record)).isEqualTo(Optional.ofNullable(alert));
        assertThat(record.position()).isEqualTo(1);
    }

    /** RFC 8446, section 6: what a server says that is not TLS yet, or will not be. */
    @Test
    void alertsOfOurOwnAreRecords() {
        assertThat(TlsClearAlert.insufficientSecurity()).isEqualTo(ByteBuffer.wrap(bytes("15 0303 0002 02 47")));
        assertThat(TlsClearAlert.protocolVersion()).isEqualTo(ByteBuffer.wrap(bytes("15 0303 0002 02 46")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "'\u0014\u0003' | TLS",
                "'\u0018\u0003' | TLS",
                "'\u0016' | TLS",
                "'\u0013\u0003\u0003\u0003' | bytes of no protocol known here",
                "'\u0019\u0003\u0003\u0003' | bytes of no protocol known here",
                "'\u0016\u0004' | bytes of no protocol known here",
                "'GET' | -",
                "'POST /' | a plain HTTP request",
                "'HTTP/1.1' | a plain HTTP answer",
                "'SSH-2.0' | SSH",
                "'SCN1' | this library's Noise transport",
                "'SCN2' | another version of this library's Noise transport",
                "'SCNx' | another version of this library's Noise transport",
                "'~~~~' | plain text",
                "'abc\u007F' | bytes of no protocol known here",
                "'abc\u0080' | bytes of no protocol known here",
                "'abc\u001F' | bytes of no protocol known here"
            })
    void whatAPeerSpeaksIsGuessedByItsFirstBytes(String text, String described) {
        assertThat(FirstBytes.describe(ByteBuffer.wrap(text.getBytes(ISO_8859_1))))
                .isEqualTo(Optional.ofNullable(described));
    }

    @Test
    void whiteSpaceIsPlainText() {
        for (var text : List.of("a b ", "a\tbc", "a\rbc", "a\nbc", "\n")) {
            assertThat(FirstBytes.describe(ByteBuffer.wrap(text.getBytes(ISO_8859_1))))
                    .contains("plain text");
        }
        assertThat(FirstBytes.describe(ByteBuffer.wrap("abc".getBytes(ISO_8859_1))))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"SCN1, true", "SCN9x, true", "SCN, false", "xCN1, false", "SxN1, false", "SCx1, false"})
    void noiseIsKnownByItsFirstThreeBytes(String text, boolean noise) {
        var bytes = ByteBuffer.wrap(("?" + text).getBytes(ISO_8859_1)).position(1);
        assertThat(FirstBytes.isNoise(bytes)).isEqualTo(noise);
    }

    /** RFC 8446, section 5.5: a block for the type and the padding of a record, and one for its tag. */
    @Test
    void aRecordCountsForItsBlocks() {
        var usage = new TlsKeyUsage(new TlsKeyUsage.Limits(5, 8));
        assertThat(usage.protectedMore(0)).isFalse(); // 2 blocks
        assertThat(usage.protectedMore(15)).isFalse(); // 4
        assertThat(usage.exhausted()).isFalse();
        assertThat(usage.protectedMore(16)).isTrue(); // 7
        assertThat(usage.exhausted()).isFalse();
        usage.replaced();
        assertThat(usage.protectedMore(31)).isFalse(); // 3
        assertThat(usage.protectedMore(1)).isTrue(); // 5
        assertThat(usage.protectedMore(17)).isTrue(); // 8
        assertThat(usage.exhausted()).isTrue();
    }
}
