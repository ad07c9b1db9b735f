package io.securechannel.examples.echo;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.console.KeyPasswordOptions;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.keys.NoisePublicKey;
import io.securechannel.noise.NoiseContext;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where an end's own key for Noise is: in a file, in the key store, or nowhere.
 *
 * @param file the key, PEM or JSON
 * @param password of the file, and of a secret's
 * @param name in the key store
 * @param store is open if there is a name
 */
record NoiseKeySource(
        @Nullable Path file,
        KeyPasswordOptions password,
        @Nullable String name,
        @Nullable KeyStoreManager store) {

    /** A server with its key. */
    record OfServer(NoiseContext.ServerBuilder builder, NoisePublicKey key) {}

    boolean missing() {
        return file == null && name == null;
    }

    /** {@return a server with this key} In the key store it is live: who rotates it there replaces it in two steps. */
    OfServer context(Deque<AutoCloseable> opened) throws KeyMaterialException, IOException {
        if (file == null && name != null && store != null) {
            var live = store.liveNoiseKeys(name);
            return new OfServer(
                    NoiseContext.forServer(live), live.current().current().publicKey());
        }
        var keys = read().orElseThrow();
        opened.push(keys);
        return new OfServer(NoiseContext.forServer(keys), keys.publicKey());
    }

    /** {@return the key, to be closed by the caller; empty if neither file nor name was given} */
    Optional<NoiseKeyPair> read() throws KeyMaterialException, IOException {
        if (file != null) {
            return Optional.of(NoiseOptions.keys(file, password));
        }
        return name == null || store == null ? Optional.empty() : Optional.of(store.get(name, NoiseKeyPair.class));
    }
}
