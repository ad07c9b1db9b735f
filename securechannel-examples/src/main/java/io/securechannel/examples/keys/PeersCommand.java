package io.securechannel.examples.keys;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.console.Json;
import io.securechannel.examples.console.Table;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.keys.KnownPeer;
import io.securechannel.keys.NoisePublicKey;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists the servers that are known by their Noise keys. */
@Command(
        name = "peers",
        description = {
            "Lists the servers that are known by their keys, over Noise.",
            "One that stands there twice has announced its next key, the first of the two."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  keys peers", "  keys peers --json"})
final class PeersCommand extends StoreCommand {

    @Option(names = "--json", description = "For programs.")
    private boolean json;

    PeersCommand() {}

    @Override
    protected int run(KeyStoreManager keys) throws Exception {
        var peers = keys.knownPeers().list();
        if (json) {
            out().println(Json.write(peers.stream().map(PeersCommand::members).toList()));
        } else {
            print(peers);
        }
        return DONE;
    }

    private void print(List<KnownPeer> peers) {
        var table = new Table("ADDRESS", "DIGITS", "KEY");
        peers.forEach(each -> table.row(each.address(), digits(each), each.key()));
        table.print(out());
    }

    private static Map<String, String> members(KnownPeer peer) {
        return Map.of("address", peer.address(), "digits", digits(peer), "key", peer.key());
    }

    private static String digits(KnownPeer peer) {
        try {
            return NoisePublicKey.parse(peer.key()).shortFingerprint();
        } catch (KeyMaterialException e) {
            return "not a key for Noise";
        }
    }
}
