package io.securechannel.hybrid;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.keys.SigningKeyPair;
import io.securechannel.keys.SigningKeyType;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MessageSignerTest {

    private static final SigningKeyPair ED25519 = SigningKeyPair.generate(SigningKeyType.ED25519);
    private static final SigningKeyPair OTHER = SigningKeyPair.generate(SigningKeyType.ED25519);
    private static final SigningKeyPair ML_DSA = SigningKeyPair.generate(SigningKeyType.ML_DSA_65);
    private static final SigningKeyPair OTHER_ML_DSA = SigningKeyPair.generate(SigningKeyType.ML_DSA_65);
    private static final SigningKeyPair RSA = SigningKeyPair.generate(SigningKeyType.RSA_PSS_2048);

    private static final byte[] MESSAGE = "release 7 of the program".getBytes(UTF_8);
    private static final byte[] CHANGED = "release 8 of the program".getBytes(UTF_8);
    private static final byte[] OF_AN_ENVELOPE = "SecureChannel envelope signature v1\0".getBytes(UTF_8);

    @TempDir
    private Path directory;

    @AfterAll
    static void close() {
        keys().forEach(SigningKeyPair::close);
        OTHER.close();
        OTHER_ML_DSA.close();
    }

    static List<SigningKeyPair> keys() {
        return List.of(ED25519, ML_DSA, RSA);
    }

    static List<MessageSigner> signers() {
        return List.of(
                MessageSigner.of(ED25519),
                MessageSigner.of(ML_DSA),
                MessageSigner.of(RSA),
                MessageSigner.both(ED25519, ML_DSA),
                MessageSigner.both(RSA, ML_DSA));
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("keys")
    void aPlainSignatureOfAnySourceHoldsForAnySource(SigningKeyPair keys) throws Exception {
        var signer = MessageSigner.of(keys);
        var file = Files.write(directory.resolve("message"), MESSAGE);
        var verifier = MessageSigner.verifier(OTHER.publicKey(), OTHER_ML_DSA.publicKey(), keys.publicKey());
        for (var signature :
                List.of(signer.sign(MESSAGE), signer.sign(new ByteArrayInputStream(MESSAGE)), signer.sign(file))) {
            assertThat(verifier.verify(MESSAGE, signature)).isEqualTo(Sender.of(keys.publicKey()));
            assertThat(verifier.verify(new ByteArrayInputStream(MESSAGE), signature))
                    .isEqualTo(signer.sender());
            assertThat(verifier.verify(file, signature)).isEqualTo(signer.sender());
            refused(Reason.BAD_SIGNATURE, "get both again", () -> verifier.verify(CHANGED, signature));
            refused(
                    Reason.BAD_SIGNATURE,
                    "get both again",
                    () -> verifier.verify(new ByteArrayInputStream(CHANGED), signature));
        }
    }

    @ParameterizedTest
    @MethodSource("signers")
    void aNamedSignatureOfAnySourceHoldsForAnySource(MessageSigner signer) throws Exception {
        var file = Files.write(directory.resolve("message"), MESSAGE);
        var verifier = MessageSigner.verifier(
                signers().stream().map(MessageSigner::sender).toArray(Sender[]::new));
        for (var signature : List.of(
                signer.signDetached(MESSAGE),
                signer.signDetached(new ByteArrayInputStream(MESSAGE)),
                signer.signDetached(file))) {
            assertThat(signature.fingerprints()).isEqualTo(signer.sender().fingerprints());
            assertThat(verifier.verify(MESSAGE, signature)).isEqualTo(signer.sender());
            assertThat(verifier.verify(new ByteArrayInputStream(MESSAGE), signature))
                    .isEqualTo(signer.sender());
            assertThat(verifier.verify(file, signature)).isEqualTo(signer.sender());
            refused(Reason.BAD_SIGNATURE, signer.sender().toString(), () -> verifier.verify(CHANGED, signature));
            refused(
                    Reason.BAD_SIGNATURE,
                    signer.sender().toString(),
                    () -> verifier.verify(new ByteArrayInputStream(CHANGED), signature));
        }
    }

    @ParameterizedTest
    @MethodSource("signers")
    void somebodyElseIsUnknown(MessageSigner signer) throws Exception {
        var signature = signer.signDetached(MESSAGE);
        var verifier = MessageSigner.verifier(OTHER.publicKey(), OTHER_ML_DSA.publicKey());
        var error = refused(
                Reason.UNKNOWN_SENDER,
                "none of those expected (2): compare the fingerprints",
                () -> verifier.verify(MESSAGE, signature));
        assertThat(error.getMessage()).contains(signer.sender().fingerprints());
    }

    @ParameterizedTest
    @MethodSource("signers")
    void emptyAndLongMessagesAreMessages(MessageSigner signer) throws Exception {
        var verifier = MessageSigner.verifier(signer.sender());
        for (var message : List.of(new byte[0], new byte[31], new byte[32], new byte[33], new byte[200_001])) {
            var signature = signer.signDetached(new ByteArrayInputStream(message));
            assertThat(verifier.verify(message, signature)).isEqualTo(signer.sender());
            assertThat(verifier.verify(new ByteArrayInputStream(message), signature))
                    .isEqualTo(signer.sender());
            refused(
                    Reason.BAD_SIGNATURE,
                    "was changed",
                    () -> verifier.verify(new byte[message.length + 1], signature));
        }
    }

    /** Whoever expects both loses nothing by one that is taken away, replaced or repeated. */
    @Test
    void bothMeansBoth() throws Exception {
        var both = MessageSigner.both(ED25519, ML_DSA);
        var verifier = MessageSigner.verifier(both.sender());
        var whole = both.signDetached(MESSAGE);
        var classical = MessageSigner.of(ED25519).signDetached(MESSAGE);
        var postQuantum = MessageSigner.of(ML_DSA).signDetached(MESSAGE);
        assertThat(verifier.verify(MESSAGE, whole)).isEqualTo(both.sender());
        for (var one : List.of(classical, postQuantum)) {
            refused(Reason.UNKNOWN_SENDER, "a signature was taken away or added", () -> verifier.verify(MESSAGE, one));
        }
        var elsewhere = MessageSigner.both(ED25519, OTHER_ML_DSA).signDetached(MESSAGE);
        refused(
                Reason.UNKNOWN_SENDER,
                "ask the sender for the whole signature",
                () -> verifier.verify(MESSAGE, elsewhere));
        var one = MessageSigner.verifier(ED25519.publicKey(), ML_DSA.publicKey());
        refused(Reason.UNKNOWN_SENDER, "a signature was taken away or added", () -> one.verify(MESSAGE, whole));
    }

    /** One of two that does not hold is enough, in memory and from a stream. */
    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("classicalKeys")
    void bothHaveToHold(SigningKeyPair classical) throws Exception {
        var both = MessageSigner.both(classical, ML_DSA);
        var verifier = MessageSigner.verifier(both.sender());
        var right = both.signDetached(MESSAGE).entries();
        var wrong = both.signDetached(CHANGED).entries();
        for (var mixed : List.of(
                new DetachedSignature(List.of(right.get(0), wrong.get(1))),
                new DetachedSignature(List.of(wrong.get(0), right.get(1))))) {
            refused(Reason.BAD_SIGNATURE, both.sender().toString(), () -> verifier.verify(MESSAGE, mixed));
            refused(
                    Reason.BAD_SIGNATURE,
                    both.sender().toString(),
                    () -> verifier.verify(new ByteArrayInputStream(MESSAGE), mixed));
        }
    }

    static List<SigningKeyPair> classicalKeys() {
        return List.of(ED25519, RSA);
    }

    @Test
    void twoKeysMakeNoPlainSignature() throws Exception {
        var both = MessageSigner.both(ED25519, ML_DSA);
        assertThatThrownBy(() -> both.sign(MESSAGE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("signDetached gives both");
        assertThatThrownBy(() -> both.sign(InputStream.nullInputStream())).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> both.sign(directory)).isInstanceOf(IllegalStateException.class);
        var plain = MessageSigner.of(ED25519).sign(MESSAGE);
        refused(
                Reason.MALFORMED,
                "two keys make no plain signature",
                () -> MessageSigner.verifier(both.sender()).verify(MESSAGE, plain));
    }

    @Test
    void aSignatureFileIsNoPlainSignature() throws Exception {
        var encoded = MessageSigner.of(ED25519).signDetached(MESSAGE).encoded();
        var verifier = MessageSigner.verifier(ED25519.publicKey());
        refused(Reason.MALFORMED, "is read by DetachedSignature", () -> verifier.verify(MESSAGE, encoded));
        refused(Reason.MALFORMED, "of 0 bytes", () -> verifier.verify(MESSAGE, new byte[0]));
        refused(Reason.MALFORMED, "of 63 bytes", () -> verifier.verify(MESSAGE, new byte[63]));
    }

    /** Who signs "any message" must not sign an envelope with that. */
    @ParameterizedTest
    @MethodSource("signers")
    void whatEnvelopesSignIsNoMessage(MessageSigner signer) throws Exception {
        var file = Files.write(directory.resolve("message"), OF_AN_ENVELOPE);
        refused(Reason.NOT_GRANTED, "begins otherwise", () -> signer.signDetached(OF_AN_ENVELOPE));
        refused(Reason.NOT_GRANTED, "begins otherwise", () -> signer.signDetached(file));
        refused(
                Reason.NOT_GRANTED,
                "begins otherwise",
                () -> signer.signDetached(new SequenceInputStream(
                        new ByteArrayInputStream(OF_AN_ENVELOPE, 0, 5),
                        new ByteArrayInputStream(OF_AN_ENVELOPE, 5, OF_AN_ENVELOPE.length - 5))));
        var verifier = MessageSigner.verifier(signer.sender());
        var signature = signer.signDetached(MESSAGE);
        refused(Reason.NOT_GRANTED, "begins otherwise", () -> verifier.verify(OF_AN_ENVELOPE, signature));
        refused(Reason.NOT_GRANTED, "begins otherwise", () -> verifier.verify(file, signature));
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("keys")
    void whatEnvelopesSignHasNoPlainSignature(SigningKeyPair keys) throws Exception {
        var label = "SecureChannel envelope signature".getBytes(UTF_8);
        var signer = MessageSigner.of(keys);
        refused(Reason.NOT_GRANTED, "begins otherwise", () -> signer.sign(label));
        refused(Reason.NOT_GRANTED, "begins otherwise", () -> signer.sign(new ByteArrayInputStream(label)));
        assertThat(signer.sign("SecureChannel envelope signaturE".getBytes(UTF_8)))
                .isNotEmpty();
        assertThat(signer.sign("SecureChannel envelope signatur".getBytes(UTF_8)))
                .isNotEmpty();
    }

    @Test
    void ed25519HoldsItsMessageAndThatHasALimit() throws Exception {
        var large = directory.resolve("large");
        try (var file = new RandomAccessFile(large.toFile(), "rw")) {
            file.setLength(MessageInput.LARGEST_WHOLE + 1L);
        }
        var signer = MessageSigner.of(ED25519);
        refused(Reason.TOO_LARGE, "256 MiB", () -> signer.sign(large));
        var both = MessageSigner.both(ED25519, ML_DSA);
        refused(Reason.TOO_LARGE, "ML-DSA-65 or RSA", () -> both.signDetached(large));
        var verifier = MessageSigner.verifier(ED25519.publicKey());
        refused(Reason.TOO_LARGE, "signed envelope", () -> verifier.verify(large, signer.sign(MESSAGE)));
        refused(
                Reason.TOO_LARGE,
                "signed envelope",
                () -> MessageInput.whole(new ByteArrayInputStream(new byte[1_001]), 1_000));
        assertThat(MessageInput.whole(new ByteArrayInputStream(new byte[1_000]), 1_000))
                .hasSize(1_000);
    }

    @Test
    void closedKeysSignNoMore() {
        var keys = SigningKeyPair.generate(SigningKeyType.ML_DSA_65);
        var signer = MessageSigner.of(keys);
        keys.close();
        assertThatThrownBy(() -> signer.sign(MESSAGE)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> signer.sign(new ByteArrayInputStream(MESSAGE)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void somebodyHasToBeExpected() {
        assertThatThrownBy(() -> MessageSigner.verifier(new Sender[0]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("name those whose signatures count");
    }

    private static KeyMaterialException refused(Reason reason, String message, ThrowingCallable call) {
        var error = catchThrowableOfType(KeyMaterialException.class, call);
        assertThat(error).isNotNull();
        assertThat(error.reason()).isEqualTo(reason);
        assertThat(error).hasMessageContaining(message);
        return error;
    }
}
