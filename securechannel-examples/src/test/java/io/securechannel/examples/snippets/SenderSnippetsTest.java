package io.securechannel.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.examples.InProcess;
import io.securechannel.hybrid.HybridCipher;
import io.securechannel.hybrid.Sender;
import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.EnvelopeKeyType;
import io.securechannel.keys.KeyFiles;
import io.securechannel.keys.SigningKeyPair;
import io.securechannel.keys.SigningKeyType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each snippet about the sender of an envelope does what the page around it says. */
class SenderSnippetsTest {

    private static final byte[] PLAINTEXT = "the plan".getBytes(StandardCharsets.UTF_8);
    private static final byte[] CONTEXT = "plans".getBytes(StandardCharsets.UTF_8);

    private final SigningKeyPair ada = SigningKeyPair.generate(SigningKeyType.ED25519);
    private final SigningKeyPair mallory = SigningKeyPair.generate(SigningKeyType.ED25519);
    private final EnvelopeKeyPair bob = EnvelopeKeyPair.generate(EnvelopeKeyType.X_WING);

    @TempDir
    private Path directory;

    private byte[] sealed() {
        return HybridCipher.to(bob.publicKey()).signedBy(ada).seal(PLAINTEXT, CONTEXT);
    }

    private static void assertRefused(Reason reason, ThrowingCallable action) {
        assertThatThrownBy(action)
                .isInstanceOfSatisfying(
                        KeyMaterialException.class,
                        refused -> assertThat(refused.reason()).isEqualTo(reason));
    }

    @Test
    void aKeyIsTakenIfItsFingerprintIsTheOneThatWasTold() throws Exception {
        var file = directory.resolve("ada.pub");
        KeyFiles.writePem(ada.publicKey(), file);
        var told = ada.publicKey().fingerprint();
        assertThat(SenderSnippets.learn(file, told)).isEqualTo(ada.publicKey());
        KeyFiles.writePem(mallory.publicKey(), file);
        assertRefused(Reason.UNKNOWN_SENDER, () -> SenderSnippets.learn(file, told));
    }

    @Test
    void theSenderIsOneOfThoseExpected() throws Exception {
        var opened = SenderSnippets.open(bob, mallory.publicKey(), ada.publicKey(), sealed(), CONTEXT);
        assertThat(opened.sender()).isEqualTo(Sender.of(ada.publicKey()));
        var unsigned = HybridCipher.to(bob.publicKey()).unsigned().seal(PLAINTEXT, CONTEXT);
        assertRefused(
                Reason.NOT_SIGNED,
                () -> SenderSnippets.open(bob, ada.publicKey(), mallory.publicKey(), unsigned, CONTEXT));
        var strange = HybridCipher.to(bob.publicKey()).signedBy(mallory).seal(PLAINTEXT, CONTEXT);
        assertRefused(
                Reason.UNKNOWN_SENDER,
                () -> SenderSnippets.open(bob, ada.publicKey(), ada.publicKey(), strange, CONTEXT));
    }

    @Test
    void twoKeysAreOneSender() throws Exception {
        try (var second = SigningKeyPair.generate(SigningKeyType.ML_DSA_65)) {
            var envelope = SenderSnippets.both(bob.publicKey(), ada, second, PLAINTEXT, CONTEXT);
            assertThat(SenderSnippets.openBoth(bob, ada.publicKey(), second.publicKey(), envelope, CONTEXT))
                    .isEqualTo(PLAINTEXT);
            assertRefused(
                    Reason.UNKNOWN_SENDER,
                    () -> SenderSnippets.openBoth(bob, ada.publicKey(), second.publicKey(), sealed(), CONTEXT));
        }
    }

    @Test
    void anEnvelopeCountsOnceAlsoAfterARestart() throws Exception {
        var line = new InProcess(directory);
        line.store("keys init");
        var envelope = sealed();
        try (var keys = line.open()) {
            assertThat(SenderSnippets.once(keys, bob, ada.publicKey(), envelope, CONTEXT))
                    .isEqualTo(PLAINTEXT);
        }
        try (var keys = line.open()) {
            assertRefused(Reason.REPLAYED, () -> SenderSnippets.once(keys, bob, ada.publicKey(), envelope, CONTEXT));
        }
    }

    @Test
    void whatWasPassedOnSaysSo() throws Exception {
        try (var dave = EnvelopeKeyPair.generate(EnvelopeKeyType.X_WING)) {
            var passed = HybridCipher.rewrapper(bob).add(dave.publicKey()).rewrap(sealed());
            assertRefused(
                    Reason.NOT_ADDRESSED,
                    () -> HybridCipher.opener(dave).from(ada.publicKey()).open(passed, CONTEXT));
            assertThat(SenderSnippets.passedOn(dave, ada.publicKey(), passed, CONTEXT))
                    .isEqualTo(PLAINTEXT);
        }
    }
}
