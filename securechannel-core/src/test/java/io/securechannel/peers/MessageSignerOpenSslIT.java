package io.securechannel.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.hybrid.MessageSigner;
import io.securechannel.hybrid.Sender;
import io.securechannel.keys.KeyFiles;
import io.securechannel.keys.SigningKeyPair;
import io.securechannel.keys.SigningKeyType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Plain signatures cross to OpenSSL and back, as docs/how-to/verify-a-signature.md says. */
@Tag("it")
@Timeout(60)
class MessageSignerOpenSslIT {

    @TempDir
    Path directory;

    @BeforeEach
    void writeMessages() throws Exception {
        Program.require("openssl");
        Files.writeString(file("message"), "release 7 of the program\n");
        Files.writeString(file("changed"), "release 8 of the program\n");
    }

    @ParameterizedTest
    @EnumSource(names = "ML_DSA_65", mode = EnumSource.Mode.EXCLUDE)
    void opensslVerifiesOurs(SigningKeyType type) throws Exception {
        try (var keys = SigningKeyPair.generate(type)) {
            KeyFiles.writePem(keys.publicKey(), file("key.pub"));
            Files.write(file("signature"), MessageSigner.of(keys).sign(file("message")));
        }
        try (var openssl = verify(type, "message")) {
            assertThat(openssl.awaitExit()).as("%s", openssl).isZero();
            assertThat(openssl.output()).containsPattern("Signature Verified Successfully|Verified OK");
        }
        try (var openssl = verify(type, "changed")) {
            assertThat(openssl.awaitExit()).as("%s", openssl).isNotZero();
        }
    }

    @ParameterizedTest
    @EnumSource(names = "ML_DSA_65", mode = EnumSource.Mode.EXCLUDE)
    void weVerifyThoseOfOpenssl(SigningKeyType type) throws Exception {
        try (var keys = SigningKeyPair.generate(type)) {
            KeyFiles.writePem(keys, file("key.pem"));
            try (var openssl = sign(type)) {
                assertThat(openssl.awaitExit()).as("%s", openssl).isZero();
            }
            var signature = Files.readAllBytes(file("signature"));
            var verifier = MessageSigner.verifier(keys.publicKey());
            assertThat(verifier.verify(file("message"), signature)).isEqualTo(Sender.of(keys.publicKey()));
            var error =
                    catchThrowableOfType(KeyMaterialException.class, () -> verifier.verify(file("changed"), signature));
            assertThat(error.reason()).isEqualTo(Reason.BAD_SIGNATURE);
        }
    }

    private Program verify(SigningKeyType type, String message) throws Exception {
        return type == SigningKeyType.ED25519
                ? openssl("pkeyutl -verify -pubin -inkey key.pub -rawin -in " + message + " -sigfile signature")
                : openssl("dgst -sha256 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:32 -verify key.pub"
                        + " -signature signature " + message);
    }

    private Program sign(SigningKeyType type) throws Exception {
        return type == SigningKeyType.ED25519
                ? openssl("pkeyutl -sign -inkey key.pem -rawin -in message -out signature")
                : openssl("dgst -sha256 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:32 -sign key.pem"
                        + " -out signature message");
    }

    /** Names of files stand for files in the directory. */
    private Program openssl(String arguments) throws Exception {
        var names = List.of("key.pub", "key.pem", "message", "changed", "signature");
        var command = new ArrayList<>(List.of("openssl"));
        for (var argument : arguments.split(" ", -1)) {
            command.add(names.contains(argument) ? file(argument).toString() : argument);
        }
        return Program.start(command);
    }

    private Path file(String name) {
        return directory.resolve(name);
    }
}
