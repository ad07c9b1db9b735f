package io.securechannel.hybrid;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.keys.SigningKeyPair;
import io.securechannel.keys.SigningKeyType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DetachedSignatureTest {

    private static DetachedSignature one;
    private static DetachedSignature two;

    @TempDir
    private Path directory;

    @BeforeAll
    static void sign() throws Exception {
        try (var classical = SigningKeyPair.generate(SigningKeyType.ED25519);
                var postQuantum = SigningKeyPair.generate(SigningKeyType.ML_DSA_65)) {
            one = MessageSigner.of(classical).signDetached(new byte[10]);
            two = MessageSigner.both(classical, postQuantum).signDetached(new byte[10]);
        }
    }

    @Test
    void theBinaryFormIsAsItIsWritten() {
        var bytes = one.encoded();
        assertThat(bytes).hasSize(4 + 1 + 1 + 1 + 32 + 2 + 64);
        assertThat(Arrays.copyOf(bytes, 7)).isEqualTo(HexFormat.of().parseHex("53435347" + "01" + "01" + "01"));
        assertThat(Arrays.copyOfRange(bytes, 39, 41)).isEqualTo(new byte[] {0, 64});
        assertThat(Arrays.copyOfRange(bytes, 41, bytes.length))
                .isEqualTo(one.signatures().get(0));
        assertThat(two.encoded()).hasSize(6 + 35 + 64 + 35 + 3_309);
        assertThat(two.encoded()[6 + 35 + 64]).isEqualTo((byte) 2);
    }

    @Test
    void everyFormReadsBack() throws Exception {
        for (var signature : new DetachedSignature[] {one, two}) {
            assertThat(DetachedSignature.of(signature.encoded())).isEqualTo(signature);
            assertThat(DetachedSignature.fromArmor(signature.armored())).isEqualTo(signature);
            assertThat(DetachedSignature.fromArmor(signature.armored().replace("\n", "\r\n")))
                    .isEqualTo(signature)
                    .hasSameHashCodeAs(signature);
            var file = directory.resolve("message.sig");
            signature.write(file);
            assertThat(file).hasContent(signature.armored());
            assertThat(DetachedSignature.read(file)).isEqualTo(signature);
            Files.write(file, signature.encoded());
            assertThat(DetachedSignature.read(file)).isEqualTo(signature);
        }
        assertThat(one).isNotEqualTo(two).doesNotHaveSameHashCodeAs(two);
        assertThat(two.armored()).startsWith("-----BEGIN SECURECHANNEL SIGNATURE-----\n");
        assertThat(two)
                .hasToString(
                        "signature said to be by Ed25519 " + two.fingerprints().get(0) + " and ML-DSA-65 "
                                + two.fingerprints().get(1));
    }

    @Test
    void whatIsCutIsRefused() {
        for (var whole : new byte[][] {one.encoded(), two.encoded()}) {
            for (int length = 0; length < whole.length; length++) {
                var cut = Arrays.copyOf(whole, length);
                refused(Reason.MALFORMED, "not a signature file", () -> DetachedSignature.of(cut));
            }
            refused(
                    Reason.MALFORMED,
                    "something follows",
                    () -> DetachedSignature.of(Arrays.copyOf(whole, whole.length + 1)));
        }
        refused(Reason.MALFORMED, "cut off", () -> DetachedSignature.of(Arrays.copyOf(one.encoded(), 6)));
        var text = two.armored();
        for (int length = 0; length < text.length() - 1; length += 1 + length / 300) {
            var cut = text.substring(0, length);
            refused(Reason.MALFORMED, "whole and unchanged", () -> DetachedSignature.fromArmor(cut));
        }
    }

    @Test
    void everyFieldIsChecked() {
        refused(Reason.MALFORMED, "does not begin as one", () -> changed(one, 0, 'X'));
        refused(Reason.MALFORMED, "version 0", () -> changed(one, 4, 0));
        refused(Reason.TOO_NEW, "a later version of the library", () -> changed(one, 4, 2));
        refused(Reason.MALFORMED, "holds 0 signatures", () -> changed(one, 5, 0));
        refused(Reason.MALFORMED, "cut off", () -> changed(one, 5, 2));
        refused(Reason.MALFORMED, "holds 3 signatures", () -> changed(two, 5, 3));
        refused(Reason.MALFORMED, "something follows", () -> changed(two, 5, 1));
        refused(Reason.UNSUPPORTED, "algorithm 0", () -> changed(one, 6, 0));
        refused(Reason.UNSUPPORTED, "algorithm 255", () -> changed(one, 6, 255));
        var withoutSignature = Arrays.copyOf(one.encoded(), 6 + 35);
        withoutSignature[6] = 9;
        refused(Reason.UNSUPPORTED, "algorithm 9", () -> DetachedSignature.of(withoutSignature));
        refused(Reason.MALFORMED, "64 bytes are no length of a signature by ML-DSA-65", () -> changed(one, 6, 2));
        refused(Reason.MALFORMED, "16448 bytes", () -> changed(one, 39, 64));
        refused(Reason.MALFORMED, "65344 bytes", () -> changed(one, 39, 255));
    }

    @Test
    void twoHaveTheirRoles() {
        var entries = two.entries();
        for (var wrong : new int[][] {{1, 0}, {0, 0}, {1, 1}}) {
            var encoded = new DetachedSignature(
                            Arrays.stream(wrong).mapToObj(entries::get).toList())
                    .encoded();
            refused(Reason.MALFORMED, "the second ML-DSA-65", () -> DetachedSignature.of(encoded));
        }
    }

    /** The key that it names is not the one of the algorithm that it names. */
    @Test
    void aChangedAlgorithmIsNoSender() throws Exception {
        try (var rsa = SigningKeyPair.generate(SigningKeyType.RSA_PSS_2048);
                var ed25519 = SigningKeyPair.generate(SigningKeyType.ED25519)) {
            var hashOfOther = MessageSigner.of(rsa).signDetached(new byte[10]).encoded();
            var signature = MessageSigner.of(ed25519).signDetached(new byte[10]).encoded();
            System.arraycopy(hashOfOther, 7, signature, 7, 32);
            var forged = DetachedSignature.of(signature);
            refused(
                    Reason.UNKNOWN_SENDER,
                    "no sender with just these keys",
                    () -> MessageSigner.verifier(rsa.publicKey()).verify(new byte[10], forged));
        }
    }

    @Test
    void otherFilesAreRefused() throws Exception {
        var file = directory.resolve("other");
        refused(Reason.UNREADABLE, "does not exist", () -> DetachedSignature.read(file));
        Files.write(file, new byte[0]);
        refused(Reason.MALFORMED, "does not begin as one", () -> DetachedSignature.read(file));
        Files.write(file, new byte[8_192]);
        refused(Reason.MALFORMED, "does not begin as one", () -> DetachedSignature.read(file));
        Files.write(file, new byte[8_193]);
        refused(Reason.TOO_LARGE, "not a signature file", () -> DetachedSignature.read(file));
        Files.write(file, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n".getBytes(US_ASCII));
        refused(
                Reason.MALFORMED,
                "does not begin with -----BEGIN SECURECHANNEL SIGNATURE-----",
                () -> DetachedSignature.read(file));
        refused(Reason.MALFORMED, "whole and unchanged", () -> DetachedSignature.fromArmor("A".repeat(8_192)));
        refused(Reason.TOO_LARGE, "the text", () -> DetachedSignature.fromArmor("A".repeat(8_193)));
    }

    private static void changed(DetachedSignature signature, int place, int value) throws KeyMaterialException {
        var bytes = signature.encoded();
        bytes[place] = (byte) value;
        DetachedSignature.of(bytes);
    }

    private static void refused(Reason reason, String message, ThrowingCallable call) {
        var error = catchThrowableOfType(KeyMaterialException.class, call);
        assertThat(error).isNotNull();
        assertThat(error.reason()).isEqualTo(reason);
        assertThat(error).hasMessageContaining(message);
    }
}
