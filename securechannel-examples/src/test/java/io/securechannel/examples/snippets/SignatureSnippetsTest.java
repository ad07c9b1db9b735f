package io.securechannel.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.hybrid.Sender;
import io.securechannel.keys.KeyFiles;
import io.securechannel.keys.SigningKeyPair;
import io.securechannel.keys.SigningKeyType;
import io.securechannel.secret.Password;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each snippet about signatures does what the page around it says. */
@Timeout(60)
class SignatureSnippetsTest {

    @TempDir
    private Path directory;

    @Test
    void aSignedFileIsVerifiedAndAChangedOneIsNot() throws Exception {
        var file = Files.writeString(directory.resolve("program.zip"), "version 7");
        try (var ada = SigningKeyPair.generate(SigningKeyType.ED25519);
                var bob = SigningKeyPair.generate(SigningKeyType.ED25519);
                var password = Password.copyOf("only for tests".toCharArray())) {
            KeyFiles.writePem(ada, directory.resolve("ada.key"), password);
            KeyFiles.writePem(ada.publicKey(), directory.resolve("ada.pub"));
            KeyFiles.writePem(bob.publicKey(), directory.resolve("bob.pub"));
            SignatureSnippets.signFile(directory, file, password);
            assertThat(SignatureSnippets.verifyFile(directory, file)).isEqualTo(Sender.of(ada.publicKey()));
            Files.writeString(file, "version 8");
            var error = catchThrowableOfType(
                    KeyMaterialException.class, () -> SignatureSnippets.verifyFile(directory, file));
            assertThat(error.reason()).isEqualTo(Reason.BAD_SIGNATURE);
        }
    }

    @Test
    void twoKeysMakeTwoSignaturesAndOneKeyAPlainOne() throws Exception {
        var file = Files.writeString(directory.resolve("program.zip"), "version 7");
        try (var classical = SigningKeyPair.generate(SigningKeyType.ED25519);
                var postQuantum = SigningKeyPair.generate(SigningKeyType.ML_DSA_65)) {
            assertThat(SignatureSnippets.signBoth(classical, postQuantum, file).fingerprints())
                    .containsExactly(
                            classical.publicKey().fingerprint(),
                            postQuantum.publicKey().fingerprint());
            assertThat(SignatureSnippets.signPlain(classical, file)).hasSize(64);
            assertThat(SignatureSnippets.signPlain(postQuantum, file)).hasSize(3_309);
        }
    }
}
