package io.securechannel.internal.primitive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.securechannel.internal.primitive.EcJpake.Verdict;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Each round with every byte of it flipped. A check that fails leaves the end as it was, so that one pair serves for all. */
class EcJpakeTest {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final EcJpake one = end("a secret", "one", "other");
    private final EcJpake other = end("a secret", "other", "one");

    @Test
    void bothAgree() {
        run(one, other);
        assertThat(other.checkRound3(one.round3())).isTrue();
        assertThat(one.checkRound3(other.round3())).isTrue();
    }

    @Test
    void otherSecretsDoNot() {
        var guesser = end("a secres", "one", "other");
        run(guesser, other);
        assertThat(other.checkRound3(guesser.round3())).isFalse();
        assertThat(guesser.checkRound3(other.round3())).isFalse();
    }

    @Test
    void everyByteOfRoundOneCounts() {
        assertEveryByteCounts(one.round1(), message -> other.checkRound1(message) == Verdict.GOOD);
    }

    @Test
    void everyByteOfRoundTwoCounts() {
        assertThat(other.checkRound1(one.round1())).isEqualTo(Verdict.GOOD);
        assertThat(one.checkRound1(other.round1())).isEqualTo(Verdict.GOOD);
        assertEveryByteCounts(one.round2(), message -> other.checkRound2(message) == Verdict.GOOD);
    }

    @Test
    void everyByteOfRoundThreeCounts() {
        run(one, other);
        assertEveryByteCounts(one.round3(), other::checkRound3);
    }

    private static void assertEveryByteCounts(byte[] message, Predicate<byte[]> good) {
        assertThat(good.test(message)).isTrue();
        for (int at = 0; at < message.length; at++) {
            var changed = message.clone();
            changed[at] ^= (byte) (1 << at % 8);
            assertThat(good.test(changed)).as("byte %s", at).isFalse();
        }
    }

    /** Neither a message that is none, nor one whose proofs are of somebody else, makes this end choose exponents and compute points. */
    @Test
    void whoSendsNothingGoodCostsNoExponents() {
        var chosen = new AtomicBoolean();
        var counting = new SecureRandom() {
            private static final long serialVersionUID = 1L;

            @Override
            public void nextBytes(byte[] bytes) {
                chosen.set(true);
                super.nextBytes(bytes);
            }
        };
        var end = new EcJpake("a secret".getBytes(StandardCharsets.US_ASCII), "other", "one", counting);
        assertThat(end.checkRound1(new byte[EcJpake.ROUND_1])).isEqualTo(Verdict.MALFORMED);
        assertThat(end.checkRound1(other.round1())).isEqualTo(Verdict.UNPROVED);
        assertThat(chosen).isFalse();
        assertThat(end.checkRound1(one.round1())).isEqualTo(Verdict.GOOD);
        assertThat(chosen).isTrue();
    }

    @Test
    void theRoundsComeInTheirOrder() {
        assertThatIllegalStateException().isThrownBy(one::round2);
        assertThatIllegalStateException().isThrownBy(one::round3);
        run(one, other);
        one.close();
        one.close();
        assertThatIllegalStateException().isThrownBy(one::round2);
        assertThatIllegalStateException().isThrownBy(one::round3);
        var fresh = end("a secret", "one", "other");
        fresh.close();
        assertThatIllegalStateException().isThrownBy(fresh::round1);
    }

    @Test
    void aSecretThatIsZeroModuloTheOrderIsRefused() {
        var order = HexFormat.of().parseHex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
        assertThatIllegalArgumentException().isThrownBy(() -> new EcJpake(order, "one", "other", RANDOM));
    }

    private static void run(EcJpake one, EcJpake other) {
        assertThat(other.checkRound1(one.round1())).isEqualTo(Verdict.GOOD);
        assertThat(one.checkRound1(other.round1())).isEqualTo(Verdict.GOOD);
        assertThat(other.checkRound2(one.round2())).isEqualTo(Verdict.GOOD);
        assertThat(one.checkRound2(other.round2())).isEqualTo(Verdict.GOOD);
    }

    private static EcJpake end(String secret, String own, String peer) {
        return new EcJpake(secret.getBytes(StandardCharsets.US_ASCII), own, peer, RANDOM);
    }
}
