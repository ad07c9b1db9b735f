package io.securechannel.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** One guess, both ends alike (docs/spec/noise.md, N23 to N25). */
class CodeExchangeTest {

    private static final String CODE = "k7mq2p";
    private static final String OTHER = "k7mq2q";

    @Test
    void theSameCodeIsProvedAtBothEnds() throws Exception {
        try (var run = CodeRun.of("K7MQ-2P", CODE)) {
            assertThat(run.responder().first()).isEmpty();
            assertThat(run.initiator().receive(run.fourth())).isEmpty();
            assertThat(run.initiator().done()).isTrue();
            assertThat(run.responder().done()).isTrue();
            assertThat(run.initiatorsCode().used()).isTrue();
            assertThat(run.respondersCode().used()).isTrue();
        }
    }

    @Test
    void theMessagesHaveTheSpecifiedLengths() throws Exception {
        try (var run = CodeRun.of(CODE, CODE)) {
            var first = run.first();
            var second = run.responder().receive(first).orElseThrow();
            var third = run.initiator().receive(second).orElseThrow();
            var fourth = run.responder().receive(third).orElseThrow();
            assertThat(List.of(first.length, second.length, third.length, fourth.length))
                    .containsExactly(196, CodeExchange.LONGEST_MESSAGE, 130, 32);
        }
    }

    @Test
    void anotherCodeIsRefusedAndBothAreUsedUp() throws Exception {
        try (var run = CodeRun.of(OTHER, CODE)) {
            var third = run.third();
            assertThat(run.initiatorsCode().used()).isTrue();
            assertThat(run.respondersCode().used()).isFalse();
            var error = refused(run.responder(), third);
            assertThat(error)
                    .hasMessageContaining("has another code")
                    .hasMessageContaining("guessed")
                    .hasMessageContaining("cannot be told")
                    .hasMessageContaining("make a new one");
            assertThat(error.getMessage()).doesNotContain(CODE).doesNotContain(OTHER);
            assertThat(run.responder().done()).isFalse();
            assertThat(run.respondersCode().used()).isTrue();
        }
    }

    @Test
    void aTagThatIsNotTheRespondersIsRefused() throws Exception {
        try (var run = CodeRun.of(CODE, CODE)) {
            var third = run.third();
            var own = Arrays.copyOfRange(third, 98, 130);
            assertThat(refused(run.initiator(), own)).hasMessageContaining("has another code");
            assertThat(run.initiator().done()).isFalse();
        }
    }

    @Test
    void proofsForAnotherChannelAreRefusedAndUseNothingUp() throws Exception {
        var otherHash = CodeRun.HASH.clone();
        otherHash[15] ^= 1;
        try (var run = CodeRun.of(CODE, CodeRun.HASH, CODE, otherHash)) {
            assertThat(refused(run.responder(), run.first()))
                    .hasMessageContaining("stands between")
                    .hasMessageContaining("has not been used at this end")
                    .hasMessageContaining("connect again");
            assertThat(run.respondersCode().used()).isFalse();
            assertThat(run.initiatorsCode().used()).isFalse();
        }
    }

    @Test
    void whatIsReflectedIsRefused() throws Exception {
        try (var run = CodeRun.of(CODE, CODE)) {
            var own = run.first();
            var second = run.responder().receive(own).orElseThrow();
            System.arraycopy(own, 0, second, 0, own.length);
            assertThat(refused(run.initiator(), second)).hasMessageContaining("does not hold for this channel");
            assertThat(run.initiatorsCode().used()).isFalse();
        }
    }

    @Test
    void roundsOfAnotherSessionAreRefused() throws Exception {
        try (var run = CodeRun.of(CODE, CODE);
                var before = CodeRun.of(CODE, CODE)) {
            var replayed = before.third();
            run.second();
            assertThat(refused(run.responder(), replayed)).hasMessageContaining("does not hold");
            assertThat(run.respondersCode().used()).isFalse();
        }
    }

    @Test
    void swappedPointsAreRefused() throws Exception {
        try (var run = CodeRun.of(CODE, CODE)) {
            var first = run.first();
            var swapped = new byte[196];
            System.arraycopy(first, 0, swapped, 98, 98);
            System.arraycopy(first, 98, swapped, 0, 98);
            var second = run.responder().receive(swapped).orElseThrow();
            var third = run.initiator().receive(second).orElseThrow();
            assertThat(refused(run.responder(), third)).hasMessageContaining("does not hold");
        }
    }

    @Test
    void anEmptyMessageRefuses() throws Exception {
        try (var run = CodeRun.of(CODE, CODE)) {
            run.third();
            assertThat(refused(run.initiator(), new byte[0]))
                    .hasMessageContaining("the other end refuses")
                    .hasMessageContaining("The code is used up")
                    .hasMessageContaining("make a new one");
        }
    }

    @Test
    void nothingIsTakenAfterAnErrorNorAtTheEnd() throws Exception {
        try (var run = CodeRun.of(CODE, CODE)) {
            var fourth = run.fourth();
            run.initiator().receive(fourth);
            assertThatIllegalStateException().isThrownBy(() -> run.initiator().receive(fourth));
            assertThatIllegalStateException().isThrownBy(() -> run.responder().receive(fourth));
        }
        try (var run = CodeRun.of(CODE, CODE)) {
            assertThat(catchThrowableOfType(
                                    SecureChannelException.class,
                                    () -> run.responder().receive(new byte[1]))
                            .reason())
                    .isEqualTo(Reason.PROTOCOL_VIOLATION);
            assertThatIllegalStateException().isThrownBy(() -> run.responder().receive(run.first()));
        }
    }

    @Test
    void aUsedCodeBeginsNothing() {
        try (var code = CodeRun.code(CODE)) {
            code.take();
            for (boolean initiator : List.of(true, false)) {
                var error = catchThrowableOfType(
                        SecureChannelException.class, () -> CodeExchange.begin(code, CodeRun.HASH, initiator));
                assertThat(error.reason()).isEqualTo(Reason.CODE_REFUSED);
                assertThat(error).hasMessageContaining("has been used").hasMessageContaining("make a new one");
            }
        }
    }

    @Test
    void exchangesThatStopBeforeRoundThreeDoNotUseItUp() throws Exception {
        try (var code = CodeRun.code(CODE)) {
            for (int i = 0; i < 5; i++) {
                try (var mine = CodeRun.code(OTHER);
                        var attacker = CodeExchange.begin(mine, CodeRun.HASH, true);
                        var responder = CodeExchange.begin(code, CodeRun.HASH, false)) {
                    assertThat(responder.receive(attacker.first().orElseThrow()))
                            .isPresent();
                }
            }
            assertThat(code.used()).isFalse();
        }
    }

    /** Each of them makes this end compute; what has not the length of round 1 does not, and is not counted. */
    @Test
    void moreThanAHundredExchangesUseItUp() throws Exception {
        try (var code = CodeRun.code(CODE)) {
            for (int i = 0; i < 150; i++) {
                violates(code, new byte[195]);
            }
            for (int i = 0; i < 100; i++) {
                assertThat(code.used()).as("after %s", i).isFalse();
                violates(code, new byte[196]);
            }
            try (var honest = CodeExchange.begin(code, CodeRun.HASH, false)) {
                assertThat(refused(honest, new byte[196]))
                        .hasMessageContaining("more than 100 who began")
                        .hasMessageContaining("make a new one");
            }
            assertThat(code.used()).isTrue();
        }
    }

    private static void violates(OneTimeCode code, byte[] first) throws SecureChannelException {
        try (var responder = CodeExchange.begin(code, CodeRun.HASH, false)) {
            var error = catchThrowableOfType(SecureChannelException.class, () -> responder.receive(first));
            assertThat(error.reason()).isEqualTo(Reason.PROTOCOL_VIOLATION);
        }
    }

    /** Ten attackers are let as far as round 3 and then send it at once: one of them gets it checked. */
    @Test
    void ofManyAtOnceOneGetsItsGuessChecked() throws Exception {
        int many = 10;
        var checked = new AtomicInteger();
        var late = new AtomicInteger();
        var barrier = new CyclicBarrier(many);
        var ended = new CountDownLatch(many);
        try (var code = CodeRun.code(CODE)) {
            var threads = new ArrayList<Thread>();
            for (int i = 0; i < many; i++) {
                var guess = CodeRun.code("guess" + i);
                var attacker = CodeExchange.begin(guess, CodeRun.HASH, true);
                var responder = CodeExchange.begin(code, CodeRun.HASH, false);
                var third = attacker.receive(responder
                                .receive(attacker.first().orElseThrow())
                                .orElseThrow())
                        .orElseThrow();
                threads.add(new Thread(() -> {
                    try {
                        barrier.await();
                        responder.receive(third);
                    } catch (SecureChannelException e) {
                        (e.getMessage().contains("has another code") ? checked : late).incrementAndGet();
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    } finally {
                        ended.countDown();
                    }
                }));
            }
            threads.forEach(Thread::start);
            for (var thread : threads) {
                thread.join();
            }
            assertThat(ended.getCount()).isZero();
            assertThat(checked).hasValue(1);
            assertThat(late).hasValue(many - 1);
        }
    }

    private static SecureChannelException refused(CodeExchange exchange, byte[] message) {
        var error = catchThrowableOfType(SecureChannelException.class, () -> exchange.receive(message));
        assertThat(error.reason()).isEqualTo(Reason.CODE_REFUSED);
        return error;
    }
}
