package io.securechannel.examples.ca;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.examples.keys.StoreCommand;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.pki.CertificateAuthority;
import picocli.CommandLine.Option;

/** A command that works with an authority that is there already. */
abstract class AuthorityCommand extends StoreCommand {

    @Option(
            names = "--name",
            paramLabel = "NAME",
            defaultValue = "ca",
            description = "What the authority is called in the key store (default: ${DEFAULT-VALUE}).")
    private String name = "ca";

    AuthorityCommand() {}

    @Override
    protected final int run(KeyStoreManager keys) throws Exception {
        return run(CertificateAuthority.open(keys, name), keys);
    }

    /** Refuses a name that is taken before anything is issued under it. */
    static void requireFree(KeyStoreManager keys, String entry) throws KeyMaterialException {
        if (keys.find(entry).isPresent()) {
            throw new KeyMaterialException(
                    Reason.ALREADY_THERE,
                    entry + " is in the key store already: --as gives another name; \"ca issue --renew " + entry
                            + "\" renews it");
        }
    }

    /** {@return what the authority is called in the key store} */
    final String name() {
        return name;
    }

    abstract int run(CertificateAuthority authority, KeyStoreManager keys) throws Exception;
}
