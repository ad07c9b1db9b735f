package io.securechannel.examples.secret;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.examples.secret.ConnectionFacts.PostQuantum;
import io.securechannel.examples.secret.Gate.Admission;
import io.securechannel.examples.secret.Gate.Missing;
import io.securechannel.pki.CertificateProfile;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nothing that a certificate, a token or a handshake says becomes markup. */
class PageTest {

    private static final String HOSTILE = "<img src=x onerror=alert(1)>\"'&amp;";

    @Test
    void textOfStrangersIsTextInEveryPlace() throws Exception {
        var named =
                Fixture.CA.issue(CertificateProfile.tlsClient("<script>\"'&")).certificate();
        var page = Page.write(
                new ConnectionFacts(HOSTILE, HOSTILE, PostQuantum.NO, Fixture.SERVER.certificate(), Optional.of(named)),
                new Admission(List.of(HOSTILE), List.of(), List.of("not for the page")));
        assertThat(page)
                .doesNotContain("<img", "<script", "onerror=alert(1)>", "not for the page")
                .contains(
                        "&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;amp;",
                        "You are &lt;img",
                        "CN=\\&lt;script\\&gt;");
    }

    @ParameterizedTest
    @EnumSource
    void whatIsMissingIsSaidAndTheSecretNotLinked(Missing missing) {
        var page =
                Page.write(facts(Fixture.SERVER.certificate()), new Admission(List.of(), List.of(missing), List.of()));
        assertThat(page).contains(Html.escape(Refusals.words(missing))).doesNotContain("href=");
    }

    @ParameterizedTest
    @EnumSource
    void whatIsKnownOfThePostQuantumKeyExchangeIsSaid(PostQuantum known) {
        var facts = new ConnectionFacts("TLSv1.3", "TLS_X", known, Fixture.SERVER.certificate(), Optional.empty());
        assertThat(Page.write(facts, new Admission(List.of(), List.of(), List.of())))
                .contains("<td>" + known.words() + "</td>");
    }

    @Test
    void controlCharactersAndThoseThatTurnTextAroundAreReplaced() {
        assertThat(Html.escape("a\u0000b\u001bc\u202ed\u2066e\ud800f\u007fg\u0085h"))
                .isEqualTo("a\ufffdb\ufffdc\ufffdd\ufffde\ufffdf\ufffdg\ufffdh");
        assertThat(Html.escape("\u00fc\ud83d\ude00\n\t")).isEqualTo("\u00fc\ud83d\ude00\n\t");
    }

    private static ConnectionFacts facts(X509Certificate server) {
        return new ConnectionFacts("TLSv1.3", "TLS_X", PostQuantum.NO, server, Optional.empty());
    }
}
