package io.securechannel.testkit.fuzz;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;

/** The errors that a parser declares. */
public final class Refusals {

    /** What an input has reached that something was read from. */
    public static final String READ = "read";

    private Refusals() {}

    /**
     * {@return what was read; empty if it was refused as documented, in words that forge no lines}
     *
     * @param reasons why it may be refused: of SecureChannelException or KeyMaterialException
     * @param reading what reads
     * @param <T> what it reads
     * @throws Exception that is another: a finding
     */
    public static <T> Optional<T> read(Set<? extends Enum<?>> reasons, Callable<T> reading) throws Exception {
        try {
            var read = Optional.of(reading.call());
            Reached.note(READ);
            return read;
        } catch (SecureChannelException e) {
            check(reasons, e.reason(), e);
        } catch (KeyMaterialException e) {
            check(reasons, e.reason(), e);
        }
        return Optional.empty();
    }

    private static void check(Set<? extends Enum<?>> reasons, Enum<?> reason, Exception e) {
        if (!reasons.contains(reason)) {
            throw new AssertionError("refused for another reason than is documented: " + reason, e);
        }
        var message = e.getMessage();
        if (message == null || message.isEmpty() || message.codePoints().anyMatch(Character::isISOControl)) {
            throw new AssertionError("refused in words that are none", e);
        }
    }
}
