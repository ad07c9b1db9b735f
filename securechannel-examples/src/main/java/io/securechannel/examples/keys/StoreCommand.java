package io.securechannel.examples.keys;

import io.securechannel.keys.KeyStoreManager;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that works on a key store. What the library calls an illegal argument was a wrong option. */
@Command(mixinStandardHelpOptions = true, sortOptions = false)
public abstract class StoreCommand implements Callable<Integer> {

    /** Done. */
    protected static final int DONE = 0;

    @Mixin
    private StoreOptions store = new StoreOptions();

    @Spec
    private @Nullable CommandSpec spec;

    /** For commands. */
    protected StoreCommand() {}

    @Override
    public final Integer call() throws Exception {
        check();
        try (var keys = open(store)) {
            return run(keys);
        } catch (IllegalArgumentException e) {
            throw usage(Objects.requireNonNullElse(e.getMessage(), e.toString()));
        }
    }

    /** Refuses options that do not belong together, before anybody types a password. */
    protected void check() {}

    /**
     * Opens or makes the key store.
     *
     * @param options that say which
     * @return the key store
     * @throws Exception that says what is wrong
     */
    protected KeyStoreManager open(StoreOptions options) throws Exception {
        return options.open();
    }

    /**
     * Does the work.
     *
     * @param keys the key store, which is closed afterwards
     * @return the exit code
     * @throws Exception that says what failed
     */
    protected abstract int run(KeyStoreManager keys) throws Exception;

    /** {@return standard output} */
    protected final PrintWriter out() {
        return Objects.requireNonNull(spec).commandLine().getOut();
    }

    /**
     * {@return the error of who called it wrongly}
     *
     * @param message what is wrong
     */
    protected final ParameterException usage(String message) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), message);
    }
}
