package io.securechannel.hybrid;

import static io.securechannel.hybrid.People.ADA;
import static io.securechannel.hybrid.People.BOB;
import static io.securechannel.hybrid.People.FRANK;
import static io.securechannel.hybrid.People.context;
import static io.securechannel.hybrid.People.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import java.io.ByteArrayInputStream;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Random and damaged bytes, outside and inside of the encryption: the declared error and no other. */
@Tag("verify")
class HostileEnvelopePropertiesTest {

    private static final Set<Reason> OUTSIDE = EnumSet.of(Reason.MALFORMED, Reason.TOO_NEW, Reason.NOT_OPENED);
    private static final Set<Reason> INSIDE = EnumSet.of(Reason.MALFORMED, Reason.UNKNOWN_SENDER, Reason.BAD_SIGNATURE);

    private static final byte[] SIGNED =
            HybridCipher.to(BOB.publicKey(), FRANK.publicKey()).signedBy(ADA).seal(text(), context());

    /** Nonsense behind a beginning that is right as far as it goes. */
    @Provide
    Arbitrary<byte[]> nonsense() {
        var begin =
                Arbitraries.integers().between(0, 140).map(length -> Arrays.copyOf(EnvelopeSpec.join(SIGNED), length));
        var rest = Arbitraries.bytes().array(byte[].class).ofMaxSize(400);
        return Combinators.combine(begin, rest).as(EnvelopeSpec::join);
    }

    @Property(tries = 400)
    void nonsenseIsNoEnvelope(@ForAll("nonsense") byte[] bytes) {
        declared(OUTSIDE, () -> HybridCipher.opener(BOB).unsigned().open(bytes, context()));
        declared(OUTSIDE, () -> HybridCipher.opener(BOB).from(ADA.publicKey()).open(bytes, context()));
        declared(
                OUTSIDE,
                () -> HybridCipher.rewrapper(BOB).add(People.DAVE.publicKey()).rewrap(bytes));
        infoOrDeclared(bytes);
    }

    @Property(tries = 300)
    void severalBytesChanged(
            @ForAll @Size(min = 1, max = 6) int[] places, @ForAll byte value, @ForAll @IntRange(max = 3) int cut) {
        byte[] changed = Arrays.copyOf(SIGNED, SIGNED.length - cut);
        for (int place : places) {
            changed[Math.floorMod(place, changed.length)] = value;
        }
        if (!Arrays.equals(changed, SIGNED)) {
            declared(
                    OUTSIDE,
                    () -> HybridCipher.opener(BOB).from(ADA.publicKey()).open(changed, context()));
        }
        infoOrDeclared(changed);
    }

    @Property(tries = 300)
    void nonsenseUnderTheContentKeyIsNobodysWord(
            @ForAll @IntRange(max = 200) int kept, @ForAll @Size(max = 300) byte[] rest) {
        var bob = new Insider(SIGNED, BOB);
        byte[] whole = bob.inner().bytes();
        byte[] inner = EnvelopeSpec.join(Arrays.copyOf(whole, 1 + kept % whole.length), rest);
        if (!Arrays.equals(inner, whole)) {
            byte[] envelope = bob.forged(inner);
            declared(
                    INSIDE,
                    () -> HybridCipher.opener(FRANK).from(ADA.publicKey()).open(envelope, context()));
        }
    }

    /** A long stream is read as far as the area may reach, and not at all where the area says more than it may. */
    @Example
    void noMoreIsReadThanAnAreaMayHave() {
        int most = 4 << 20;
        var longer = endless(most);
        declared(EnumSet.of(Reason.NOT_OPENED), () -> EnvelopeInfo.read(longer));
        assertThat(longer.available()).isEqualTo(1 << 20);
        for (int area : new int[] {most + 1, Integer.MAX_VALUE, -1, Integer.MIN_VALUE}) {
            var more = endless(area);
            declared(EnumSet.of(Reason.NOT_OPENED), () -> EnvelopeInfo.read(more));
            assertThat(more.available()).isEqualTo(5 << 20);
        }
    }

    private static ByteArrayInputStream endless(int area) {
        byte[] head = EnvelopeSpec.join(Arrays.copyOf(SIGNED, 88), EnvelopeSpec.number(area, 4));
        return new ByteArrayInputStream(Arrays.copyOf(head, head.length + (5 << 20)));
    }

    private static void infoOrDeclared(byte[] bytes) {
        try {
            assertThat(EnvelopeInfo.of(bytes).slots()).isNotEmpty();
        } catch (KeyMaterialException e) {
            assertThat(OUTSIDE).contains(e.reason());
        }
    }

    private static void declared(Set<Reason> reasons, ThrowingCallable call) {
        try {
            call.call();
        } catch (KeyMaterialException e) {
            assertThat(reasons).contains(e.reason());
            if (e.reason() == Reason.NOT_OPENED) {
                assertThat(e).hasToString(Refused.NOT_OPENED);
            }
            return;
        } catch (Throwable e) {
            throw new AssertionError("another error than the declared one", e);
        }
        throw new AssertionError("it opened");
    }
}
