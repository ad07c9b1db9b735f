package io.securechannel.hybrid;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.keys.SigningKeyPair;
import io.securechannel.keys.SigningKeyType;
import java.io.ByteArrayInputStream;
import java.util.Arrays;
import java.util.EnumSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

@Tag("verify")
class MessageSignerPropertiesTest {

    private static SigningKeyPair classical;
    private static SigningKeyPair postQuantum;
    private static MessageSigner signer;
    private static MessageVerifier verifier;

    @BeforeContainer
    static void makeKeys() {
        classical = SigningKeyPair.generate(SigningKeyType.ED25519);
        postQuantum = SigningKeyPair.generate(SigningKeyType.ML_DSA_65);
        signer = MessageSigner.both(classical, postQuantum);
        verifier = MessageSigner.verifier(signer.sender());
    }

    @AfterContainer
    static void closeKeys() {
        classical.close();
        postQuantum.close();
    }

    @Property(tries = 50)
    void whatIsSignedIsVerified(@ForAll @Size(max = 300) byte[] message) throws Exception {
        var signature = signer.signDetached(message);
        var read = DetachedSignature.fromArmor(signature.armored());
        assertThat(verifier.verify(new ByteArrayInputStream(message), read)).isEqualTo(signer.sender());
    }

    @Property(tries = 200)
    void aFlippedBitIsRefused(
            @ForAll @Size(min = 1, max = 300) byte[] message,
            @ForAll @IntRange(max = 99_999) int place,
            @ForAll @IntRange(max = 7) int bit)
            throws Exception {
        var signature = signer.signDetached(message);
        var changed = message.clone();
        changed[place % changed.length] ^= (byte) (1 << bit);
        assertThat(catchThrowable(() -> verifier.verify(changed, signature)))
                .isInstanceOfSatisfying(
                        KeyMaterialException.class,
                        error -> assertThat(error.reason()).isEqualTo(Reason.BAD_SIGNATURE));
        var encoded = signature.encoded();
        encoded[place % encoded.length] ^= (byte) (1 << bit);
        assertThat(catchThrowable(() -> verifier.verify(message, DetachedSignature.of(encoded))))
                .isInstanceOfSatisfying(
                        KeyMaterialException.class,
                        error -> assertThat(error.reason())
                                .isIn(EnumSet.of(
                                        Reason.BAD_SIGNATURE,
                                        Reason.UNKNOWN_SENDER,
                                        Reason.MALFORMED,
                                        Reason.UNSUPPORTED,
                                        Reason.TOO_NEW)));
    }

    @Property(tries = 1_000)
    void nonsenseIsNoSignature(@ForAll @Size(max = 300) byte[] nonsense) {
        assertThat(catchThrowable(() -> DetachedSignature.of(nonsense))).isInstanceOf(KeyMaterialException.class);
        var begun = Arrays.copyOf("SCSG\1\1".getBytes(US_ASCII), 6 + nonsense.length);
        System.arraycopy(nonsense, 0, begun, 6, nonsense.length);
        assertThat(catchThrowable(() -> DetachedSignature.of(begun))).isInstanceOf(KeyMaterialException.class);
    }

    @Property(tries = 300)
    void nonsenseIsNoText(@ForAll String nonsense) {
        assertThat(catchThrowable(() -> DetachedSignature.fromArmor(nonsense)))
                .isInstanceOf(KeyMaterialException.class);
    }
}
