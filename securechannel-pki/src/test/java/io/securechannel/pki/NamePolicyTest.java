package io.securechannel.pki;

import static io.securechannel.pki.RequestedName.Kind.COMMON_NAME;
import static io.securechannel.pki.RequestedName.Kind.DNS;
import static io.securechannel.pki.RequestedName.Kind.EMAIL;
import static io.securechannel.pki.RequestedName.Kind.IP;
import static io.securechannel.pki.RequestedName.Kind.OTHER;
import static io.securechannel.pki.RequestedName.Kind.URI;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("verify")
class NamePolicyTest {

    private static final List<RequestedName> NAMES = List.of(
            new RequestedName(DNS, "chat.example"),
            new RequestedName(DNS, "a.chat.example"),
            new RequestedName(DNS, "*.chat.example"),
            new RequestedName(DNS, "evilchat.example"),
            new RequestedName(IP, "10.0.0.7"),
            new RequestedName(IP, "fd00:0:0:0:0:0:0:7"),
            new RequestedName(EMAIL, "ada@chat.example"),
            new RequestedName(EMAIL, "ada@a.chat.example"),
            new RequestedName(URI, "spiffe://chat.example/ada"),
            new RequestedName(COMMON_NAME, "chat.example"),
            new RequestedName(COMMON_NAME, "Ada Lovelace"));

    @Test
    void exactlyGrantsTheNamesInAnySpelling() {
        granted(
                NamePolicy.exactly("Chat.Example", "fd00::7", "ada@CHAT.example", "SPIFFE://CHAT.example/ada"),
                "dns chat.example",
                "ip fd00:0:0:0:0:0:0:7",
                "email ada@chat.example",
                "uri spiffe://chat.example/ada");
        granted(NamePolicy.exactly("chat.example"), "dns chat.example", "common name chat.example");
        granted(NamePolicy.exactly("Ada Lovelace"), "common name Ada Lovelace");
        granted(NamePolicy.exactly("ada lovelace"));
        granted(NamePolicy.exactly("*.chat.example"), "dns *.chat.example");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NamePolicy.exactly("chat.example", " "))
                .withMessageContaining("is empty");
    }

    @Test
    void withinGrantsADomainAndWhatIsBelowWithoutWildcards() {
        granted(NamePolicy.within("chat.example"), "dns chat.example", "dns a.chat.example");
        granted(NamePolicy.within("a.chat.example", "evilchat.example"), "dns a.chat.example", "dns evilchat.example");
        granted(NamePolicy.wildcardsWithin("chat.example"), "dns *.chat.example");
        granted(NamePolicy.wildcardsWithin("a.chat.example"));
        for (var wrong : List.of("*.chat.example", "10.0.0.7", "")) {
            assertThatIllegalArgumentException().isThrownBy(() -> NamePolicy.within(wrong));
        }
    }

    @Test
    void rangesAndDomainsOfMail() {
        granted(NamePolicy.addresses("10.0.0.0/8"), "ip 10.0.0.7");
        granted(NamePolicy.addresses("11.0.0.0/8", "fd00::/8"), "ip fd00:0:0:0:0:0:0:7");
        granted(NamePolicy.emails("chat.example"), "email ada@chat.example");
        granted(NamePolicy.emails(".chat.example"), "email ada@a.chat.example");
        granted(NamePolicy.emails("ada@a.chat.example"), "email ada@a.chat.example");
    }

    @Test
    void policiesAreJoined() {
        var domain = NamePolicy.within("chat.example");
        granted(domain.and(name -> name.text().startsWith("a.")), "dns a.chat.example");
        granted(
                domain.or(NamePolicy.addresses("10.0.0.7/32")),
                "dns chat.example",
                "dns a.chat.example",
                "ip 10.0.0.7");
        assertThat(NAMES).allMatch(NamePolicy.insecureGrantAll()::grants);
    }

    @Test
    void whatIsNotKnownIsNeverAskedAbout() {
        var other = new RequestedName(OTHER, "otherName");
        assertThat(List.of(
                        NamePolicy.exactly("otherName"),
                        NamePolicy.within("example"),
                        NamePolicy.addresses("0.0.0.0/0"),
                        NamePolicy.emails("example")))
                .noneMatch(policy -> policy.grants(other));
    }

    private static void granted(NamePolicy policy, String... expected) {
        assertThat(NAMES.stream()
                        .filter(policy::grants)
                        .map(name -> name.toString().replace("\"", "")))
                .containsExactlyElementsOf(Arrays.asList(expected));
    }
}
