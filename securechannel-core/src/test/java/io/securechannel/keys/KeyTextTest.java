package io.securechannel.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Public keys as text, as protocols carry them: the same as in files, and as strict. */
@Tag("verify")
class KeyTextTest {

    @Test
    void eachRoleComesBack(@TempDir Path directory) throws Exception {
        try (var envelope = EnvelopeKeyPair.generate(EnvelopeKeyType.RSA_2048);
                var signing = SigningKeyPair.generate(SigningKeyType.ED25519);
                var noise = NoiseKeyPair.generate()) {
            var text = KeyFiles.toPem(envelope.publicKey());
            KeyFiles.writePem(envelope.publicKey(), directory.resolve("key"));
            assertThat(text).isEqualTo(Files.readString(directory.resolve("key")));
            assertThat(KeyFiles.parseEnvelopePublicKey(text)).isEqualTo(envelope.publicKey());
            assertThat(KeyFiles.parseEnvelopePublicKey("from Ada\r\n" + text.replace("\n", "\r\n")))
                    .isEqualTo(envelope.publicKey());
            assertThat(KeyFiles.parseSigningPublicKey(KeyFiles.toPem(signing.publicKey())))
                    .isEqualTo(signing.publicKey());
            assertThat(KeyFiles.parseNoisePublicKey(KeyFiles.toPem(noise.publicKey())))
                    .isEqualTo(noise.publicKey());
        }
    }

    @Test
    void whatIsNoKeyIsRefused() {
        var signing = SigningKeyPair.generate(SigningKeyType.ED25519);
        var text = KeyFiles.toPem(signing.publicKey());
        assertThat(refused(text).reason()).isEqualTo(Reason.WRONG_KIND);
        assertThat(refused(text).getMessage()).startsWith("the text of the public key ");
        assertThat(refused("").reason()).isEqualTo(Reason.MISSING);
        assertThat(refused("server.pem").reason()).isEqualTo(Reason.MISSING);
        assertThat(refused(text + text).reason()).isEqualTo(Reason.MALFORMED);
        assertThat(refused(text.substring(0, 60)).reason()).isEqualTo(Reason.MALFORMED);
        assertThat(refused(text.replaceFirst("\n.", "\n\u4e16")).reason()).isEqualTo(Reason.MALFORMED);
        assertThat(refused("x".repeat((1 << 20) + 1)).reason()).isEqualTo(Reason.TOO_LARGE);
    }

    @Test
    void cutAndChangedTextsNeverFailOtherwise() throws Exception {
        try (var keys = EnvelopeKeyPair.generate(EnvelopeKeyType.P256)) {
            var text = KeyFiles.toPem(keys.publicKey());
            int end = text.indexOf("-----END") + "-----END PUBLIC KEY-----".length();
            for (int length = 0; length < end; length++) {
                assertThat(refused(text.substring(0, length)).reason()).isIn(Reason.MISSING, Reason.MALFORMED);
            }
            var random = new Random(7);
            for (int i = 0; i < 500; i++) {
                var changed = new StringBuilder(text);
                changed.setCharAt(random.nextInt(text.length()), (char) random.nextInt(0x3000));
                try {
                    assertThat(KeyFiles.parseEnvelopePublicKey(changed.toString()))
                            .isNotNull();
                } catch (KeyMaterialException e) {
                    assertThat(e.getMessage()).isNotBlank();
                }
            }
        }
    }

    private static KeyMaterialException refused(String text) {
        var error = catchThrowableOfType(KeyMaterialException.class, () -> KeyFiles.parseEnvelopePublicKey(text));
        assertThat(error).as(text).isNotNull();
        return error;
    }
}
