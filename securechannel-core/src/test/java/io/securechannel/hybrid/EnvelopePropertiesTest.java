package io.securechannel.hybrid;

import static io.securechannel.hybrid.People.ADA;
import static io.securechannel.hybrid.People.BOB;
import static io.securechannel.hybrid.People.FRANK;
import static io.securechannel.hybrid.People.context;
import static io.securechannel.hybrid.People.open;
import static io.securechannel.hybrid.People.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.EnvelopeKeyType;
import io.securechannel.keys.EnvelopePublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Any recipients of any kinds, any contents: who is addressed opens, nobody else does, and never to two contents. */
@Tag("verify")
class EnvelopePropertiesTest {

    /** Two with each kind of key, but one with RSA. */
    private static final List<EnvelopeKeyPair> EVERYBODY = List.of(
            BOB,
            FRANK,
            People.CAROL,
            EnvelopeKeyPair.generate(EnvelopeKeyType.X_WING),
            People.DAVE,
            EnvelopeKeyPair.generate(EnvelopeKeyType.P256),
            People.ERIN);

    /** What is done to the slots of an envelope. */
    enum Action {
        ADD,
        REMOVE,
        RENEW
    }

    /** One re-wrapping: what, whose slot, and by whom, both as places among those who are there. */
    record Step(Action action, int subject, int by) {}

    @Provide
    Arbitrary<Set<EnvelopeKeyPair>> recipients() {
        return Arbitraries.of(EVERYBODY).set().ofMinSize(1);
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        var place = Arbitraries.integers().between(0, EVERYBODY.size() - 1);
        return Combinators.combine(Arbitraries.of(Action.class), place, place)
                .as(Step::new)
                .list()
                .ofMaxSize(10);
    }

    @Property(tries = 25)
    void whoIsAddressedOpensAndNobodyElse(@ForAll("recipients") Set<EnvelopeKeyPair> to, @ForAll boolean signed)
            throws Exception {
        var addressees = HybridCipher.to(publicKeys(to)).allowClassical();
        byte[] envelope = signed
                ? addressees.signedBy(ADA).seal(text(), context())
                : addressees.unsigned().seal(text(), context());
        requireOpens(envelope, to, signed);
    }

    @Property(tries = 40)
    void aFlippedByteFailsAlikeForAll(
            @ForAll("recipients") Set<EnvelopeKeyPair> to,
            @ForAll @IntRange(max = 99_999) int place,
            @ForAll @IntRange(min = 1, max = 255) int mask) {
        byte[] envelope =
                HybridCipher.to(publicKeys(to)).allowClassical().unsigned().seal(text(), context());
        envelope[8 + place % (envelope.length - 8)] ^= (byte) mask;
        for (var each : EVERYBODY) {
            Refused.alike(each.publicKey().toString(), () -> open(each, envelope));
        }
    }

    @Property(tries = 40)
    void contentsAndContextsOfAnyLength(
            @ForAll @Size(max = 5_000) byte[] plaintext, @ForAll @Size(max = 300) byte[] context) throws Exception {
        byte[] signed = HybridCipher.to(BOB.publicKey()).signedBy(ADA).seal(plaintext, context);
        assertThat(HybridCipher.opener(BOB).from(ADA.publicKey()).open(signed, context))
                .isEqualTo(plaintext);
        byte[] unsigned = HybridCipher.to(BOB.publicKey()).unsigned().seal(plaintext, context);
        assertThat(HybridCipher.opener(BOB).unsigned().open(unsigned, context)).isEqualTo(plaintext);
        assertThat(unsigned).hasSize(88 + 4 + 2 + 11 + 80 + 32 + 1 + plaintext.length + 16);
        byte[] other = Arrays.copyOf(context, context.length + 1);
        Refused.with(
                Reason.WRONG_CONTEXT,
                "",
                () -> HybridCipher.opener(BOB).unsigned().open(unsigned, other));
    }

    /** Content keys and slots at will, and whatever binds them: all who open see one content. */
    @Property(tries = 40)
    void noTwoKeysOpenOneEnvelopeToTwoContents(
            @ForAll @Size(6) List<@IntRange(min = 1, max = 2) Integer> keys,
            @ForAll @IntRange(min = 1, max = 2) int committed,
            @ForAll @IntRange(min = 1, max = 2) int bound,
            @ForAll @IntRange(min = 1, max = 2) int sealed)
            throws Exception {
        byte[] inner = EnvelopeSpec.join(new byte[1], text());
        var id = new byte[16];
        var envelope = EnvelopeSurgery.make(ChangedSlotsTest.key(committed), id, context(), inner);
        var classical = EVERYBODY.stream()
                .filter(each -> !each.publicKey().type().postQuantum())
                .toList();
        for (int i = 0; i < classical.size(); i++) {
            envelope.slots.add(EnvelopeSpec.slot(
                    ChangedSlotsTest.key(keys.get(i)), id, classical.get(i).publicKey()));
        }
        envelope.content = EnvelopeSpec.content(ChangedSlotsTest.key(sealed), envelope.preheader, inner);
        byte[] bytes = envelope.bound(ChangedSlotsTest.key(bound)).bytes();
        for (int i = 0; i < classical.size(); i++) {
            var each = classical.get(i);
            if (committed == bound && bound == sealed && keys.get(i) == bound) {
                assertThat(open(each, bytes)).isEqualTo(text());
            } else {
                Refused.alike("key " + keys.get(i), () -> open(each, bytes));
            }
        }
    }

    @Property(tries = 12)
    void reWrappedAgainAndAgainItOpensForWhomTheModelSays(@ForAll("steps") List<Step> steps) throws Exception {
        var model = new LinkedHashSet<>(List.of(BOB, People.CAROL));
        byte[] envelope = HybridCipher.to(publicKeys(model))
                .allowClassical()
                .signedBy(ADA)
                .seal(text(), context());
        byte[] content = EnvelopeSurgery.of(envelope).content;
        byte[] preheader = EnvelopeSurgery.of(envelope).preheader;
        for (var step : steps) {
            var by = new ArrayList<>(model).get(step.by() % model.size());
            var subject = EVERYBODY.get(step.subject());
            byte[] before = envelope;
            if (step.action() == Action.REMOVE && model.equals(Set.of(subject))) {
                Refused.with(
                        Reason.MISSING,
                        "nobody",
                        () -> change(step, by, subject).rewrap(before));
                continue;
            }
            envelope = change(step, by, subject).rewrap(envelope);
            switch (step.action()) {
                case ADD -> model.add(subject);
                case REMOVE -> model.remove(subject);
                case RENEW -> {
                    model.remove(by);
                    model.add(subject);
                }
            }
        }
        requireOpens(envelope, model, true);
        assertThat(EnvelopeSurgery.of(envelope).slots).hasSize(model.size());
        assertThat(EnvelopeSurgery.of(envelope).content).isEqualTo(content);
        assertThat(EnvelopeSurgery.of(envelope).preheader).isEqualTo(preheader);
    }

    private static Rewrapper change(Step step, EnvelopeKeyPair by, EnvelopeKeyPair subject) {
        return switch (step.action()) {
            case ADD -> HybridCipher.rewrapper(by).allowClassical().add(subject.publicKey());
            case REMOVE -> HybridCipher.rewrapper(by).remove(subject.publicKey());
            case RENEW -> HybridCipher.rewrapper(subject, by).allowClassical().renew();
        };
    }

    private static void requireOpens(byte[] envelope, Set<EnvelopeKeyPair> to, boolean signed)
            throws KeyMaterialException {
        var info = EnvelopeInfo.of(envelope);
        for (var each : EVERYBODY) {
            var opener = HybridCipher.opener(each);
            assertThat(info.isFor(each.publicKey())).isEqualTo(to.contains(each));
            if (!to.contains(each)) {
                Refused.alike("not addressed", () -> opener.unsigned().open(envelope, context()));
                Refused.alike(
                        "not addressed", () -> opener.from(ADA.publicKey()).open(envelope, context()));
            } else if (signed) {
                assertThat(opener.from(ADA.publicKey()).acceptRewrapped().open(envelope, context()))
                        .isEqualTo(text());
            } else {
                assertThat(opener.unsigned().open(envelope, context())).isEqualTo(text());
            }
        }
    }

    private static List<EnvelopePublicKey> publicKeys(Set<EnvelopeKeyPair> pairs) {
        return pairs.stream().map(EnvelopeKeyPair::publicKey).toList();
    }
}
