package io.securechannel.keys;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.internal.crypto.Argon2Cost;
import java.util.Optional;

/**
 * What one guess at a password costs, and with it one opening: Argon2id's parameters (RFC 9106, section 3.1). Most programs
 * need none but {@link #recommended()}.
 */
public final class PasswordCost {

    private static final int LEAST_MEMORY = 19 << 10;
    private static final int LEAST_PASSES = 2;

    private final Argon2Cost cost;

    private PasswordCost(Argon2Cost cost) {
        this.cost = cost;
    }

    /**
     * {@return 64 MiB, 3 passes, 4 lanes: what RFC 9106, section 4, recommends where 2 GiB cannot be had} One opening takes some
     * tenths of a second on one core; see docs/performance.md.
     */
    public static PasswordCost recommended() {
        return new PasswordCost(new Argon2Cost(64 << 10, 3, 4));
    }

    /**
     * Sets the parameters.
     *
     * @param memoryKib in KiB: 19,456 (19 MiB) to 262,144 (256 MiB)
     * @param passes over the memory: 2 at least; memory times passes is 4 GiB at most
     * @param lanes 1 to 64; one core computes them all here
     * @return the cost
     * @throws IllegalArgumentException if it is less, or more, than that
     */
    public static PasswordCost of(int memoryKib, int passes, int lanes) {
        if (memoryKib < LEAST_MEMORY || passes < LEAST_PASSES) {
            throw new IllegalArgumentException("a password needs 19,456 KiB and 2 passes at least, not " + memoryKib
                    + " and " + passes + ": less is guessed too fast");
        }
        try {
            return new PasswordCost(new Argon2Cost(memoryKib, passes, lanes).checked("this cost"));
        } catch (KeyMaterialException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** {@return next to nothing, so that tests of programs do not wait; never for a file that is kept} */
    public static PasswordCost insecureForTests() {
        return new PasswordCost(new Argon2Cost(32, 1, 1));
    }

    /** {@return what a file has, if it is dearer than what is recommended} */
    static PasswordCost recommendedOr(Optional<Argon2Cost> found) {
        var recommended = recommended();
        return found.filter(
                        each -> each.memory() * each.passes() > recommended.cost.memory() * recommended.cost.passes())
                .map(PasswordCost::new)
                .orElse(recommended);
    }

    Argon2Cost parameters() {
        return cost;
    }

    /** {@return whether a guess at a password that this protects is cheaper than it should be} */
    static boolean weak(Argon2Cost found) {
        return found.memory() < LEAST_MEMORY || found.passes() < LEAST_PASSES;
    }

    /** {@return the parameters} */
    @Override
    public String toString() {
        return "PasswordCost[" + cost + "]";
    }
}
