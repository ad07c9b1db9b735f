package io.securechannel.examples.snippets;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.hybrid.EnvelopeInfo;
import io.securechannel.hybrid.HybridCipher;
import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.EnvelopeKeyType;
import io.securechannel.keys.KeyFiles;
import io.securechannel.keys.SigningKeyPair;
import io.securechannel.keys.SigningKeyType;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An archive that was sealed to an RSA key moves to an X-Wing key, as the page says. */
@Timeout(60)
class RsaSnippetsTest {

    private static final byte[] TEXT = "meet me at noon".getBytes(UTF_8);
    private static final byte[] CONTEXT = "conversation 7".getBytes(UTF_8);

    @TempDir
    private Path directory;

    @Test
    void theReadmesEnvelopeOpens() throws Exception {
        try (var bob = EnvelopeKeyPair.generate(EnvelopeKeyType.X_WING);
                var carol = EnvelopeKeyPair.generate(EnvelopeKeyType.X_WING);
                var ada = SigningKeyPair.generate(SigningKeyType.ED25519)) {
            byte[] envelope = RsaSnippets.envelope(bob.publicKey(), carol.publicKey(), ada, TEXT, CONTEXT);
            assertThat(RsaSnippets.opened(bob, ada.publicKey(), envelope, CONTEXT))
                    .isEqualTo(TEXT);
            assertThat(RsaSnippets.opened(carol, ada.publicKey(), envelope, CONTEXT))
                    .isEqualTo(TEXT);
        }
    }

    @Test
    void anArchiveMovesFromRsa() throws Exception {
        try (var rsa = EnvelopeKeyPair.generate(EnvelopeKeyType.RSA_2048);
                var ada = SigningKeyPair.generate(SigningKeyType.ED25519)) {
            KeyFiles.writePem(rsa, directory.resolve("bob-rsa.key"));
            KeyFiles.writePem(rsa.publicKey(), directory.resolve("bob-rsa.pub"));
            byte[] envelope = RsaSnippets.toRsa(directory, ada, TEXT, CONTEXT);
            assertThat(EnvelopeInfo.of(envelope).slots()).containsExactly("RSA-OAEP-SHA256");
            assertThat(HybridCipher.to(rsa.publicKey()).warnings())
                    .singleElement()
                    .asString()
                    .contains("2048 bits", "X-Wing");

            var fresh = RsaSnippets.newKey(directory);
            byte[] moved = RsaSnippets.moved(directory, envelope);
            assertThat(EnvelopeInfo.of(moved).postQuantum()).isTrue();
            assertThat(EnvelopeInfo.of(moved).isFor(fresh)).isTrue();
            assertThat(RsaSnippets.openMoved(directory, ada.publicKey(), moved, CONTEXT))
                    .isEqualTo(TEXT);
            var error = catchThrowableOfType(
                    KeyMaterialException.class,
                    () -> HybridCipher.opener(rsa).from(ada.publicKey()).open(moved, CONTEXT));
            assertThat(error.reason()).isEqualTo(Reason.NOT_OPENED);
        }
    }

    @Test
    void aPinnedKeyIsSealedToAndOpenedOnce() throws Exception {
        try (var server = EnvelopeKeyPair.generate(EnvelopeKeyType.P256);
                var ada = SigningKeyPair.generate(SigningKeyType.ED25519);
                var bob = SigningKeyPair.generate(SigningKeyType.ED25519)) {
            var pem = KeyFiles.toPem(server.publicKey());
            var known = server.publicKey().fingerprint();
            byte[] envelope = RsaSnippets.sealPinned(pem, known, ada, TEXT, CONTEXT);
            var opener = RsaSnippets.receiving(server, ada.publicKey(), bob.publicKey());
            assertThat(opener.open(envelope, CONTEXT)).isEqualTo(TEXT);
            var error = catchThrowableOfType(KeyMaterialException.class, () -> opener.open(envelope, CONTEXT));
            assertThat(error.reason()).isEqualTo(Reason.REPLAYED);
            assertThatIOException()
                    .isThrownBy(() -> RsaSnippets.sealPinned(pem, "SHA256:another", ada, TEXT, CONTEXT))
                    .withMessageContaining(known)
                    .withMessageContaining("SHA256:another");
        }
    }
}
