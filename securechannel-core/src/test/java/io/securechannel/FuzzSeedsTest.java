package io.securechannel;

import io.securechannel.testkit.fuzz.FuzzTargets;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What the ring fuzz begins with, without Jazzer: the seeds of every target, and some changed copies. */
class FuzzSeedsTest {

    @TestFactory
    Stream<DynamicTest> seeds() throws IOException {
        return FuzzTargets.beside(FuzzSeedsTest.class).stream()
                .map(name -> DynamicTest.dynamicTest(name, () -> FuzzTargets.runSeeds(FuzzTargets.named(name))));
    }

    @Test
    void thePageSaysWhatEachHolds() throws IOException {
        FuzzTargets.requireTold(FuzzSeedsTest.class);
    }
}
