package io.securechannel.hybrid;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.testkit.fuzz.FuzzInput;
import io.securechannel.testkit.fuzz.FuzzKeys;
import io.securechannel.testkit.fuzz.FuzzTarget;
import io.securechannel.testkit.fuzz.Refusals;
import java.io.ByteArrayInputStream;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Armor, the compact form, JSON, detached signatures and the list of seen envelopes: what is read is written as the same; armor is read alike in
 * memory and as a stream.
 */
class EnvelopeTextFuzz extends FuzzTarget {

    private static final Set<Reason> REFUSALS =
            EnumSet.of(Reason.MALFORMED, Reason.TOO_NEW, Reason.TOO_LARGE, Reason.NOT_OPENED, Reason.UNSUPPORTED);

    @Override
    protected List<byte[]> seeds() throws Exception {
        var envelope = HybridCipher.to(FuzzKeys.envelope(4).publicKey())
                .allowClassical()
                .unsigned()
                .seal(new byte[3], new byte[0]);
        var signature = MessageSigner.of(FuzzKeys.signing(6)).signDetached(new byte[1]);
        var guard = new SeenEnvelopes(5);
        guard.add(new SeenEnvelope(new byte[SeenEnvelope.HASH_LENGTH], 7));
        return List.of(
                FuzzInput.of(0, utf8(EnvelopeText.armor(envelope))),
                FuzzInput.of(1, utf8(EnvelopeText.compact(envelope))),
                FuzzInput.of(2, utf8(EnvelopeText.json(envelope))),
                FuzzInput.of(3, signature.encoded()),
                FuzzInput.of(4, utf8(signature.armored())),
                FuzzInput.of(5, SeenEnvelopesCodec.write(guard)));
    }

    @Override
    protected List<String> words() {
        return List.of(
                "-----BEGIN SECURECHANNEL ENVELOPE-----\n",
                "-----END SECURECHANNEL ENVELOPE-----\n",
                "\r\n",
                "SCEV",
                "U0NFVg",
                "\"slots\":[",
                "{\"type\":",
                "\"hint\":",
                "\"body\":",
                "\"version\":");
    }

    @Override
    protected List<String> followed() {
        return List.of("com.google.gson");
    }

    @Override
    protected void run(byte[] input) throws Exception {
        var in = new FuzzInput(input);
        int form = in.choice(6);
        var bytes = in.rest();
        var text = latin1(bytes);
        switch (form) {
            case 0 -> armor(text, bytes);
            case 1 -> {
                var read = Refusals.read(REFUSALS, () -> EnvelopeText.fromCompact(text));
                if (read.isPresent()) {
                    assertThat(EnvelopeText.compact(read.get())).isEqualTo(text);
                }
            }
            case 2 -> {
                var read = Refusals.read(REFUSALS, () -> EnvelopeText.fromJson(text));
                if (read.isPresent()) {
                    assertThat(EnvelopeText.fromJson(EnvelopeText.json(read.get())))
                            .isEqualTo(read.get());
                }
            }
            case 3 ->
                Refusals.read(REFUSALS, () -> DetachedSignature.of(bytes))
                        .ifPresent(signature -> assertThat(signature.encoded()).isEqualTo(bytes));
            case 4 ->
                Refusals.read(REFUSALS, () -> DetachedSignature.fromArmor(text))
                        .ifPresent(signature -> assertThat(signature.armored()).isEqualTo(unix(text)));
            default ->
                Refusals.read(REFUSALS, () -> SeenEnvelopesCodec.read(bytes, "the list"))
                        .ifPresent(seen ->
                                assertThat(SeenEnvelopesCodec.write(seen)).isEqualTo(bytes));
        }
    }

    private static void armor(String text, byte[] bytes) throws Exception {
        var read = Refusals.read(REFUSALS, () -> EnvelopeText.dearmor(text));
        var streamed = Refusals.read(REFUSALS, () -> {
            try (var in = EnvelopeText.dearmoring(new ByteArrayInputStream(bytes))) {
                return in.readAllBytes();
            } catch (java.io.IOException e) {
                throw e.getCause() instanceof io.securechannel.error.KeyMaterialException cause ? cause : e;
            }
        });
        if (read.isPresent()) {
            assertThat(streamed).isPresent();
            assertThat(streamed.get()).isEqualTo(read.get());
            assertThat(EnvelopeText.armor(read.get())).isEqualTo(unix(text));
        } else if (streamed.isPresent()) { // a stream is not looked at before it is opened
            assertThat(Refusals.read(REFUSALS, () -> EnvelopeText.armor(streamed.get())))
                    .isEmpty();
        }
    }

    /** Line ends may be of either kind, and the last may be missing. */
    private static String unix(String text) {
        var lines = text.replace("\r\n", "\n");
        return lines.endsWith("\n") ? lines : lines + '\n';
    }
}
