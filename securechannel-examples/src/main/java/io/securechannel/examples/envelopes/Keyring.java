package io.securechannel.examples.envelopes;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.console.PasswordSource;
import io.securechannel.examples.keys.ImportKind;
import io.securechannel.examples.keys.ImportedFiles;
import io.securechannel.examples.keys.StoreOptions;
import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.keys.RoleKeyPair;
import io.securechannel.keys.SigningKeyPair;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The private keys of one command, until {@link #close()}. The key store is opened, and its password asked for, when the first name
 * in it is needed.
 */
final class Keyring implements AutoCloseable {

    private final StoreOptions options;
    private final PasswordSource filePassword;
    private final List<RoleKeyPair> held = new ArrayList<>();
    private @Nullable KeyStoreManager store;

    Keyring(StoreOptions options, PasswordSource filePassword) {
        this.options = options;
        this.filePassword = filePassword;
    }

    /** {@return the key store, which this closes} */
    KeyStoreManager store() throws KeyMaterialException, IOException {
        var opened = store == null ? options.open() : store;
        store = opened;
        return opened;
    }

    /** {@return all versions of a key that opens envelopes, the newest first} */
    List<EnvelopeKeyPair> envelopeKeys(String name) throws KeyMaterialException, IOException {
        var versions = store().versions(name, EnvelopeKeyPair.class);
        held.addAll(versions);
        return versions;
    }

    EnvelopeKeyPair envelopeKey(Path file) throws KeyMaterialException, IOException {
        return kept((EnvelopeKeyPair) read(file, ImportKind.ENVELOPE));
    }

    /** {@return all versions of a key that signs, the newest first} */
    List<SigningKeyPair> signingKeys(String name) throws KeyMaterialException, IOException {
        var versions = store().versions(name, SigningKeyPair.class);
        held.addAll(versions);
        return versions;
    }

    SigningKeyPair signingKey(Path file) throws KeyMaterialException, IOException {
        return kept((SigningKeyPair) read(file, ImportKind.SIGNING));
    }

    private Object read(Path file, ImportKind kind) throws KeyMaterialException, IOException {
        return new ImportedFiles(List.of(file), filePassword).read(kind);
    }

    private <K extends RoleKeyPair> K kept(K keys) {
        held.add(keys);
        return keys;
    }

    @Override
    public void close() {
        held.forEach(RoleKeyPair::close);
        if (store != null) {
            store.close();
        }
    }
}
