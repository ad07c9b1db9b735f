package io.securechannel.keys.persistence;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.keys.StoredData;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Everything that writes a key store, from one known state to another. */
enum StoreChange {
    CREATE((keys, directory) -> Stores.builder(directory.resolve(Stores.STORE))
            .create(Stores.PASSWORD)
            .close()),
    PUT((keys, directory) -> keys.put("new", Stores.secret(7))),
    ROTATE((keys, directory) -> keys.rotate("secret", Stores.secret(8))),
    UPDATE((keys, directory) -> keys.update(
            "counter", StoredData.class, now -> StoredData.of("test counter/1", Stores.next(now.orElseThrow())))),
    DELETE((keys, directory) -> keys.delete("secret")),
    CHANGE_PASSWORD((keys, directory) -> keys.changePassword(Stores.OTHER_PASSWORD)),
    PROTECT_BY_A_KEY((keys, directory) -> keys.protectBy(Stores.KEY)),
    BACKUP((keys, directory) -> keys.backup(directory.resolve(Stores.COPY)));

    @SuppressWarnings("ImmutableEnumChecker") // lambdas that hold nothing
    private final Code code;

    StoreChange(Code code) {
        this.code = code;
    }

    /** {@return whether there is a store already} */
    boolean needsStore() {
        return this != CREATE;
    }

    /** {@return what went wrong, or null} */
    @Nullable
    KeyMaterialException make(@Nullable KeyStoreManager keys, Path directory) {
        try {
            code.run(keys, directory);
            return null;
        } catch (KeyMaterialException e) {
            return e;
        }
    }

    /** One change. */
    @FunctionalInterface
    private interface Code {
        void run(KeyStoreManager keys, Path directory) throws KeyMaterialException;
    }
}
