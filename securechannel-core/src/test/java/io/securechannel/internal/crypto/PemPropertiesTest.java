package io.securechannel.internal.crypto;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.KeyMaterialException;
import java.util.Base64;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.Size;

/** Any bytes are read or refused in one way. */
@Tag("verify")
class PemPropertiesTest {

    @Property(tries = 300)
    void readsWhatIsWritten(@ForAll @Size(min = 1, max = 300) byte[] content) throws Exception {
        var text = "-----BEGIN A-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content) + "\n-----END A-----\n";
        assertThat(Pem.parse(text.getBytes(ISO_8859_1), "test").blocks().get(0).content())
                .isEqualTo(content);
    }

    @Property(tries = 1000)
    void nonsenseIsRefusedInOneWay(@ForAll byte[] text) {
        refusedOrRead(text);
    }

    @Property(tries = 1000)
    void nonsenseInsideABlockIsRefusedInOneWay(@ForAll byte[] text) {
        var inside = new String(text, ISO_8859_1);
        refusedOrRead(("-----BEGIN RSA PRIVATE KEY-----\n" + inside + "\n-----END RSA PRIVATE KEY-----\n")
                .getBytes(ISO_8859_1));
    }

    private static void refusedOrRead(byte[] text) {
        try {
            assertThat(Pem.parse(text, "test").blocks()).isNotEmpty();
        } catch (KeyMaterialException e) {
            assertThat(e.getMessage()).startsWith("test");
        }
    }
}
