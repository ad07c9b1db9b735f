package io.securechannel.hybrid;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.EnvelopeKeyType;
import io.securechannel.keys.SigningKeyPair;
import io.securechannel.keys.SigningKeyType;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Envelopes in memory: who opens them, who does not, and why. */
class HybridCipherTest {

    private static final byte[] TEXT = "meet me at noon".getBytes(UTF_8);
    private static final byte[] CONTEXT = "conversation 7".getBytes(UTF_8);

    private static final EnvelopeKeyPair BOB = EnvelopeKeyPair.generate(EnvelopeKeyType.X_WING);
    private static final EnvelopeKeyPair CAROL = EnvelopeKeyPair.generate(EnvelopeKeyType.X_WING);
    private static final EnvelopeKeyPair DAVE = EnvelopeKeyPair.generate(EnvelopeKeyType.X25519);
    private static final SigningKeyPair ADA = SigningKeyPair.generate(SigningKeyType.ED25519);
    private static final SigningKeyPair ADA_PQ = SigningKeyPair.generate(SigningKeyType.ML_DSA_65);

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"RSA_3072", "RSA_4096"}) // LongRsaKeysIT
    void everyKindOfKeyOpens(EnvelopeKeyType type) throws Exception {
        try (var keys = EnvelopeKeyPair.generate(type)) {
            byte[] envelope = HybridCipher.to(keys.publicKey()).signedBy(ADA).seal(TEXT, CONTEXT);
            assertThat(HybridCipher.opener(keys).from(ADA.publicKey()).open(envelope, CONTEXT))
                    .isEqualTo(TEXT);
        }
    }

    @Test
    void everyRecipientOpensAndNobodyElse() throws Exception {
        byte[] envelope = HybridCipher.to(BOB.publicKey(), CAROL.publicKey())
                .signedBy(ADA)
                .seal(TEXT, CONTEXT);
        assertThat(HybridCipher.opener(BOB).from(ADA.publicKey()).open(envelope, CONTEXT))
                .isEqualTo(TEXT);
        assertThat(HybridCipher.opener(CAROL).from(ADA.publicKey()).open(envelope, CONTEXT))
                .isEqualTo(TEXT);
        refused(
                Reason.NOT_OPENED,
                () -> HybridCipher.opener(DAVE).from(ADA.publicKey()).open(envelope, CONTEXT));
        refused(
                Reason.WRONG_CONTEXT,
                () -> HybridCipher.opener(BOB).from(ADA.publicKey()).open(envelope, TEXT));
        refused(
                Reason.UNKNOWN_SENDER,
                () -> HybridCipher.opener(BOB).from(ADA_PQ.publicKey()).open(envelope, CONTEXT));
        refused(Reason.WRONG_KIND, () -> HybridCipher.opener(BOB).unsigned().open(envelope, CONTEXT));
    }

    @Test
    void bothSignaturesAreExpectedOrNone() throws Exception {
        byte[] envelope = HybridCipher.to(BOB.publicKey()).signedBy(ADA, ADA_PQ).seal(TEXT, CONTEXT);
        var both = Sender.both(ADA.publicKey(), ADA_PQ.publicKey());
        var opened = HybridCipher.opener(BOB).from(both).read(envelope, CONTEXT);
        assertThat(opened.plaintext()).isEqualTo(TEXT);
        assertThat(opened.sender()).isEqualTo(both);
        assertThat(opened.id()).isEqualTo(EnvelopeInfo.of(envelope).id());
        // Either of the two, named one by one, is not both of them; who means both is told how to say so, and the other
        // way round.
        Refused.with(
                Reason.UNKNOWN_SENDER,
                "Sender.both(…)",
                () -> HybridCipher.opener(BOB)
                        .from(ADA.publicKey(), ADA_PQ.publicKey())
                        .open(envelope, CONTEXT));
        byte[] byOne = HybridCipher.to(BOB.publicKey()).signedBy(ADA).seal(TEXT, CONTEXT);
        Refused.with(
                Reason.UNKNOWN_SENDER,
                "Sender.both(…)",
                () -> HybridCipher.opener(BOB).from(both).open(byOne, CONTEXT));
        Refused.with(
                Reason.UNKNOWN_SENDER,
                "confirm its fingerprint",
                () -> HybridCipher.opener(BOB).from(ADA_PQ.publicKey()).open(byOne, CONTEXT));
    }

    @Test
    void anUnsignedEnvelopeIsOpenedAsSuchAlone() throws Exception {
        byte[] envelope = HybridCipher.to(BOB.publicKey()).unsigned().seal(TEXT, CONTEXT);
        assertThat(HybridCipher.opener(BOB).unsigned().open(envelope, CONTEXT)).isEqualTo(TEXT);
        refused(
                Reason.NOT_SIGNED,
                () -> HybridCipher.opener(BOB).from(ADA.publicKey()).open(envelope, CONTEXT));
    }

    @Test
    void aClassicalKeyBesidePostQuantumOnesHasToBeAllowed() throws Exception {
        var mixed = HybridCipher.to(BOB.publicKey(), DAVE.publicKey());
        assertThatIllegalStateException().isThrownBy(mixed::unsigned).withMessageContaining("allowClassical()");
        byte[] envelope = mixed.allowClassical().unsigned().seal(TEXT, CONTEXT);
        assertThat(HybridCipher.opener(DAVE).unsigned().open(envelope, CONTEXT)).isEqualTo(TEXT);
        assertThat(EnvelopeInfo.of(envelope).postQuantum()).isFalse();
        refused(
                Reason.TOO_WEAK,
                () -> HybridCipher.opener(BOB).requirePostQuantum().unsigned().open(envelope, CONTEXT));
    }

    @Test
    void reWrappingAddsAndRemovesAndTheSenderMeantWhomHeMeant() throws Exception {
        byte[] envelope = HybridCipher.to(BOB.publicKey()).signedBy(ADA).seal(TEXT, CONTEXT);
        byte[] passedOn = HybridCipher.rewrapper(BOB)
                .add(CAROL.publicKey())
                .remove(BOB.publicKey())
                .rewrap(envelope);
        refused(
                Reason.NOT_OPENED,
                () -> HybridCipher.opener(BOB).from(ADA.publicKey()).open(passedOn, CONTEXT));
        var carol = HybridCipher.opener(CAROL).from(ADA.publicKey());
        refused(Reason.NOT_ADDRESSED, () -> carol.open(passedOn, CONTEXT));
        assertThat(carol.formerly(BOB.publicKey()).open(passedOn, CONTEXT)).isEqualTo(TEXT);
        var opened = carol.acceptRewrapped().read(passedOn, CONTEXT);
        assertThat(opened.audience()).containsExactly(BOB.publicKey().fingerprint());
        assertThat(opened.provenance().audience()).isEqualTo(opened.audience());
        assertThat(opened.plaintext()).isEqualTo(TEXT);
        assertThat(opened.addressedToMe()).isFalse();
        refused(
                Reason.TOO_WEAK,
                () -> HybridCipher.rewrapper(BOB).add(DAVE.publicKey()).rewrap(envelope));
        refused(
                Reason.MISSING,
                () -> HybridCipher.rewrapper(BOB).remove(BOB.publicKey()).rewrap(envelope));
    }

    /** Who is to be removed and has no slot does not count: the one who has stays, though he is alone. */
    @Test
    void whoIsNotThereIsNotRemoved() throws Exception {
        byte[] envelope = HybridCipher.to(BOB.publicKey()).unsigned().seal(TEXT, CONTEXT);
        byte[] same = HybridCipher.rewrapper(BOB)
                .remove(CAROL.publicKey(), DAVE.publicKey())
                .rewrap(envelope);
        assertThat(same).isEqualTo(envelope);
    }

    private static void refused(Reason reason, ThrowingCallable call) {
        assertThatExceptionOfType(KeyMaterialException.class)
                .isThrownBy(call)
                .satisfies(error -> assertThat(error.reason()).isEqualTo(reason));
    }
}
