package io.securechannel.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("verify")
class UriNameTest {

    @ParameterizedTest
    @CsvSource({
        "spiffe://chat.example/ada, spiffe://chat.example/ada",
        "SPIFFE://Chat.Example/Ada, spiffe://chat.example/Ada",
        "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6, urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
        "https://10.0.0.7:8443/a?b=c%20d, https://10.0.0.7:8443/a?b=c%20d",
        "https://[2001:DB8::1]/, https://[2001:db8::1]/",
        "https://xn--bcher-kva.example, https://xn--bcher-kva.example",
        "mailto:ada@chat.example, mailto:ada@chat.example",
    })
    void aUriHasOneCanonicalForm(String given, String canonical) {
        assertThat(CertificateProfile.tlsClient("ada").withUri(given).names()).containsExactly(canonical);
    }

    @ParameterizedTest
    @CsvSource({
        "chat.example/ada, it has no scheme",
        "//chat.example/, it has no scheme",
        "https:, no absolute URI",
        "1x:y, no absolute URI",
        "https://chat.example/#top, it holds a fragment",
        "https://chat.example/%2, no absolute URI",
        "https://chat.example/%zz, no absolute URI",
        "https://ada@chat.example/, user information",
        "https://chat.example@evil.example/, user information",
        "https:///path, of its host",
        "https://chat..example/, of its host",
        "https://*.chat.example/, neither a host name nor an address",
        "https://0x7f.1/, of its host",
        "https://chat.example:/, after // comes a host",
        "https://chat.example:123456/, after // comes a host",
        "https://[10.0.0.7]/, neither a host name nor an address",
        "'https://[', neither a host name nor an address",
        "'https://[/', neither a host name nor an address",
        "https://[::1/, after // comes a host",
        "https://chat.example/[a], write %5B and %5D",
        "urn:[a], write %5B and %5D",
        "'https://chat.example/a b', visible ASCII",
        "https://bücher.example/, its xn--",
        "'https://chat.example/<b>', no absolute URI",
        "'', is empty",
    })
    void whatIsNoAbsoluteUriIsRefused(String given, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CertificateProfile.tlsClient("ada").withUri(given))
                .withMessageContaining(why)
                .withMessageMatching("[ -~…]+");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://chat.example/\0", "https://chat.example/\n", "https://chat.example/\u202E"})
    void whatCannotBeSeenIsRefused(String given) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CertificateProfile.tlsClient("ada").withUri(given))
                .withMessageContaining("visible ASCII")
                .withMessageMatching("[ -~…]+");
    }

    @Test
    void aLongOneIsRefusedBeforeItIsLookedAt() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CertificateProfile.tlsClient("ada").withUri("urn:" + "a".repeat(2_045)))
                .withMessageContaining("2049 characters long, and 2048 is the most");
        assertThat(CertificateProfile.tlsClient("ada")
                        .withUri("urn:" + "a".repeat(2_044))
                        .names())
                .hasSize(1);
    }
}
