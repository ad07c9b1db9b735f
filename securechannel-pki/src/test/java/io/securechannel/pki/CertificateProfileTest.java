package io.securechannel.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("verify")
class CertificateProfileTest {

    @ParameterizedTest
    @CsvSource({
        "chat.example, chat.example",
        "CHAT.Example, chat.example",
        "localhost, localhost",
        "*.chat.example, *.chat.example",
        "bücher.example, xn--bcher-kva.example",
        "BÜCHER.example, xn--bcher-kva.example",
        "例え。テスト, xn--r8jz45g.xn--zckzah",
        "xn--bcher-kva.example, xn--bcher-kva.example",
        "1.chat.example, 1.chat.example",
        "10.0.0.7, 10.0.0.7",
        "255.255.255.255, 255.255.255.255",
        "::1, 0:0:0:0:0:0:0:1",
        "::, 0:0:0:0:0:0:0:0",
        "fe80::1, fe80:0:0:0:0:0:0:1",
        "2001:DB8:0:0:8:800:200C:417A, 2001:db8:0:0:8:800:200c:417a",
        "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0",
        "::2:3:4:5:6:7:8, 0:2:3:4:5:6:7:8",
        "64:ff9b::192.0.2.33, 64:ff9b:0:0:0:0:c000:221",
        "1:2:3:4:5:6:1.2.3.4, 1:2:3:4:5:6:102:304",
    })
    void aNameHasOneCanonicalForm(String given, String canonical) {
        assertThat(CertificateProfile.tlsServer(given).names()).containsExactly(canonical);
    }

    static Stream<Arguments> hostileNames() {
        var hostName = "letters, digits and hyphens, not ";
        var number = "the last label is a number";
        var neither = "neither an IPv6 address nor a host name";
        return Stream.of(
                Arguments.of("", "the name is empty"),
                Arguments.of("  ", "the name is empty"),
                Arguments.of(".", "empty label"),
                Arguments.of("chat..example", "empty label"),
                Arguments.of(".chat.example", "empty label"),
                Arguments.of("chat.example.", "does not end with a dot"),
                Arguments.of("chat.example\u3002", "does not end with a dot"),
                Arguments.of(" chat.example", hostName + "U+0020"),
                Arguments.of("chat.example\0.evil.example", hostName + "U+0000"),
                Arguments.of("chat.example\n", hostName + "U+000A"),
                Arguments.of("under_score.example", hostName + "U+005F"),
                Arguments.of("https//chat.example", "leave out a scheme"),
                Arguments.of("chat.example/path", "leave out a scheme"),
                Arguments.of("ada@chat.example", hostName + "U+0040"),
                Arguments.of("chat.example,evil.example", hostName + "U+002C"),
                Arguments.of("\u2100.example", hostName + "U+002F"),
                Arguments.of("-chat.example", "begins or ends with a hyphen"),
                Arguments.of("chat-.example", "begins or ends with a hyphen"),
                Arguments.of("a".repeat(64) + ".example", "a label is 64 octets long, and 63"),
                Arguments.of("aaaaaaaaa.".repeat(25) + "aaaa", "254 octets long, and 253"),
                Arguments.of("ü".repeat(200), "A-labels"),
                Arguments.of("*", "a wildcard can only be"),
                Arguments.of("*.", "empty label"),
                Arguments.of("*.example", "whole top-level domain"),
                Arguments.of("chat.*.example", "a wildcard can only be"),
                Arguments.of("*.*.example", "a wildcard can only be"),
                Arguments.of("ch*t.chat.example", "a wildcard can only be"),
                Arguments.of("*chat.example", "a wildcard can only be"),
                Arguments.of("\uFF0A.chat.example", "a wildcard can only be"),
                Arguments.of("straße.example", "between IDNA2003 and 2008"),
                Arguments.of("a\u200Db.example", "between IDNA2003 and 2008"),
                Arguments.of("\u202Eelpmaxe.tahc", "A-labels"),
                Arguments.of("10.0.0.256", number),
                Arguments.of("010.0.0.1", number),
                Arguments.of("10.0.7", number),
                Arguments.of("2130706433", number),
                Arguments.of("0x7f.1", number),
                Arguments.of("127.0.0.0x1", number),
                Arguments.of("\uFF11\uFF10.0.0.7", number),
                Arguments.of("*.0.0.7", number),
                Arguments.of("10.0.0.7.", "does not end with a dot"),
                Arguments.of("chat.example:7443", neither),
                Arguments.of("[::1]", neither),
                Arguments.of("[10.0.0.7]", neither),
                Arguments.of("fe80::1%eth0", neither),
                Arguments.of(":", neither),
                Arguments.of(":::", neither),
                Arguments.of("1::2::3", neither),
                Arguments.of("1:2:3:4:5:6:7", neither),
                Arguments.of("1:2:3:4:5:6:7:8:9", neither),
                Arguments.of("1:2:3:4::5:6:7:8", neither),
                Arguments.of("1:2:3:4:5:6:7:1.2.3.4", neither),
                Arguments.of("1.2.3.4::", neither),
                Arguments.of("::12345", neither),
                Arguments.of("::g", neither),
                Arguments.of("::1.2.3.04", neither),
                Arguments.of("::ffff:10.0.0.7", "give the IPv4 address"));
    }

    @ParameterizedTest
    @MethodSource("hostileNames")
    void whatIsNoNameIsRefusedWithTheReason(String given, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CertificateProfile.tlsServer("chat.example", given))
                .withMessageContaining(why)
                .withNoCause()
                .withMessageMatching("[ -~…]+");
    }

    @Test
    void aNameOf253OctetsWithLabelsOf63Fits() {
        var label = "a".repeat(63);
        var name = String.join(".", label, label, label, "a".repeat(61));
        assertThat(CertificateProfile.tlsServer(name).names()).containsExactly(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ada",
                "@chat.example",
                "ada@",
                "ada@@chat.example",
                "ada@10.0.0.7",
                "a da@chat.example",
                "Ada <ada@chat.example>",
                ".ada@chat.example",
                "a..da@chat.example",
                "ädä@chat.example",
                "ada\0@chat.example",
                "ada@*.chat.example",
                "ada@chat.example.",
                "\"ada\"@chat.example"
            })
    void whatIsNoMailboxIsRefused(String given) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CertificateProfile.tlsClient("ada").withEmail(given))
                .withMessageMatching("(not a name for a certificate: .*|the e-mail address is empty)");
    }

    @Test
    void aMailboxKeepsItsLocalPart() {
        assertThat(CertificateProfile.tlsClient("ada")
                        .withEmail("Ada.L+x@Bücher.Example")
                        .names())
                .containsExactly("Ada.L+x@xn--bcher-kva.example");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CertificateProfile.tlsClient("ada").withEmail("a.".repeat(50_000) + "a@chat.example"))
                .withMessageContaining("100001 characters long, and 64");
    }

    @Test
    void aNameIsHeldOnce() {
        assertThat(CertificateProfile.tlsServer("::1", "0:0::1", "a.example")
                        .withNames("A.example", "b.example")
                        .names())
                .containsExactly("0:0:0:0:0:0:0:1", "a.example", "b.example");
    }

    @Test
    void profilesDoNotChange() {
        var profile = CertificateProfile.tlsServer("chat.example");
        var changed = profile.withKeyType(KeyType.ED25519)
                .withValidity(Duration.ofDays(7))
                .withSubject(Subject.empty().withOrganization("Example Ltd"))
                .withNames("chat2.example");

        assertThat(profile.keyType()).isEqualTo(KeyType.EC_P256);
        assertThat(profile.validity()).isEqualTo(Duration.ofDays(90));
        assertThat(profile.subject()).isEqualTo(Subject.of("chat.example"));
        assertThat(profile.names()).isEqualTo(List.of("chat.example"));
        assertThat(changed.keyType()).isEqualTo(KeyType.ED25519);
        assertThat(changed.validity()).isEqualTo(Duration.ofDays(7));
        assertThat(changed.subject()).isEqualTo(Subject.of("chat.example").withOrganization("Example Ltd"));
        assertThat(changed.names()).isEqualTo(List.of("chat.example", "chat2.example"));
        assertThat(changed).hasToString("TLS_SERVER[chat.example, chat2.example]");
        assertThat(CertificateProfile.tlsClient("ada")).hasToString("TLS_CLIENT[CN=ada]");
    }

    @Test
    void aValidityHasBounds() {
        var profile = CertificateProfile.tlsClient("ada");
        for (var wrong : List.of(Duration.ZERO, Duration.ofDays(-1), Duration.ofMillis(999), Duration.ofDays(36_501))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> profile.withValidity(wrong))
                    .withMessageContainingAll("a second at least", wrong.toString());
        }
        assertThat(profile.withValidity(Duration.ofSeconds(1)).validity()).isEqualTo(Duration.ofSeconds(1));
    }
}
