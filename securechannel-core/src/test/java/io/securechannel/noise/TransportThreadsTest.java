package io.securechannel.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.securechannel.internal.primitive.RecordCipher;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A second thread in one direction is refused, and takes no nonce: whatever it calls while the first is at work. */
@Timeout(30)
class TransportThreadsTest {

    private static final byte[] NOTHING = {};

    private final List<Long> nonces = new ArrayList<>();
    private final List<Throwable> refusals = new ArrayList<>();
    private final List<RecordCipher> wiped = new ArrayList<>();
    private final List<RecordCipher> rested = new ArrayList<>();
    private Runnable meanwhile = () -> {};

    private final NoiseTransport transport = new NoiseTransport(
            new Slow(),
            new Slow(),
            new NoiseExporter(NoiseSuite.DEFAULT.hash().function(), new byte[32], new byte[32]),
            PeerProof.NONE);

    /** While it is at work, something else happens in another thread. */
    private final class Slow implements RecordCipher {

        private void work(long nonce) {
            nonces.add(nonce);
            var other = meanwhile;
            meanwhile = () -> {};
            other.run();
        }

        @Override
        public void seal(long nonce, byte[] associated, byte[] from, int offset, int length, byte[] to, int at) {
            work(nonce);
        }

        @Override
        public void seal(long nonce, byte first, byte[] from, int offset, int length, byte[] to, int at) {
            work(nonce);
        }

        @Override
        public boolean open(long nonce, byte[] associated, byte[] from, int offset, int length, byte[] to, int at) {
            work(nonce);
            return true;
        }

        @Override
        public RecordCipher rekeyed() {
            work(-1);
            return this;
        }

        @Override
        public void rest() {
            rested.add(this);
        }

        @Override
        public void close() {
            wiped.add(this);
        }
    }

    private interface Action {
        void run() throws Exception;
    }

    private void inAnotherThread(Action action) {
        meanwhile = () -> {
            var task = new FutureTask<Throwable>(() -> catchThrowable(action::run));
            new Thread(task).start();
            refusals.add(catchThrowable(() -> {
                var thrown = task.get();
                if (thrown != null) {
                    throw thrown;
                }
            }));
        };
    }

    private void refused() {
        assertThat(refusals)
                .singleElement()
                .satisfies(refusal -> assertThat(refusal)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("two threads")
                        .hasMessageContaining("lock"));
        refusals.clear();
    }

    @Test
    void noNonceIsUsedTwice() {
        for (Action second : List.<Action>of(
                () -> transport.seal(NOTHING),
                () -> transport.seal((byte) 1, NOTHING, 0, 0, new byte[17], 0),
                transport::rekeySending)) {
            inAnotherThread(second);
            transport.seal(NOTHING);
            refused();
            inAnotherThread(second);
            transport.seal((byte) 1, NOTHING, 0, 0, new byte[17], 0);
            refused();
        }
        assertThat(nonces).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
        assertThat(transport.sealed()).isEqualTo(6);
    }

    @Test
    void nothingIsSealedOrReplacedWhileTheKeyIsReplaced() {
        for (Action second : List.<Action>of(() -> transport.seal(NOTHING), transport::rekeySending)) {
            inAnotherThread(second);
            transport.rekeySending();
            refused();
        }
        transport.seal(NOTHING);
        assertThat(nonces).containsExactly(-1L, -1L, 0L);
    }

    @Test
    void norIsAnythingOpenedTwice() throws Exception {
        for (Action second : List.<Action>of(() -> transport.open(new byte[16]), transport::rekeyReceiving)) {
            inAnotherThread(second);
            transport.open(new byte[16]);
            refused();
        }
        assertThat(nonces).containsExactly(0L, 1L);
        assertThat(transport.opened()).isEqualTo(2);
    }

    @Test
    void oneThreadSealsWhileAnotherOpens() {
        inAnotherThread(() -> transport.open(new byte[16]));
        transport.seal(NOTHING);
        assertThat(refusals).containsOnlyNulls();
        assertThat(transport.opened()).isOne();
    }

    @Test
    void anyThreadMayCloseIt() {
        inAnotherThread(transport::close);
        transport.seal(NOTHING);
        assertThat(refusals).containsOnlyNulls();
        assertThatThrownBy(() -> transport.seal(NOTHING)).hasMessageContaining("closed");
    }

    /** A provider that is given a key of zeros would encrypt for everybody: whoever is at work wipes it himself. */
    @Test
    void noKeyIsWipedUnderTheHandsOfWhoSeals() {
        inAnotherThread(() -> {
            transport.close();
            assertThat(wiped).as("of the direction that rests").hasSize(1);
        });
        transport.seal(NOTHING);
        assertThat(refusals).containsOnlyNulls();
        assertThat(wiped).hasSize(2).doesNotHaveDuplicates();
        transport.close();
        assertThat(wiped).hasSize(2);
    }

    /** Also while another thread is at work. */
    @Test
    void bothDirectionsRestAndNoneThatIsClosed() {
        inAnotherThread(transport::rest);
        transport.seal(NOTHING);
        assertThat(refusals).containsOnlyNulls();
        assertThat(rested).hasSize(2).doesNotHaveDuplicates();
        transport.close();
        transport.rest();
        assertThat(rested).hasSize(2);
    }

    /** What fails lets go of its direction. */
    @Test
    void afterAFailureItGoesOn() {
        inAnotherThread(() -> {});
        assertThatThrownBy(() -> transport.seal(new byte[65_520])).isInstanceOf(IllegalArgumentException.class);
        transport.seal(NOTHING);
        transport.rekeySending();
        transport.seal(NOTHING);
        assertThat(nonces).containsExactly(0L, -1L, 1L);
    }
}
