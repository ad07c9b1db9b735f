package io.securechannel.examples.snippets;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.hybrid.HybridCipher;
import io.securechannel.hybrid.Progress;
import io.securechannel.hybrid.Sender;
import io.securechannel.hybrid.SignedOpener;
import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.EnvelopeKeyType;
import io.securechannel.keys.KeyFiles;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.keys.PasswordCost;
import io.securechannel.keys.SigningKeyPair;
import io.securechannel.keys.SigningKeyType;
import io.securechannel.secret.Password;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each snippet about envelopes in files does what the page around it says. */
@Timeout(60)
class EnvelopeSnippetsTest {

    private static final byte[] CONTEXT = "the plan".getBytes(UTF_8);
    private static final String TEXT = "what the three are to know, and nobody else; ".repeat(10);
    private static final SigningKeyPair ADA = SigningKeyPair.generate(SigningKeyType.ED25519);
    private static final EnvelopeKeyPair CAROL = EnvelopeKeyPair.generate(EnvelopeKeyType.X_WING);
    private static final EnvelopeKeyPair DAVE = EnvelopeKeyPair.generate(EnvelopeKeyType.X_WING);
    private static final EnvelopeKeyPair ERIN = EnvelopeKeyPair.generate(EnvelopeKeyType.X_WING);

    @TempDir
    private Path directory;

    private Path plan;
    private Path envelope;

    @BeforeEach
    void write() throws IOException {
        plan = Files.writeString(directory.resolve("plan"), TEXT);
        envelope = directory.resolve("plan.sealed");
        KeyFiles.writePem(CAROL.publicKey(), directory.resolve("carol.pub"));
        KeyFiles.writePem(DAVE.publicKey(), directory.resolve("dave.pub"));
    }

    private static Password password() {
        return Password.copyOf("only for tests".toCharArray());
    }

    private static void refuses(SignedOpener opener, Path envelope, Path plain, Reason reason) {
        assertThatExceptionOfType(KeyMaterialException.class)
                .isThrownBy(() -> opener.open(envelope, plain, CONTEXT, Progress.none()))
                .satisfies(error -> assertThat(error.reason()).isEqualTo(reason));
    }

    @Test
    void threePeopleGetAFile() throws Exception {
        try (var password = password()) {
            EnvelopeSnippets.makeKeys(directory, password);
            var sealer = EnvelopeSnippets.seal(directory, plan, CONTEXT, ADA);
            assertThat(EnvelopeSnippets.open(directory, password, CONTEXT, ADA.publicKey())
                            .sender())
                    .isEqualTo(Sender.of(ADA.publicKey()));
            assertThat(directory.resolve("plan.txt")).hasContent(TEXT);
            var carol = HybridCipher.opener(CAROL).from(ADA.publicKey());
            var end = EnvelopeSnippets.seek(envelope, CONTEXT, carol);
            assertThat(new String(end, UTF_8)).isEqualTo(TEXT.substring(TEXT.length() - 100));
            var out = new ByteArrayOutputStream();
            EnvelopeSnippets.streams(new ByteArrayInputStream(TEXT.getBytes(UTF_8)), out, CONTEXT, sealer);
            assertThat(carol.open(out.toByteArray(), CONTEXT)).asString(UTF_8).isEqualTo(TEXT);
            EnvelopeSnippets.progress(plan, envelope, CONTEXT, sealer);
        }
        EnvelopeSnippets.rewrap(envelope, CAROL, ERIN.publicKey(), DAVE.publicKey());
        var plain = directory.resolve("opened");
        refuses(HybridCipher.opener(DAVE).from(ADA.publicKey()), envelope, plain, Reason.NOT_OPENED);
        refuses(HybridCipher.opener(ERIN).from(ADA.publicKey()), envelope, plain, Reason.NOT_ADDRESSED);
        assertThat(plain).doesNotExist();
        EnvelopeSnippets.openAsAdded(envelope, plain, ERIN, ADA.publicKey(), CONTEXT);
        assertThat(plain).hasContent(TEXT);
    }

    @Test
    void keysComeFromTheKeyStore() throws Exception {
        try (var password = password()) {
            EnvelopeSnippets.fill(directory, password);
            try (var keys = KeyStoreManager.open(directory.resolve("ada.keys"), password)) {
                assertThat(EnvelopeSnippets.sealFromStore(keys, plan, envelope, CONTEXT, CAROL.publicKey()))
                        .isNotNull();
                try (var ada = keys.get("signing", SigningKeyPair.class)) {
                    var plain = directory.resolve("opened");
                    EnvelopeSnippets.both(keys, ada.publicKey()).open(envelope, plain, CONTEXT, Progress.none());
                    assertThat(plain).hasContent(TEXT);
                }
            }
        }
    }

    @Test
    void keysAreRotated() throws Exception {
        try (var password = password();
                var keys = KeyStoreManager.builder(directory.resolve("bob.keys"))
                        .passwordCost(PasswordCost.insecureForTests())
                        .create(password);
                var old = EnvelopeKeyPair.generate(EnvelopeKeyType.X_WING)) {
            keys.put("letters", old);
            HybridCipher.to(old.publicKey(), CAROL.publicKey())
                    .signedBy(ADA)
                    .seal(plan, envelope, CONTEXT, Progress.none());
            var fresh = EnvelopeSnippets.rotate(keys, directory);
            var plain = directory.resolve("opened");
            EnvelopeSnippets.both(keys, ADA.publicKey()).open(envelope, plain, CONTEXT, Progress.none());
            var recent = directory.resolve("recent");
            HybridCipher.to(fresh).signedBy(ADA).seal(plan, recent, CONTEXT, Progress.none());
            EnvelopeSnippets.both(keys, ADA.publicKey()).open(recent, plain, CONTEXT, Progress.none());
            assertThat(EnvelopeSnippets.renew(keys, directory)).isOne();
            refuses(HybridCipher.opener(old).from(ADA.publicKey()), envelope, plain, Reason.NOT_OPENED);
            var opener = EnvelopeSnippets.prune(keys, ADA.publicKey());
            refuses(EnvelopeSnippets.both(keys, ADA.publicKey()), envelope, plain, Reason.NOT_ADDRESSED);
            Files.delete(plain);
            opener.open(envelope, plain, CONTEXT, Progress.none());
            assertThat(Files.readAllBytes(plain)).isEqualTo(TEXT.getBytes(UTF_8));
            assertThat(keys.versions("letters", EnvelopeKeyPair.class)).hasSize(1);
        }
    }
}
