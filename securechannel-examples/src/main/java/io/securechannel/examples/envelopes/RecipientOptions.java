package io.securechannel.examples.envelopes;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.keys.PublicKeyFile;
import io.securechannel.keys.EnvelopePublicKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Options that say to whom something is sealed. */
final class RecipientOptions {

    @Option(
            names = "--to",
            paramLabel = "FILE",
            description = "The public key of one who can open it: PEM or a JSON Web Key; may be repeated.")
    private List<Path> files = List.of();

    @Option(
            names = "--to-name",
            paramLabel = "NAME",
            description = "The same, of a key in the key store: its newest version; may be repeated.")
    private List<String> names = List.of();

    @Option(
            names = "--allow-classical",
            description = "Let keys without post-quantum cryptography stand beside X-Wing keys.")
    private boolean allowClassical;

    RecipientOptions() {}

    void check() {
        if (files.isEmpty() && names.isEmpty()) {
            throw new IllegalArgumentException(
                    "nobody could open it: say for whom it is by --to FILE or --to-name NAME");
        }
    }

    /** {@return their keys, in the order of the options} */
    List<EnvelopePublicKey> keys(Keyring keys) throws KeyMaterialException, IOException {
        var all = new ArrayList<EnvelopePublicKey>();
        for (var file : files) {
            all.add(PublicKeyFile.recipient(file));
        }
        for (var name : names) {
            all.add(keys.envelopeKeys(name).get(0).publicKey());
        }
        boolean some = all.stream().anyMatch(each -> each.type().postQuantum());
        var classical = all.stream().filter(each -> !each.type().postQuantum()).findFirst();
        if (!allowClassical && some && classical.isPresent()) {
            throw new IllegalArgumentException(
                    "some of the recipients have post-quantum keys, and others do not, for instance "
                            + classical.get()
                            + ": an envelope to all of them is only as strong as the weakest; have them make X-Wing"
                            + " keys, seal two envelopes, or say --allow-classical");
        }
        return all;
    }

    boolean allowClassical() {
        return allowClassical;
    }
}
