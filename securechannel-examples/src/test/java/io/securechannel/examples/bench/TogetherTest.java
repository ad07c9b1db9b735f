package io.securechannel.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TogetherTest {

    private final CountDownLatch freed = new CountDownLatch(1);

    @Test
    void givesWhatBothGave() throws IOException {
        assertThat(Together.run(() -> "there", () -> "here", freed::countDown))
                .isEqualTo(new Together.Both<>("there", "here"));
        assertThat(freed.getCount()).isEqualTo(1);
    }

    @Test
    void aFailureThereFreesThisEnd() {
        assertThatThrownBy(() -> Together.run(
                        () -> {
                            throw new IOException("there");
                        },
                        this::waitUntilFreed,
                        freed::countDown))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("there");
    }

    @Test
    void aFailureHereFreesTheOtherEndAndBothAreTold() {
        assertThatThrownBy(() -> Together.run(
                        () -> {
                            waitUntilFreed();
                            throw new IOException("there");
                        },
                        () -> {
                            throw new IOException("here");
                        },
                        freed::countDown))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("here")
                .satisfies(failure -> assertThat(failure.getSuppressed())
                        .singleElement()
                        .isInstanceOfSatisfying(
                                IOException.class, other -> assertThat(other).hasMessage("there")));
    }

    @Test
    void percentilesAreOfTheNearestRank() {
        var sorted = new long[] {10, 20, 30, 40, 99};
        assertThat(PingPong.percentile(sorted, 4, 50)).isEqualTo(20);
        assertThat(PingPong.percentile(sorted, 4, 99)).isEqualTo(40);
        assertThat(PingPong.percentile(sorted, 1, 50)).isEqualTo(10);
    }

    private boolean waitUntilFreed() throws InterruptedException {
        freed.await();
        return true;
    }
}
