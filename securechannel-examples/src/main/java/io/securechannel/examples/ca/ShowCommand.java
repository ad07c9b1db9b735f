package io.securechannel.examples.ca;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.examples.console.Json;
import io.securechannel.examples.console.Members;
import io.securechannel.examples.keys.CertificateText;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.pki.CertificateAuthority;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tells all of a certificate that was issued, or of the authority. */
@Command(
        name = "show",
        description = "Tells all that the ledger knows of a certificate; without one, of the authority itself.",
        footerHeading = "%nExamples:%n",
        footer = {"  ca show", "  ca show ada.crt", "  ca show --entry chat.example --json"})
final class ShowCommand extends AuthorityCommand {

    @Mixin
    private IssuedOptions issued = new IssuedOptions();

    @Option(names = "--json", description = "For programs.")
    private boolean json;

    ShowCommand() {}

    @Override
    int run(CertificateAuthority authority, KeyStoreManager keys) throws Exception {
        var members = members(authority, keys);
        if (json) {
            out().println(Json.write(members));
        } else {
            Members.print(members, out());
        }
        return DONE;
    }

    private Map<String, @Nullable Object> members(CertificateAuthority authority, KeyStoreManager keys)
            throws KeyMaterialException {
        if (!issued.given()) {
            var members = CertificateText.members(authority.certificate());
            members.put("issued", authority.issued().size());
            members.put(
                    "needed until",
                    authority.neededUntil().map(Instant::toString).orElse("nothing that it has issued is valid"));
            return members;
        }
        var found = authority
                .find(issued.serial(keys))
                .orElseThrow(() -> new KeyMaterialException(
                        Reason.MISSING,
                        "this authority has issued no such certificate: \"ca list\" shows what it has"));
        return IssuedText.members(found, InstantSource.system().instant());
    }
}
