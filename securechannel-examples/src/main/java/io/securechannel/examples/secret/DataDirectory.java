package io.securechannel.examples.secret;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.console.PasswordOptions;
import io.securechannel.examples.service.OwnerOnlyDirectory;
import io.securechannel.examples.service.PasswordFile;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.keys.PasswordCost;
import io.securechannel.secret.Password;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * What the server keeps from one start to the next: a key store, the CA's certificate for clients and, where nobody has
 * named a password, the key store's password in a file that its owner alone may read. Nothing locks the directory: tokens and
 * client certificates are made while the server runs, and the key store has its own lock.
 */
final class DataDirectory {

    /** What a guess at a password costs that somebody has chosen, and at one of 256 random bits; tests alone have others. */
    static volatile PasswordCost cost = PasswordCost.recommended();

    static volatile PasswordCost randomCost = PasswordCost.of(19 << 10, 2, 1);

    private final Path directory;
    private final PasswordOptions password;

    DataDirectory(Path directory, PasswordOptions password) {
        this.directory = directory;
        this.password = password;
    }

    Path keyStore() {
        return directory.resolve("secret.keys");
    }

    Path passwordFile() {
        return directory.resolve("secret.password");
    }

    Path authorityCertificate() {
        return directory.resolve("secret-ca.crt");
    }

    /**
     * Opens the key store, or makes it at the first start.
     *
     * @param say hears what was made
     * @return to be closed by the caller
     */
    KeyStoreManager openOrCreate(Consumer<String> say) throws KeyMaterialException, IOException {
        return Files.exists(keyStore()) ? open() : create(say);
    }

    /** {@return the key store of a server that was started before; to be closed by the caller} */
    KeyStoreManager open() throws KeyMaterialException, IOException {
        if (Files.notExists(keyStore())) {
            throw new IOException(keyStore() + " is not there: \"secret-server\" makes it at its first start, --data"
                    + " names its directory");
        }
        boolean asked = password.given() || Files.notExists(passwordFile());
        if (!asked) {
            PasswordFile.warning(passwordFile()).ifPresent(text -> System.err.println("securechannel: " + text));
        }
        try (var found =
                asked ? password.source().existing(keyStore().toString()) : Password.readFile(passwordFile())) {
            return KeyStoreManager.open(keyStore(), found);
        }
    }

    private KeyStoreManager create(Consumer<String> say) throws KeyMaterialException, IOException {
        OwnerOnlyDirectory.makeOrJudge(directory.toAbsolutePath());
        if (password.given()) {
            try (var fresh = password.source().fresh(keyStore().toString())) {
                return KeyStoreManager.builder(keyStore()).passwordCost(cost).create(fresh);
            }
        }
        if (Files.notExists(passwordFile())) {
            PasswordFile.make(passwordFile());
        }
        try (var random = Password.readFile(passwordFile())) {
            var keys =
                    KeyStoreManager.builder(keyStore()).passwordCost(randomCost).create(random);
            say.accept("made " + keyStore() + " for the keys, and its password, a random one: " + passwordFile());
            say.accept("whoever reads both files has all keys, the CA's too; --password-file or --password-env keep the"
                    + " password elsewhere");
            return keys;
        }
    }

    /** {@return the directory} */
    @Override
    public String toString() {
        return directory.toString();
    }
}
