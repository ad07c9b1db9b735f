package io.securechannel.internal.engine;

import static io.securechannel.internal.engine.NoiseFixture.said;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.hostile.Task;
import io.securechannel.internal.engine.ChannelEngine.Inbound;
import io.securechannel.internal.engine.NoiseFixture.Kind;
import io.securechannel.noise.NoiseContext;
import io.securechannel.noise.NoiseTransport;
import io.securechannel.noise.TransportAccess;
import io.securechannel.noise.internal.NoiseSides;
import io.securechannel.peer.Trust;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One thread closes the channel while others are inside the engine: they meet CLOSED, and nothing else. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class NoiseRacesTest {

    private static final int ROUNDS = 25;
    private static final NoiseFixture ENDS = NoiseFixture.classical(Kind.XX);

    private interface Step {
        /** {@return whether it is over} */
        boolean run() throws Exception;
    }

    /** Runs a step again and again, while another thread destroys the engine at a random moment; {@return what ended it} */
    private static Throwable untilDestroyed(ChannelEngine engine, long seed, Step step) throws Exception {
        var start = new CyclicBarrier(2);
        var working = Task.start(() -> {
            start.await();
            return catchThrowable(() -> {
                while (!step.run()) {
                    Thread.onSpinWait();
                }
            });
        });
        start.await();
        for (int i = new Random(seed).nextInt(3_000); i > 0; i--) {
            Thread.onSpinWait();
        }
        engine.destroy();
        return working.result();
    }

    private static void assertClosed(Throwable error) {
        if (error != null) {
            assertThat(error).isInstanceOf(SecureChannelException.class);
            assertThat(((SecureChannelException) error).reason()).isEqualTo(Reason.CLOSED);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 65_530})
    void whoeverFeedsMeetsAnEndAndWhatCameIsWhatWasSent(long first) throws Exception {
        var sent = ChannelEngineContract.random(2_000);
        for (int round = 0; round < ROUNDS; round++) {
            var pair = ENDS.established();
            TransportAccess.goOnAt(transport(pair.initiator), first, 0);
            TransportAccess.goOnAt(transport(pair.responder), 0, first);
            var wire = ByteBuffer.allocate(200 * 40);
            for (int i = 0; i < 200; i++) {
                wire.put(pair.sealed(pair.initiator, Arrays.copyOfRange(sent, i * 10, i * 10 + 10)));
            }
            wire.flip();
            var out = ByteBuffer.allocate(pair.responder.plaintextRoom());
            assertClosed(untilDestroyed(pair.responder, round, () -> {
                pair.responder.feed(wire, out);
                return !wire.hasRemaining();
            }));
            assertThat(Arrays.copyOf(out.array(), out.position())).isEqualTo(Arrays.copyOf(sent, out.position()));
            assertThat(catchThrowable(() -> pair.responder.feed(wire, out)))
                    .isInstanceOfSatisfying(SecureChannelException.class, NoiseRacesTest::assertClosed);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 65_535})
    void whoeverDrainsMeetsAnEnd(long first) throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            var pair = ENDS.established();
            TransportAccess.goOnAt(transport(pair.initiator), first, 0);
            TransportAccess.goOnAt(transport(pair.responder), 0, first);
            var room = ByteBuffer.allocate(pair.initiator.recordSize());
            var out = ByteBuffer.allocate(pair.responder.plaintextRoom());
            var error = untilDestroyed(pair.initiator, round, () -> {
                pair.initiator.drain(ByteBuffer.wrap(new byte[10]), room.clear());
                pair.responder.feed(room.flip(), out.clear()); // none is sealed with a key that is being wiped
                return false;
            });
            assertThat(error).isNotNull();
            assertClosed(error);
            assertThatThrownBy(() -> transport(pair.initiator).seal(new byte[1]))
                    .isInstanceOf(IllegalStateException.class); // a key that was made meanwhile is gone, too
        }
    }

    @Test
    void whoeverIsInTheHandshakeMeetsAnEnd() throws Exception {
        var first = said(ENDS.clientEngine());
        for (int round = 0; round < ROUNDS; round++) {
            var server = ENDS.serverEngine();
            assertClosed(untilDestroyed(server, round, () -> {
                if (server.feed(ByteBuffer.wrap(first), ByteBuffer.allocate(0)) == Inbound.TURN) {
                    said(server);
                }
                return true;
            }));
            var answer = ENDS.after(1);
            var flight = said(answer.server());
            assertClosed(untilDestroyed(answer.client(), round, () -> {
                if (answer.client().feed(ByteBuffer.wrap(flight), ByteBuffer.allocate(0)) == Inbound.TURN) {
                    said(answer.client());
                }
                return true;
            }));
            assertThat(answer.client().hasOutput()).isFalse();
        }
    }

    @Test
    void whatIsExportedIsRightOrNothing() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            var pair = ENDS.established();
            var expected = pair.responder.session().exportKeyingMaterial("EXPERIMENTAL race", new byte[3], 32);
            var session = pair.initiator.session();
            var error = untilDestroyed(pair.initiator, round, () -> {
                assertThat(session.exportKeyingMaterial("EXPERIMENTAL race", new byte[3], 32))
                        .isEqualTo(expected);
                return false;
            });
            assertThat(error).isInstanceOf(IllegalStateException.class);
        }
    }

    /** A trust decision may take long, as when it asks a person: a close does not wait for it, and does not confuse it. */
    @Test
    void aCloseDoesNotWaitForATrustDecision() throws Exception {
        var asked = new CountDownLatch(1);
        var answered = new CountDownLatch(1);
        var client = NoiseEngine.client(
                NoiseSides.of(NoiseContext.forClient(Trust.allow(key -> {
                            asked.countDown();
                            await(answered);
                            return true;
                        }))
                        .classical()
                        .build()),
                "server.test:1",
                List.of(NoiseFixture.LABEL),
                true);
        var server = NoiseFixture.classical(Kind.NX).serverEngine();
        NoiseFixture.hear(server, said(client));
        var flight = said(server);
        var feeding = Task.run(() -> {
            client.feed(ByteBuffer.wrap(flight), ByteBuffer.allocate(0));
            assertThat(said(client)).isEmpty();
        });
        await(asked);
        client.destroy();
        answered.countDown();
        assertThat(feeding.error().reason()).isEqualTo(Reason.CLOSED); // and nothing was said
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static NoiseTransport transport(ChannelEngine engine) {
        return ((NoiseEngine) engine).records().transport();
    }
}
