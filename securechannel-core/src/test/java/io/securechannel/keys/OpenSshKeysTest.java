package io.securechannel.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import java.util.Base64;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("verify")
class OpenSshKeysTest {

    /** Made by OpenSSH 9.2: ssh-keygen -t ed25519. */
    private static final String BASE64 = "AAAAC3NzaC1lZDI1NTE5AAAAIJOFXGA1284wNMqgd2nhbhuRe0f5Zf3k1cDRJYN5oePl";

    private static final String LINE = "ssh-ed25519 " + BASE64;
    private static final String RAW = "93855c6035dbce3034caa07769e16e1b917b47f965fde4d5c0d1258379a1e3e5";

    @Test
    void aLineOfOpenSshIsReadAndWrittenByteForByte() throws Exception {
        for (var end : new String[] {"", "\n", "\r\n", " ada@example", " Ada Lovelace, chat key\n"}) {
            var key = OpenSshKeys.read(LINE + end);
            assertThat(key.type()).isEqualTo(SigningKeyType.ED25519);
            assertThat(HexFormat.of().formatHex(key.subjectPublicKeyInfo()))
                    .isEqualTo("302a300506032b6570032100" + RAW);
            assertThat(OpenSshKeys.toLine(key)).isEqualTo(LINE);
            assertThat(OpenSshKeys.toLine(key, "ada@example")).isEqualTo(LINE + " ada@example");
        }
    }

    @Test
    void ourOwnComeBack() throws Exception {
        try (var keys = SigningKeyPair.generate(SigningKeyType.ED25519)) {
            assertThat(OpenSshKeys.read(OpenSshKeys.toLine(keys.publicKey(), "é")))
                    .isEqualTo(keys.publicKey());
        }
    }

    @Test
    void otherKindsHaveNoLine() {
        try (var keys = SigningKeyPair.generate(SigningKeyType.ML_DSA_65)) {
            var refused = catchThrowableOfType(KeyMaterialException.class, () -> OpenSshKeys.toLine(keys.publicKey()));
            assertThat(refused.reason()).isEqualTo(Reason.UNSUPPORTED);
            assertThat(refused).hasMessageContaining("KeyFiles");
        }
    }

    @Test
    void aCommentCannotBecomeASecondLine() throws Exception {
        var key = OpenSshKeys.read(LINE);
        for (var comment : new String[] {"", " ", "a\nssh-ed25519 AAAA", "a\rb", "a\tb", "a\u0085b"}) {
            assertThatIllegalArgumentException().isThrownBy(() -> OpenSshKeys.toLine(key, comment));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ssh-rsa AAAAB3NzaC1yc2E                     | UNSUPPORTED | ssh-keygen -t ed25519
            ecdsa-sha2-nistp256 AAAA                    | UNSUPPORTED | ssh-keygen -t ed25519
            sk-ssh-ed25519@openssh.com AAAA             | UNSUPPORTED | ssh-keygen -t ed25519
            ssh-ed25519-cert-v01@openssh.com AAAA       | UNSUPPORTED | ssh-keygen -t ed25519
            no-pty ssh-ed25519 AAAA                     | MALFORMED   | options
            example.org ssh-ed25519 AAAA                | MALFORMED   | host name
            -----BEGIN OPENSSH PRIVATE KEY-----         | MALFORMED   | .pub
            ---- BEGIN SSH2 PUBLIC KEY ----             | MALFORMED   | ssh-keygen -i
            ssh-ed25519                                 | MALFORMED   | cut off
            ssh-ed25519 !!!!                            | MALFORMED   | not Base64
            ssh-ed25519 AAAA                            | MALFORMED   | cut off
            ssh-ed25519 AAA                             | MALFORMED   | Base64
            SSH-ED25519 AAAA                            | MALFORMED   | does not begin
            """)
    void otherThingsAreToldByName(String line, Reason reason, String says) {
        var refused = catchThrowableOfType(KeyMaterialException.class, () -> OpenSshKeys.read(line));
        assertThat(refused.reason()).isEqualTo(reason);
        assertThat(refused).hasMessageContaining(says);
    }

    static Stream<String> damaged() {
        var name = "0000000b7373682d65643235353139";
        return Stream.of(
                        name + "00000020" + RAW + "00",
                        name + "0000001f" + RAW.substring(2),
                        name + "00000021" + RAW + "00",
                        name + "7fffffff" + RAW,
                        name + "ffffffff" + RAW,
                        name + "00000020" + RAW.substring(2),
                        "ffffffff7373682d65643235353139" + "00000020" + RAW,
                        "000000077373682d727361" + "00000020" + RAW,
                        // Not on the curve.
                        name + "00000020" + "02" + "00".repeat(31),
                        // The neutral element, of small order.
                        name + "00000020" + "01" + "00".repeat(31))
                .map(hex -> "ssh-ed25519 "
                        + Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex)));
    }

    @ParameterizedTest
    @MethodSource("damaged")
    void damagedKeysAreRefused(String line) {
        assertThat(catchThrowableOfType(KeyMaterialException.class, () -> OpenSshKeys.read(line))
                        .reason())
                .isEqualTo(Reason.MALFORMED);
    }

    @Test
    void linesAreOneAndBounded() {
        for (var text : new String[] {
            "", "\n", LINE + "\n" + LINE, LINE + "\n\n", "\uFEFF" + LINE, LINE + "\0", "ssh-ed25519\t" + BASE64
        }) {
            assertThat(catchThrowableOfType(KeyMaterialException.class, () -> OpenSshKeys.read(text))
                            .reason())
                    .as(text)
                    .isEqualTo(Reason.MALFORMED);
        }
        assertThat(catchThrowableOfType(
                                KeyMaterialException.class, () -> OpenSshKeys.read(LINE + " " + "x".repeat(9_000)))
                        .reason())
                .isEqualTo(Reason.TOO_LARGE);
    }

    @Test
    void everyCutIsRefused() {
        for (int i = 0; i < LINE.length(); i++) {
            var cut = LINE.substring(0, i);
            assertThat(catchThrowableOfType(KeyMaterialException.class, () -> OpenSshKeys.read(cut)))
                    .as(cut)
                    .isNotNull();
        }
    }
}
