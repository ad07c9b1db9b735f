package io.securechannel.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.keys.Identity;
import io.securechannel.peer.Trust;
import io.securechannel.testkit.TestCa;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.Test;

/** RFC 2253 escapes commas and quotation marks, but no end of a line. */
class NameTextTest {

    private static final String HOSTILE = "ada\nCN=root\r\u2028\u202E";

    @Test
    void aNameInACertificateForgesNoLine() {
        Identity hostile = TestCa.create("Root\nof all").client(HOSTILE);
        var certificate = hostile.certificate();
        assertThat(NameText.subject(certificate)).isEqualTo("CN=ada?CN\\=root???");
        assertThat(NameText.issuer(certificate)).isEqualTo("CN=Root?of all");
        for (var each : List.of(hostile, Trust.only(certificate))) {
            assertThat(each.toString()).contains("CN=ada?CN\\=root").doesNotContain("\n", "\r", "\u2028", "\u202E");
        }
    }

    @Test
    void aLongNameIsCutOff() {
        assertThat(NameText.of(new X500Principal("O=" + "a".repeat(2_000))))
                .isEqualTo("O=" + "a".repeat(1_022) + "...");
    }
}
