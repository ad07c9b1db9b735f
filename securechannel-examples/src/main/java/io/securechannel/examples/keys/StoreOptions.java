package io.securechannel.examples.keys;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.console.NoPasswordArgument;
import io.securechannel.examples.console.PasswordOptions;
import io.securechannel.examples.console.PasswordSource;
import io.securechannel.keys.KeyStoreBuilder;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.keys.PasswordCost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that say which key store, and where its password is. */
public final class StoreOptions {

    /** What a guess at the password of a new file costs; tests alone have another. */
    static volatile PasswordCost cost = PasswordCost.recommended();

    @Option(
            names = "--store",
            paramLabel = "FILE",
            defaultValue = "securechannel.keys",
            description = "The key store (default: ${DEFAULT-VALUE}).")
    private Path file = Path.of("securechannel.keys");

    @Mixin
    private PasswordOptions password = new PasswordOptions();

    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli puts its option beside the others
    private NoPasswordArgument noArgument = new NoPasswordArgument();

    /** For picocli. */
    public StoreOptions() {}

    /** {@return the file} */
    public Path file() {
        return file;
    }

    /** {@return where the password comes from} */
    public PasswordSource password() {
        return password.source();
    }

    /**
     * Opens the key store.
     *
     * @return to be closed by the caller
     * @throws KeyMaterialException if it is not there, not to be read, or the password is wrong
     * @throws IOException if nobody typed a password
     */
    public KeyStoreManager open() throws KeyMaterialException, IOException {
        return open(password.source());
    }

    /**
     * Opens the key store by another password than the options' own.
     *
     * @param source where it comes from
     * @return to be closed by the caller
     * @throws KeyMaterialException if it is not there, not to be read, or the password is wrong
     * @throws IOException if nobody typed a password
     */
    public KeyStoreManager open(PasswordSource source) throws KeyMaterialException, IOException {
        if (Files.notExists(file)) {
            throw new IOException(
                    file + " is not there: \"keys init\" or \"ca init\" makes a key store, --store names one");
        }
        try (var typed = source.existing(file.toString())) {
            return builder().open(typed);
        }
    }

    /**
     * Makes a new key store.
     *
     * @return to be closed by the caller
     * @throws KeyMaterialException if there is a file already, or it cannot be written
     * @throws IOException if nobody typed a password, or two different ones
     */
    public KeyStoreManager create() throws KeyMaterialException, IOException {
        if (Files.exists(file)) {
            throw new IOException(file + " is there already: --store names another file");
        }
        try (var typed = password.source().fresh(file.toString())) {
            return builder().create(typed);
        }
    }

    /**
     * Opens the key store, or makes it.
     *
     * @return to be closed by the caller
     * @throws KeyMaterialException as {@link #open()} and {@link #create()}
     * @throws IOException as {@link #open()} and {@link #create()}
     */
    public KeyStoreManager openOrCreate() throws KeyMaterialException, IOException {
        return Files.exists(file) ? open() : create();
    }

    private KeyStoreBuilder builder() {
        return KeyStoreManager.builder(file).passwordCost(cost);
    }
}
