package io.securechannel.testkit.fuzz;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A target whose seeds are refused, or reach less than they are there for, is noticed. */
class FuzzTargetsTest {

    @Test
    void seedsThatAreRead() {
        assertThatCode(() -> FuzzTargets.runSeeds(new Words("a", "b"))).doesNotThrowAnyException();
    }

    @Test
    void aSeedThatIsRefused() {
        assertThatThrownBy(() -> FuzzTargets.runSeeds(new Words("a", "b", "c")))
                .hasMessage("seed 2 is refused, and reaches nothing");
    }

    @Test
    void aSeedThatMayBeRefused() {
        assertThatCode(() -> FuzzTargets.runSeeds(new Words("a", "b", "c") {
                    @Override
                    protected boolean mayRefuse(int seed) {
                        return seed == 2;
                    }
                }))
                .doesNotThrowAnyException();
    }

    @Test
    void aPlaceThatNoSeedReaches() {
        assertThatThrownBy(() -> FuzzTargets.runSeeds(new Words("a"))).hasMessage("no seed reaches [the second]");
    }

    /** Many seeds are not all run in verify: the first of each form is. */
    @Test
    void theFirstOfEachFormIsRun() {
        var seeds = new String[100];
        java.util.Arrays.fill(seeds, "a");
        seeds[51] = "b";
        assertThatCode(() -> FuzzTargets.runSeeds(new Words(seeds))).doesNotThrowAnyException();
    }

    @Test
    void aLengthThatIsOnlyDeclaredIsNoticed() {
        assertThatThrownBy(() -> new Words("a") {
                    @Override
                    protected long mostAnyway() {
                        return LITTLE;
                    }

                    @Override
                    protected void run(byte[] input) {
                        if (new byte[input[0] << 20].length > 0) {
                            reached(Refusals.READ);
                        }
                    }
                }.check(new byte[] {2}))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("1 bytes made it allocate 209");
    }

    private static class Words extends FuzzTarget {

        private final List<String> seeds;

        Words(String... seeds) {
            this.seeds = List.of(seeds);
        }

        @Override
        protected List<byte[]> seeds() {
            return seeds.stream().map(FuzzTarget::utf8).toList();
        }

        @Override
        protected Set<String> reaches() {
            return Set.of(Refusals.READ, "the second");
        }

        @Override
        protected void run(byte[] input) throws Exception {
            var word = Refusals.read(EnumSet.of(Reason.MALFORMED), () -> {
                if (!List.of("a", "b").contains(latin1(input))) {
                    throw new KeyMaterialException(Reason.MALFORMED, "neither a nor b");
                }
                return latin1(input);
            });
            if (word.filter("b"::equals).isPresent()) {
                reached("the second");
            }
        }
    }
}
