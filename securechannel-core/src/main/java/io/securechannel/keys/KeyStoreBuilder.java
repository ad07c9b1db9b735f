package io.securechannel.keys;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.internal.store.EncryptedStore;
import io.securechannel.internal.store.PasswordProtection;
import io.securechannel.secret.Password;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How the file of a {@link KeyStoreManager} is made or opened. Not for use by several threads. */
public final class KeyStoreBuilder {

    private final Path file;
    private @Nullable PasswordCost chosen;
    private InstantSource clock = InstantSource.system();

    KeyStoreBuilder(Path file) {
        this.file = file;
    }

    /**
     * Sets what a guess at the password costs, in a new file or when the password is changed.
     *
     * @param newCost by default {@link PasswordCost#recommended()}; on a change what the file has, if that is dearer
     * @return this
     */
    @CanIgnoreReturnValue
    public KeyStoreBuilder passwordCost(PasswordCost newCost) {
        this.chosen = newCost;
        return this;
    }

    /**
     * Sets the clock.
     *
     * @param newClock what the time is, for the dates of versions and {@link KeyStoreManager#audit()}; the system's by default
     * @return this
     */
    @CanIgnoreReturnValue
    public KeyStoreBuilder clock(InstantSource newClock) {
        this.clock = newClock;
        return this;
    }

    /**
     * Makes a new file; see {@link KeyStoreManager#create(Path, Password)}.
     *
     * @param password still belongs to the caller
     * @return the key store, empty
     * @throws KeyMaterialException if there is a file already, or it cannot be written
     */
    @CheckReturnValue
    public KeyStoreManager create(Password password) throws KeyMaterialException {
        return manage(EncryptedStore.create(file, PasswordProtection.create(password, cost().parameters())));
    }

    /**
     * Makes a new file; see {@link KeyStoreManager#create(Path, KeyEncryption)}.
     *
     * @param protection the key
     * @return the key store, empty
     * @throws KeyMaterialException if there is a file already, or it cannot be written
     */
    @CheckReturnValue
    public KeyStoreManager create(KeyEncryption protection) throws KeyMaterialException {
        return manage(EncryptedStore.create(file, KeyStoreManager.external(protection)));
    }

    /**
     * Opens a file; see {@link KeyStoreManager#open(Path, Password)}.
     *
     * @param password still belongs to the caller
     * @return the key store
     * @throws KeyMaterialException that says what is wrong with the file, or that it is the password
     */
    @CheckReturnValue
    public KeyStoreManager open(Password password) throws KeyMaterialException {
        return open(locked -> PasswordProtection.open(locked, password));
    }

    /**
     * Opens a file; see {@link KeyStoreManager#open(Path, KeyEncryption)}.
     *
     * @param protection the key
     * @return the key store
     * @throws KeyMaterialException that says what is wrong with the file, or that it is the key
     */
    @CheckReturnValue
    public KeyStoreManager open(KeyEncryption protection) throws KeyMaterialException {
        return open(locked -> KeyStoreManager.external(protection));
    }

    private KeyStoreManager open(EncryptedStore.Unlocking unlocking) throws KeyMaterialException {
        try {
            return manage(EncryptedStore.open(file, unlocking));
        } catch (KeyMaterialException e) {
            if (e.getCause() instanceof NoSuchFileException) {
                throw new KeyMaterialException(
                        e.reason(),
                        e.getMessage() + ": name the key store that there is, or make one by KeyStoreManager.create",
                        e.getCause());
            }
            throw e;
        }
    }

    private PasswordCost cost() {
        return chosen == null ? PasswordCost.recommended() : chosen;
    }

    private KeyStoreManager manage(EncryptedStore store) {
        return new KeyStoreManager(store, Optional.ofNullable(chosen), clock);
    }
}
