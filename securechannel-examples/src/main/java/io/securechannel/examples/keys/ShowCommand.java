package io.securechannel.examples.keys;

import io.securechannel.examples.console.Json;
import io.securechannel.examples.console.Members;
import io.securechannel.keys.Identity;
import io.securechannel.keys.KeyMaterial;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.keys.KnownPeer;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.keys.RoleKeyPair;
import io.securechannel.keys.StoredData;
import io.securechannel.keys.TrustedCertificate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tells all of an entry that is no secret. */
@Command(
        name = "show",
        description = "Tells all of an entry that is no secret: fingerprints, names, dates.",
        footerHeading = "%nExamples:%n",
        footer = {"  keys show server", "  keys show server --json --password-file /run/secrets/chat"})
final class ShowCommand extends StoreCommand {

    @Parameters(paramLabel = "NAME", description = "The entry.")
    private String name = "";

    @Option(names = "--json", description = "For programs.")
    private boolean json;

    ShowCommand() {}

    @Override
    protected int run(KeyStoreManager keys) throws Exception {
        var entry = Entry.find(keys, name);
        var members = EntryText.members(entry);
        var material = Entry.read(keys, entry);
        try {
            describe(material, members);
        } finally {
            NewCommand.wipe(material);
        }
        if (json) {
            out().println(Json.write(members));
        } else {
            Members.print(members, out());
        }
        return DONE;
    }

    private static void describe(KeyMaterial material, Map<String, @Nullable Object> members) {
        if (material instanceof Identity identity) {
            members.put(
                    "chain",
                    identity.certificateChain().stream()
                            .map(CertificateText::members)
                            .toList());
        } else if (material instanceof TrustedCertificate trusted) {
            members.put("chain", List.of(CertificateText.members(trusted.certificate())));
        } else if (material instanceof RoleKeyPair keys) {
            members.put("fingerprint", keys.publicKey().fingerprint());
            if (keys instanceof NoiseKeyPair noise) {
                members.put("text", noise.publicKey().text());
                members.put("digits", noise.publicKey().shortFingerprint());
            }
        } else if (material instanceof KnownPeer peer) {
            members.put("address", peer.address());
            members.put("key", peer.key());
        } else if (material instanceof StoredData data) {
            members.put("format", data.format());
            data.close();
        }
    }
}
