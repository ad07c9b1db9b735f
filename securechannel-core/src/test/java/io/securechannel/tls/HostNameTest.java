package io.securechannel.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.Loopback;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of RFC 9525, section 6, one line each. */
@Tag("verify")
@Timeout(20)
class HostNameTest {

    @ParameterizedTest
    @CsvSource({
        "chat.example, chat.example, true",
        "CHAT.Example, chat.EXAMPLE, true",
        "chat.example., chat.example, true",
        "chat.example, mail.example, false",
        "chat.example, chat.example.org, false",
        "a.chat.example, chat.example, false",
        "localhost, localhost, true",
        // wildcards: the whole leftmost label, and one label only
        "a.chat.example, *.chat.example, true",
        "A.CHAT.EXAMPLE, *.chat.example, true",
        "a.b.chat.example, *.chat.example, false",
        "chat.example, *.chat.example, false",
        "chat.example, *.example, false",
        "example, *, false",
        "abc.chat.example, a*.chat.example, false",
        "abc.chat.example, *c.chat.example, false",
        "a.b.chat.example, *.*.chat.example, false",
        "b.a.chat.example, b.*.chat.example, false",
        "xn--caf-dma.chat.example, xn--*.chat.example, false",
        // internationalized names
        "café.example, xn--caf-dma.example, true",
        "CAFÉ.example, xn--caf-dma.example, true",
        "xn--caf-dma.example, xn--caf-dma.example, true",
        "café.chat.example, *.chat.example, true",
        "chat。example, chat.example, true",
        // addresses
        "10.0.0.7, 10.0.0.7, true",
        "10.0.0.7, 10.0.0.8, false",
        "2001:db8::1, 2001:db8::1, true",
        "2001:0DB8:0:0:0:0:0:1, 2001:db8::1, true",
        "[2001:db8::1], 2001:db8::1, true",
        "[2001:db8::1], 2001:db8::2, false",
        "fe80::1%eth0, fe80::1, true",
        "10.0.0.7, *.0.0.7, false"
    })
    void aNameMatchesAsTheRfcSays(String asked, String held, boolean matches) throws Exception {
        var certificate = Loopback.CA.leaf("other.example").names(held).certificate();
        assertThat(HostName.of(asked).matches(certificate)).isEqualTo(matches);
    }

    @Test
    void anyOfSeveralNamesMatches() throws Exception {
        var certificate = Loopback.CA
                .leaf("x")
                .names("one.example", "10.0.0.7", "*.two.example")
                .certificate();
        assertThat(HostName.of("one.example").matches(certificate)).isTrue();
        assertThat(HostName.of("a.two.example").matches(certificate)).isTrue();
        assertThat(HostName.of("10.0.0.7").matches(certificate)).isTrue();
        assertThat(HostName.of("two.example").matches(certificate)).isFalse();
        assertThat(HostName.namesIn(certificate)).containsExactly("one.example", "10.0.0.7", "*.two.example");
    }

    @Test
    void theCommonNameNeverCounts() throws Exception {
        var nameless = Loopback.CA.leaf("chat.example").certificate();
        assertThat(HostName.of("chat.example").matches(nameless)).isFalse();
        assertThat(HostName.namesIn(nameless)).isEmpty();
    }

    @Test
    void anIpv4AddressInIpv6FormIsTheSameAddress() throws Exception {
        var certificate = Loopback.CA.leaf("x").names("10.0.0.7").certificate();
        assertThat(HostName.of("::ffff:10.0.0.7").matches(certificate)).isTrue();
        assertThat(HostName.of("::ffff:10.0.0.8").matches(certificate)).isFalse();
        assertThat(HostName.of("::10.0.0.7").matches(certificate)).isFalse();
    }

    @Test
    void inACertificateItIsAnother() throws Exception {
        // Constraints on IPv4 addresses let it pass, so nobody may be an IPv4 host by it.
        var certificate = Loopback.CA.leaf("x").names("::ffff:10.0.0.7").certificate();
        assertThat(HostName.of("10.0.0.7").matches(certificate)).isFalse();
        assertThat(HostName.of("::ffff:10.0.0.7").matches(certificate)).isFalse();
    }

    @Test
    void aNameThatLooksLikeAnAddressIsNoAddress() throws Exception {
        var certificate = Loopback.CA.leaf("x").names("10.0.0.7.example").certificate();
        assertThat(HostName.of("10.0.0.7").matches(certificate)).isFalse();
        assertThat(HostName.of("10.0.0.7.example").matches(certificate)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "a..b",
                ".example",
                "example..",
                "[]",
                "straße.example",
                "ΒΌΛΟΣ.example\u200d",
                "faς.example",
                ".:1"
            })
    void whatIsNoNameIsRefusedWithItself(String host) {
        assertThatThrownBy(() -> HostName.of(host))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not a host name")
                .hasMessageContaining(host);
    }

    @Test
    void aNameOfMoreThan253CharactersIsRefused() {
        var label = "a".repeat(63) + ".";
        assertThat(HostName.of(label.repeat(3) + "a".repeat(61)).toString()).hasSize(253);
        assertThatThrownBy(() -> HostName.of(label.repeat(3) + "a".repeat(62)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> HostName.of("a".repeat(64) + ".example")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "chat.example, true",
        "10.0.0.7, false",
        "[::1], false",
        "::1, false",
        "256.0.0.1, true",
        "1.2.3, true",
        "my_service, false"
    })
    void onlyNamesGoIntoSni(String host, boolean name) {
        assertThat(HostName.of(host).serverName().isPresent()).isEqualTo(name);
    }
}
