package io.securechannel.examples.envelopes;

import io.securechannel.examples.console.KeyPasswordOptions;
import io.securechannel.examples.console.Table;
import io.securechannel.examples.keys.StoreOptions;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * A command that needs keys from files or from a key store. Its result goes to standard output or a file, and what people should
 * know to standard error; names of files must not steer the terminal. What the library calls an illegal argument was a wrong option.
 */
@Command(mixinStandardHelpOptions = true, sortOptions = false)
abstract class EnvelopesCommand implements Callable<Integer> {

    @Mixin
    private StoreOptions store = new StoreOptions();

    @Mixin
    private KeyPasswordOptions keyPassword = new KeyPasswordOptions();

    @Spec
    private @Nullable CommandSpec spec;

    EnvelopesCommand() {}

    @Override
    public final Integer call() throws Exception {
        try {
            check();
            Interruption.cleanly(() -> {
                try (var keys = new Keyring(store, keyPassword.source())) {
                    run(keys);
                }
            });
            return 0;
        } catch (IllegalArgumentException e) {
            throw usage(Objects.requireNonNullElse(e.getMessage(), e.toString()));
        }
    }

    /**
     * Refuses options that do not belong together, and files that must not be replaced, before anybody types a password.
     *
     * @throws Exception that says what is wrong
     */
    abstract void check() throws Exception;

    /** Does the work. */
    abstract void run(Keyring keys) throws Exception;

    final PrintWriter out() {
        return Objects.requireNonNull(spec).commandLine().getOut();
    }

    /** Says what was done. */
    final void say(String line) {
        out().println(Table.visible(line));
    }

    /** Says something to people, while standard output may be taken by the result. */
    final void tell(String line) {
        Objects.requireNonNull(spec).commandLine().getErr().println(Table.visible(line));
    }

    final ParameterException usage(String message) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), Table.visible(message));
    }
}
