package io.securechannel.examples.keys;

import io.securechannel.examples.console.Table;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.keys.NoisePublicKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Believes a server by its Noise key from now on. */
@Command(
        name = "confirm",
        description = {
            "Believes a server by its key from now on, over Noise. A key by which it was known before is not believed any more.",
            "Compare the digits with those that the server's people read to you (\"keys show NAME\" at their side) first."
        },
        footerHeading = "%nExample:%n",
        footer = "  keys confirm chat.example:7443 scn1s5s0qzvfxzn4gayt0hwtg0hhtgxm7wsdycup4a8t5j5ca25mfe4qwg9ld5")
final class ConfirmCommand extends StoreCommand {

    @Parameters(index = "0", paramLabel = "HOST:PORT", description = "Where the server is.")
    private String address = "";

    @Parameters(index = "1", paramLabel = "KEY", description = "Its key, scn1….")
    private String text = "";

    ConfirmCommand() {}

    @Override
    protected int run(KeyStoreManager keys) throws Exception {
        var key = NoisePublicKey.parse(text);
        keys.knownPeers().confirm(address, key);
        out().println(Table.visible(address + ": known by " + key.shortFingerprint()));
        return DONE;
    }
}
