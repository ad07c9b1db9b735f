package io.securechannel.examples.keys;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.examples.console.Table;
import io.securechannel.keys.KeyStoreManager;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Forgets a server. */
@Command(
        name = "forget",
        description = "Forgets a server: the next connection to it is refused as to one that was never met.",
        footerHeading = "%nExample:%n",
        footer = "  keys forget chat.example:7443")
final class ForgetCommand extends StoreCommand {

    @Parameters(paramLabel = "HOST:PORT", description = "Where the server is.")
    private String address = "";

    ForgetCommand() {}

    @Override
    protected int run(KeyStoreManager keys) throws Exception {
        if (!keys.knownPeers().forget(address)) {
            throw new KeyMaterialException(
                    Reason.MISSING, Table.visible(address) + " is not known: \"keys peers\" shows who is");
        }
        out().println(Table.visible(address) + ": forgotten");
        return DONE;
    }
}
