package io.securechannel.internal.crypto;

import static io.securechannel.keys.IdentityFixtures.password;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.error.KeyMaterialException;
import java.util.Base64;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** No bytes under any label make another exception than the declared one. */
@Tag("verify")
class HostileKeyPropertiesTest {

    @Property(tries = 1000)
    void nonsenseIsRefusedInOneWay(@ForAll @IntRange(max = 4) int form, @ForAll @Size(min = 1) byte[] content)
            throws Exception {
        var label = new String[] {
                    "PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "DSA PRIVATE KEY"
                }
                [form];
        var pem = pem(label, content);
        assertThat(catchThrowableOfType(KeyMaterialException.class, () -> PrivateKeys.fromPem(pem, password())))
                .isNotNull();
    }

    @Property(tries = 500)
    void nonsenseIsNoCertificate(@ForAll @Size(min = 1) byte[] content) throws Exception {
        var pem = pem("CERTIFICATE", content);
        assertThat(catchThrowableOfType(KeyMaterialException.class, () -> Certificates.fromPem(pem)))
                .isNotNull();
    }

    private static Pem pem(String label, byte[] content) throws KeyMaterialException {
        var text = "-----BEGIN " + label + "-----\n" + Base64.getEncoder().encodeToString(content) + "\n-----END "
                + label + "-----\n";
        return Pem.parse(text.getBytes(US_ASCII), "test");
    }
}
