package io.securechannel.examples.keys;

import io.securechannel.keys.KeyMaterial;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.keys.RoleKeyPair;
import io.securechannel.keys.SharedSecret;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a key in a key store. */
@Command(
        name = "new",
        description = {
            "Makes a new key, which never leaves the key store unasked.",
            "Certificates and their keys are made by \"ca issue\" and \"ca request\"."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  keys new chat --kind noise",
            "  keys new letters --kind envelope                 (X-Wing: post-quantum)",
            "  keys new letters --kind envelope --type rsa-3072",
            "  keys new news --kind signing --type ml-dsa-65 --note \"signs the releases\""
        })
final class NewCommand extends StoreCommand {

    @Parameters(paramLabel = "NAME", description = "What the key is called from now on.")
    private String name = "";

    @Option(names = "--kind", paramLabel = "KIND", required = true, description = "What for: ${COMPLETION-CANDIDATES}.")
    private NewKind kind = NewKind.NOISE;

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            description = "envelope: x-wing (default), x25519, p256, rsa-2048, rsa-3072, rsa-4096; signing: ed25519"
                    + " (default), ml-dsa-65, rsa-pss-2048, rsa-pss-3072, rsa-pss-4096.")
    private @Nullable String type;

    @Option(names = "--note", paramLabel = "TEXT", description = "For people; nothing secret.")
    private String note = "";

    NewCommand() {}

    @Override
    protected int run(KeyStoreManager keys) throws Exception {
        var made = kind.generate(type);
        try {
            out().println(EntryText.line(keys.put(name, made, note)));
        } finally {
            wipe(made);
        }
        return DONE;
    }

    static void wipe(KeyMaterial material) {
        if (material instanceof RoleKeyPair keys) {
            keys.close();
        } else if (material instanceof SharedSecret secret) {
            secret.close();
        }
    }
}
