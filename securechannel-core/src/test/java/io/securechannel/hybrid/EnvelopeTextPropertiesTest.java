package io.securechannel.hybrid;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.EnvelopeKeyType;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

@Tag("verify")
class EnvelopeTextPropertiesTest {

    private static EnvelopeKeyPair bob;

    @BeforeContainer
    static void makeKeys() {
        bob = EnvelopeKeyPair.generate(EnvelopeKeyType.X25519);
    }

    @AfterContainer
    static void closeKeys() {
        bob.close();
    }

    @Property(tries = 100)
    void everyTextGivesTheEnvelopeBack(@ForAll @Size(max = 200) byte[] plaintext) throws Exception {
        var envelope = HybridCipher.to(bob.publicKey()).unsigned().seal(plaintext, new byte[0]);
        assertThat(EnvelopeText.fromJson(EnvelopeText.json(envelope))).isEqualTo(envelope);
        assertThat(EnvelopeText.dearmor(EnvelopeText.armor(envelope))).isEqualTo(envelope);
        assertThat(EnvelopeText.fromCompact(EnvelopeText.compact(envelope))).isEqualTo(envelope);
    }

    /** What is still read is an envelope that JSON gives back, and it is not opened unless it is the one that was sealed. */
    @Property(tries = 200)
    void aChangedCharacterIsRefusedOrNotOpened(
            @ForAll @Size(max = 40) byte[] plaintext,
            @ForAll @IntRange(max = 99_999) int place,
            @ForAll @IntRange(min = 1, max = 126) char value)
            throws Exception {
        var envelope = HybridCipher.to(bob.publicKey()).unsigned().seal(plaintext, new byte[0]);
        var text = new StringBuilder(EnvelopeText.json(envelope));
        text.setCharAt(place % text.length(), value);
        try {
            var read = EnvelopeText.fromJson(text.toString());
            assertThat(EnvelopeText.fromJson(EnvelopeText.json(read))).isEqualTo(read);
            if (!Arrays.equals(read, envelope)) {
                assertThat(catchThrowable(
                                () -> HybridCipher.opener(bob).unsigned().open(read, new byte[0])))
                        .isInstanceOf(KeyMaterialException.class);
            }
        } catch (KeyMaterialException e) {
            assertThat(e.reason()).isIn(Reason.MALFORMED, Reason.TOO_NEW);
        }
    }

    @Property(tries = 200)
    void nonsenseIsNoEnvelope(@ForAll String nonsense, @ForAll @Size(max = 100) byte[] bytes) {
        for (var text : new String[] {nonsense, new String(bytes, ISO_8859_1), "{\"envelope\":1," + nonsense}) {
            assertThat(catchThrowable(() -> EnvelopeText.fromJson(text))).isInstanceOf(KeyMaterialException.class);
            assertThat(catchThrowable(() -> EnvelopeText.fromCompact(text))).isInstanceOf(KeyMaterialException.class);
            assertThat(catchThrowable(() -> EnvelopeText.dearmor(text))).isInstanceOf(KeyMaterialException.class);
        }
    }
}
