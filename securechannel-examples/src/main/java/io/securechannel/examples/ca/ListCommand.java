package io.securechannel.examples.ca;

import io.securechannel.examples.console.Json;
import io.securechannel.examples.console.Table;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.pki.CertificateAuthority;
import java.time.InstantSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists what was issued. */
@Command(
        name = "list",
        description = "Lists what the authority has issued.",
        footerHeading = "%nExamples:%n",
        footer = {"  ca list", "  ca list --json --password-file /run/secrets/ca"})
final class ListCommand extends AuthorityCommand {

    @Option(names = "--json", description = "For programs.")
    private boolean json;

    ListCommand() {}

    @Override
    int run(CertificateAuthority authority, KeyStoreManager keys) throws Exception {
        var now = InstantSource.system().instant();
        var all = authority.issued();
        if (json) {
            out().println(Json.write(
                    all.stream().map(each -> IssuedText.members(each, now)).toList()));
            return DONE;
        }
        var table = new Table("SERIAL", "STATE", "PROFILE", "SUBJECT", "NAMES", "UNTIL");
        for (var each : all) {
            table.row(
                    each.serial().toString(16),
                    IssuedText.state(each, now),
                    each.profile(),
                    each.subject(),
                    String.join(", ", each.names()),
                    each.notAfter().toString());
        }
        table.print(out());
        return DONE;
    }
}
