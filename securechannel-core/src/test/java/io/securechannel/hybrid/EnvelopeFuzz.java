package io.securechannel.hybrid;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.EnvelopeKeyType;
import io.securechannel.keys.SigningKeyPair;
import io.securechannel.testkit.fuzz.FuzzInput;
import io.securechannel.testkit.fuzz.FuzzKeys;
import io.securechannel.testkit.fuzz.FuzzTarget;
import io.securechannel.testkit.fuzz.Refusals;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Envelopes from outside, in memory and as a stream, which have to agree; and what a recipient who has the content key forges inside, with the
 * slots and tags repaired: refused as documented, and never opened but as it was sealed.
 */
class EnvelopeFuzz extends FuzzTarget {

    private static final Set<Reason> OUTSIDE =
            EnumSet.of(Reason.MALFORMED, Reason.TOO_NEW, Reason.NOT_OPENED, Reason.WRONG_KIND, Reason.NOT_SIGNED);
    private static final Set<Reason> INSIDE = EnumSet.of(
            Reason.MALFORMED,
            Reason.UNKNOWN_SENDER,
            Reason.BAD_SIGNATURE,
            Reason.NOT_ADDRESSED,
            Reason.WRONG_KIND,
            Reason.NOT_SIGNED);
    private static final EnvelopeKeyPair BOB = FuzzKeys.envelope(4);
    private static final EnvelopeKeyPair FRANK = FuzzKeys.envelope(5);
    private static final SigningKeyPair ADA = FuzzKeys.signing(6);
    private static final byte[] TEXT = "meet me at noon".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    private static final byte[] CONTEXT = {7};

    /** From ada to bob and frank, classical, one signed and one not: the same in every run, since an input says only what is to be changed. */
    private static final List<byte[]> ENVELOPES = envelopes();

    private static final byte[] SIGNED = ENVELOPES.get(0);
    private static final byte[] UNSIGNED = ENVELOPES.get(1);

    private static List<byte[]> envelopes() {
        try (var in = EnvelopeFuzz.class.getResourceAsStream("fuzz-envelopes.txt")) {
            var all = new ArrayList<byte[]>();
            for (var line : latin1(in.readAllBytes()).lines().toList()) {
                all.add(EnvelopeText.fromCompact(line));
            }
            return all;
        } catch (IOException | KeyMaterialException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    protected List<byte[]> seeds() {
        var seeds = new ArrayList<>(List.of(
                FuzzInput.of(0, SIGNED),
                FuzzInput.of(0, UNSIGNED),
                FuzzInput.of(0, streamed()),
                FuzzInput.of(1, inner()),
                FuzzInput.of(2, unsignedInner()),
                FuzzInput.of(3, new byte[0])));
        seeds.add(FuzzInput.of(3, new byte[] {0, 90, 1}));
        seeds.add(FuzzInput.of(0, toOthers()));
        return seeds;
    }

    private static byte[] toOthers() {
        return HybridCipher.to(
                        EnvelopeKeyPair.generate(EnvelopeKeyType.X_WING).publicKey(),
                        EnvelopeKeyPair.generate(EnvelopeKeyType.P256).publicKey())
                .allowClassical()
                .unsigned()
                .seal(TEXT, CONTEXT);
    }

    private static byte[] streamed() {
        var out = new java.io.ByteArrayOutputStream();
        try {
            HybridCipher.to(BOB.publicKey())
                    .allowClassical()
                    .signedBy(ADA)
                    .seal(new ByteArrayInputStream(TEXT), out, CONTEXT, Progress.none());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return out.toByteArray();
    }

    private static byte[] inner() {
        return new Insider(SIGNED, BOB).inner().bytes();
    }

    private static byte[] unsignedInner() {
        var insider = new Insider(UNSIGNED, BOB);
        return EnvelopeSpec.inner(insider.cek, insider.envelope.preheader, insider.envelope.content);
    }

    @Override
    protected List<String> words() {
        return List.of("SCEV\u0001\u0001", "SCEV\u0001\u0002");
    }

    /** Each input is opened in four ways, each with its buffers. */
    @Override
    protected long mostAnyway() {
        return 32L << 20;
    }

    @Override
    protected Set<String> reaches() {
        return Set.of(
                "opened as unsigned",
                "opened",
                "opened as a stream",
                "rewrapped",
                "forged and opened",
                "forged without a signature and opened",
                "not changed");
    }

    /** What is changed, and an envelope for others. */
    @Override
    protected boolean mayRefuse(int seed) {
        return seed > 5;
    }

    @Override
    protected void run(byte[] input) throws Exception {
        var in = new FuzzInput(input);
        switch (in.choice(4)) {
            case 0 -> outside(in.rest());
            case 1 -> inside(in.rest(), true);
            case 2 -> inside(in.rest(), false);
            default -> changed(in);
        }
    }

    private static void outside(byte[] envelope) throws Exception {
        Refusals.read(OUTSIDE, () -> EnvelopeInfo.of(envelope))
                .ifPresent(info -> assertThat(info.slots()).isNotEmpty());
        opened(
                Refusals.read(OUTSIDE, () -> HybridCipher.opener(BOB).unsigned().open(envelope, CONTEXT)),
                "opened as unsigned");
        var whole = Refusals.read(all(), () -> signed().open(envelope, CONTEXT));
        opened(whole, "opened");
        var streamed = Refusals.read(all(), () -> {
            try (var stream = signed().openFrom(new ByteArrayInputStream(envelope), CONTEXT)) {
                return stream.readAllBytes();
            }
        });
        assertThat(streamed.isPresent()).isEqualTo(whole.isPresent());
        opened(streamed, "opened as a stream");
        var rewrapped = Refusals.read(
                OUTSIDE,
                () -> HybridCipher.rewrapper(BOB)
                        .add(FRANK.publicKey())
                        .allowClassical()
                        .rewrap(envelope));
        if (rewrapped.isPresent()) {
            assertThat(EnvelopeInfo.of(rewrapped.get()).isFor(FRANK.publicKey()))
                    .isTrue();
            reached("rewrapped");
        }
    }

    private static EnumSet<Reason> all() {
        var all = EnumSet.copyOf(OUTSIDE);
        all.addAll(INSIDE);
        return all;
    }

    private static SignedOpener signed() {
        return HybridCipher.opener(BOB).from(ADA.publicKey());
    }

    /** No input can have been sealed with a new text, but by a fuzzer that computes AES-GCM under keys that it has not. */
    private static void opened(Optional<byte[]> plaintext, String place) {
        plaintext.ifPresent(text -> {
            assertThat(text).isEqualTo(TEXT);
            reached(place);
        });
    }

    /** Bob forges what Frank is to read. */
    private static void inside(byte[] inner, boolean asSigned) throws Exception {
        var envelope = new Insider(asSigned ? SIGNED : UNSIGNED, BOB).forged(inner);
        var opener = HybridCipher.opener(FRANK).from(ADA.publicKey());
        opened(Refusals.read(INSIDE, () -> opener.open(envelope, CONTEXT)), "forged and opened");
        Refusals.read(INSIDE, () -> HybridCipher.opener(FRANK).unsigned().open(envelope, CONTEXT))
                .ifPresent(text -> reached("forged without a signature and opened"));
    }

    /** Of the envelope of this run. */
    private static void changed(FuzzInput in) throws Exception {
        var copy = SIGNED.clone();
        int at = in.octet() << 8 | in.octet();
        for (byte each : in.rest()) {
            copy[at++ % copy.length] ^= each;
        }
        var read = Refusals.read(all(), () -> signed().open(copy, CONTEXT));
        assertThat(read.isPresent()).isEqualTo(Arrays.equals(copy, SIGNED));
        read.ifPresent(text -> reached("not changed"));
    }
}
