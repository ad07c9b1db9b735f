package io.securechannel.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Optional;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("verify")
class NameConstraintsTest {

    private static final NameConstraints CONSTRAINTS = NameConstraints.none()
            .permitDns("chat.example", "files.example")
            .excludeDns("secret.chat.example")
            .permitAddresses("10.0.0.0/8", "fd00::/8")
            .excludeAddresses("10.1.0.0/16")
            .permitEmail("chat.example", ".files.example", "boss@other.example")
            .excludeEmail("root@chat.example");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "chat.example",
                "a.b.chat.example",
                "*.a.chat.example",
                "files.example",
                "*.files.example",
                "10.0.0.7",
                "10.255.255.255",
                "fd12::1",
                "ada@chat.example",
                "ada@www.files.example",
                "boss@other.example",
                "https://anywhere.example/",
            })
    void whatIsWithinIsGranted(String name) {
        assertThat(CONSTRAINTS.objection(name(name))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "example, DNS example is in none of the permitted",
        "evilchat.example, DNS evilchat.example is in none of the permitted",
        "chat.example.evil, in none of the permitted",
        "*.example, in none of the permitted",
        "secret.chat.example, DNS secret.chat.example is in the excluded DNS secret.chat.example",
        "a.secret.chat.example, is in the excluded",
        "*.secret.chat.example, is in the excluded",
        "*.chat.example, DNS *.chat.example is in the excluded DNS secret.chat.example",
        "11.0.0.1, IP 11.0.0.1 is in none of the permitted",
        "10.1.2.3, IP 10.1.2.3 is in the excluded IP 10.1.0.0/16",
        "::1, in none of the permitted",
        "ada@www.chat.example, EMAIL ada@www.chat.example is in none of the permitted",
        "ada@files.example, in none of the permitted",
        "ada@other.example, in none of the permitted",
        "root@chat.example, is in the excluded",
    })
    void whatIsOutsideIsNamedWithTheReason(String name, String why) {
        assertThat(CONSTRAINTS.objection(name(name)))
                .hasValueSatisfying(text -> assertThat(text).contains(why));
    }

    @Test
    void aKindOfWhichNothingIsSaidIsFree() {
        var dnsAlone = NameConstraints.none().permitDns("chat.example");
        assertThat(dnsAlone.objection(name("192.0.2.1"))).isEmpty();
        assertThat(dnsAlone.objection(name("ada@evil.example"))).isEmpty();
        assertThat(dnsAlone.excludeAddresses("0.0.0.0/0", "::/0").objection(name("192.0.2.1")))
                .hasValue("IP 192.0.2.1 is in the excluded IP 0.0.0.0/0");
        assertThat(NameConstraints.none().objection(name("chat.example"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1/8, the range is 10.0.0.0/8",
        "10.0.0.0, write an address",
        "10.0.0.0/, write an address",
        "10.0.0.0/33, such an address has 32 bits",
        "10.0.0.0/08, write an address",
        "10.0.0.0/-1, write an address",
        "fd00::/129, such an address has 128 bits",
        "::ffff:10.0.0.0/104, give the IPv4 range",
        "010.0.0.0/8, write an address",
        "chat.example/8, write an address",
        "10.0.0.0/8/8, write an address",
        "/8, write an address",
    })
    void whatIsNoRangeIsRefused(String cidr, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NameConstraints.none().permitAddresses(cidr))
                .withMessageContaining("not a range of addresses")
                .withMessageContaining(why);
    }

    @ParameterizedTest
    @ValueSource(strings = {"*.chat.example", "10.0.0.7", "", ".chat.example", "chat..example", "a@b", "::1"})
    void whatIsNoDomainIsRefused(String domain) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NameConstraints.none().excludeDns(domain))
                .withMessageMatching("(not a domain|not a name for a certificate|the name is empty).*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*.chat.example", "10.0.0.7", "", ".", "..chat.example", "@chat.example", "a@b@c"})
    void whatIsNoDomainOfMailIsRefused(String domain) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NameConstraints.none().permitEmail(domain))
                .withMessageMatching("(not a domain|not a name for a certificate|the name is empty).*");
    }

    @Test
    void theyReadBackFromTheirEncoding() throws Exception {
        var encoded = CONSTRAINTS.encode().getEncoded();
        var decoded = NameConstraints.decode(org.bouncycastle.asn1.x509.NameConstraints.getInstance(encoded));

        assertThat(decoded).isEqualTo(CONSTRAINTS).hasSameHashCodeAs(CONSTRAINTS);
        assertThat(decoded.permitted())
                .containsExactly(
                        "DNS chat.example",
                        "DNS files.example",
                        "IP 10.0.0.0/8",
                        "IP fd00:0:0:0:0:0:0:0/8",
                        "EMAIL chat.example",
                        "EMAIL .files.example",
                        "EMAIL boss@other.example");
        assertThat(decoded.excluded())
                .containsExactly("DNS secret.chat.example", "IP 10.1.0.0/16", "EMAIL root@chat.example");
        assertThat(decoded).isNotEqualTo(CONSTRAINTS.excludeDns("x.example"));
        assertThat(decoded.toString()).contains("permitted", "DNS chat.example", "excluded");
    }

    /** What is before the @ is told apart by case (RFC 5280, section 7.5). */
    @Test
    void mailboxesKeepTheirCase() throws Exception {
        var encoded = NameConstraints.none().excludeEmail("Ada@Chat.example").encode();
        var decoded = NameConstraints.decode(encoded);
        assertThat(decoded.excluded()).containsExactly("EMAIL Ada@chat.example");
        assertThat(decoded.objection(name("Ada@chat.example"))).isPresent();
    }

    @Test
    void rangesOfEveryLengthReadBack() {
        for (int prefix = 0; prefix <= 32; prefix++) {
            var all = IpRange.parse("0.0.0.0/" + prefix);
            assertThat(IpRange.decode(all.encoded()).map(IpRange::toString)).hasValue("0.0.0.0/" + prefix);
        }
        // A mask with a gap is legal in X.509, and has no CIDR form.
        assertThat(IpRange.decode(new byte[] {10, 0, 0, 0, (byte) 0xFF, 0, (byte) 0xFF, 0}))
                .isEmpty();
        assertThat(IpRange.decode(new byte[7])).isEmpty();
    }

    @Test
    void thoseOfAnAuthorityBelowAreNarrower() {
        var above = NameConstraints.none()
                .permitDns("chat.example")
                .permitAddresses("10.0.0.0/8")
                .excludeEmail("chat.example");
        var below = NameConstraints.none()
                .permitDns("eu.chat.example")
                .permitEmail("eu.chat.example")
                .excludeAddresses("10.9.0.0/16");

        assertThat(above.narrowedBy(below))
                .isEqualTo(NameConstraints.none()
                        .permitDns("eu.chat.example")
                        .permitEmail("eu.chat.example")
                        .permitAddresses("10.0.0.0/8")
                        .excludeEmail("chat.example")
                        .excludeAddresses("10.9.0.0/16"));
        assertThat(above.narrowedBy(NameConstraints.none())).isEqualTo(above);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> above.narrowedBy(NameConstraints.none().permitDns("example")))
                .withMessage("DNS example is in none of the permitted [DNS chat.example]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> above.narrowedBy(NameConstraints.none().permitAddresses("0.0.0.0/0")))
                .withMessageContaining("IP 0.0.0.0/0");
    }

    private static AlternativeName name(String name) {
        if (name.contains("@")) {
            return AlternativeName.email(name);
        }
        if (name.contains("//")) {
            return AlternativeName.uri(name);
        }
        if (name.equals("*.example")) {
            // Not for our own certificates, but others have made such ones.
            return new AlternativeName(AlternativeName.Kind.DNS, name);
        }
        return Optional.of(AlternativeName.host(name))
                .map(AlternativeName::encode)
                .map(GeneralName::getInstance)
                .flatMap(AlternativeName::decode)
                .orElseThrow();
    }
}
