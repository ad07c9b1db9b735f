package io.securechannel.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("verify")
class SubjectTest {

    private static final Subject FULL = Subject.of("Chat server")
            .withCountry("FI")
            .withOrganization("Example, Ltd")
            .withOrganizationalUnit("Chat")
            .withState("Uusimaa")
            .withLocality("Helsinki");

    @Test
    void theOrderIsFixedFromCountryToCommonName() {
        assertThat(FULL).hasToString("CN=Chat server,OU=Chat,O=Example\\, Ltd,L=Helsinki,ST=Uusimaa,C=FI");
        assertThat(FULL.commonName()).contains("Chat server");
        assertThat(FULL.organizationalUnit()).contains("Chat");
        assertThat(FULL.organization()).contains("Example, Ltd");
        assertThat(FULL.locality()).contains("Helsinki");
        assertThat(FULL.state()).contains("Uusimaa");
        assertThat(FULL.country()).contains("FI");
        assertThat(Subject.empty()).hasToString("");
        assertThat(Subject.empty().commonName()).isEmpty();
    }

    @Test
    void subjectsAreValues() {
        assertThat(Subject.of("ada").withCountry("FI"))
                .isEqualTo(Subject.empty().withCountry("FI").withCommonName("ada"))
                .hasSameHashCodeAs(Subject.empty().withCountry("FI").withCommonName("ada"))
                .isNotEqualTo(Subject.of("ada"));
    }

    @Test
    void textIsTextAndNeverSyntax() throws Exception {
        for (var name : List.of("#0500", "\\#x", "a=b,C=XX", "Ada + Bob", "Ådå", "例え", "😀", "\"")) {
            var rdn = Subject.of(name).name().getRDNs();
            assertThat(rdn).hasSize(1);
            assertThat(rdn[0].getFirst().getValue()).hasToString(name);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', is empty",
        "' ', is empty",
        "' ada', begins or ends with a blank",
        "'ada\u00A0\u2003', begins or ends with a blank",
        "'ada\0', U+0000",
        "'ada\nCN=root', U+000A",
        "'\u202Eada', U+202E",
        "'ad\u200Ba', U+200B",
        "'ad\uE000a', U+E000",
        "'ad\uD800', U+D800",
        "'ad\u2028a', U+2028",
    })
    void whatCannotBeReadIsRefused(String given, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CertificateProfile.tlsClient(given))
                .withMessageStartingWith("the common name (CN) ")
                .withMessageContaining(why);
    }

    @Test
    void theUpperBoundsCountCharacters() {
        assertThat(Subject.of("😀".repeat(64)).commonName()).isPresent();
        assertThat(Subject.empty().withLocality("x".repeat(128)).locality()).isPresent();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Subject.empty().withLocality("x".repeat(129)))
                .withMessageStartingWith("the locality (L) is 129 characters long, and 128 is the most: \"xxx")
                .withMessageEndingWith("x…\"");
        assertThatIllegalArgumentException().isThrownBy(() -> Subject.of("x".repeat(65)));
        assertThatIllegalArgumentException().isThrownBy(() -> FULL.withOrganization("x".repeat(65)));
        assertThatIllegalArgumentException().isThrownBy(() -> FULL.withOrganizationalUnit("x".repeat(65)));
        assertThatIllegalArgumentException().isThrownBy(() -> FULL.withState("x".repeat(129)));
    }

    @Test
    void aCountryIsTwoCapitalLetters() {
        for (var wrong : List.of("", "fi", "FIN", "F1", "Finland", "ÄÖ")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Subject.empty().withCountry(wrong))
                    .withMessageContaining("two capital letters (ISO 3166-1)");
        }
    }
}
