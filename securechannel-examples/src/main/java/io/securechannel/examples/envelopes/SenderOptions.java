package io.securechannel.examples.envelopes;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.keys.PublicKeyFile;
import io.securechannel.hybrid.Sender;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** Options that say from whom something may come. */
final class SenderOptions {

    @Option(
            names = "--from",
            paramLabel = "FILE",
            description =
                    "The public key of one who may have signed it: PEM, a JSON Web Key or OpenSSH's line; may be repeated.")
    private List<Path> files = List.of();

    @Option(
            names = "--from-both",
            arity = "2",
            paramLabel = "FILE",
            description =
                    "The public keys of one who signs by two keys, the one of Ed25519 or RSA and the one of ML-DSA-65; may be"
                            + " repeated.")
    private List<Path> pairs = List.of();

    @Option(
            names = "--from-name",
            paramLabel = "NAME",
            description = "One's own key in the key store, any version of it; may be repeated.")
    private List<String> names = List.of();

    SenderOptions() {}

    boolean given() {
        return !files.isEmpty() || !pairs.isEmpty() || !names.isEmpty();
    }

    /** {@return those who may have, and what the command line called them} */
    Map<Sender, String> senders(Keyring keys) throws KeyMaterialException, IOException {
        var all = new LinkedHashMap<Sender, String>();
        for (var file : files) {
            all.put(Sender.of(PublicKeyFile.sender(file)), file.toString());
        }
        for (int i = 0; i + 1 < pairs.size(); i += 2) {
            all.put(
                    Sender.both(PublicKeyFile.sender(pairs.get(i)), PublicKeyFile.sender(pairs.get(i + 1))),
                    pairs.get(i) + " and " + pairs.get(i + 1));
        }
        for (var name : names) {
            for (var version : keys.signingKeys(name)) {
                all.put(Sender.of(version.publicKey()), name);
            }
        }
        return all;
    }
}
