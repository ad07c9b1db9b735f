package io.securechannel.examples.envelopes;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.keys.EnvelopeKeyPair;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Options that say with which private key an envelope is opened. */
final class HolderOptions {

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "The private key in the key store that opens it, any version of it; may be repeated.")
    private List<String> names = List.of();

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description = "The private key that opens it, in a file; may be repeated.")
    private List<Path> files = List.of();

    HolderOptions() {}

    void check() {
        if (names.isEmpty() && files.isEmpty()) {
            throw new IllegalArgumentException(
                    "say which private key opens it: --name NAME in the key store, or --key FILE");
        }
    }

    /** {@return whether it is one holder's, whose newest key comes first} */
    boolean isOne() {
        return names.isEmpty() || (names.size() == 1 && files.isEmpty());
    }

    /** {@return at least one key; of those of a name the newest first} */
    List<EnvelopeKeyPair> keys(Keyring keys) throws KeyMaterialException, IOException {
        var all = new ArrayList<EnvelopeKeyPair>();
        for (var name : names) {
            all.addAll(keys.envelopeKeys(name));
        }
        for (var file : files) {
            all.add(keys.envelopeKey(file));
        }
        return all;
    }
}
