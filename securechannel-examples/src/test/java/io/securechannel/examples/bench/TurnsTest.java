package io.securechannel.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TurnsTest {

    private final List<String> done = new ArrayList<>();

    @Test
    void eachIsDoneOnceBeforeAndThenInTurn() throws IOException {
        var usages = Turns.run(Duration.ZERO, () -> done.add("own"), () -> done.add("floor"));
        assertThat(done).containsExactly("own", "floor", "own", "floor");
        assertThat(usages).extracting(Usage::operations).containsExactly(1L, 1L);
    }

    @Test
    void allButTheFirstCount() throws IOException {
        var usages = Turns.run(Duration.ofMillis(5), () -> done.add("own"));
        assertThat(usages.get(0).operations()).isEqualTo(done.size() - 1L).isPositive();
        assertThat(usages.get(0).nanos()).isPositive();
    }

    @Test
    void theRatioIsOfTheCpuOfEachOperation() {
        var own = new Usage(2, 1, 0, 400, 0);
        var floor = new Usage(10, 1, 0, 1_000, 0);
        assertThat(Turns.cpuRatio(List.of(own, floor), 1)).isEqualTo(0.5);
    }

    @Test
    void worksAreJoined() throws Exception {
        Turns.all(() -> done.add("one"), Turns.times(2, () -> done.add("two"))).run();
        assertThat(done).containsExactly("one", "two", "two");
    }

    @Test
    void whatFailsIsTold() {
        assertThatThrownBy(() -> Turns.run(Duration.ZERO, () -> {
                    throw new InterruptedException("by the library");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("what is measured failed: by the library");
        assertThatThrownBy(() -> Turns.once(() -> {
                    throw new IOException("disk");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("disk");
        assertThatThrownBy(() -> RawSlot.require(false)).isInstanceOf(IllegalStateException.class);
    }
}
