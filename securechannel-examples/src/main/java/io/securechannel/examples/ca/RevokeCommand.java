package io.securechannel.examples.ca;

import io.securechannel.examples.console.Words;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.pki.CertificateAuthority;
import io.securechannel.pki.RevocationReason;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Revokes a certificate. */
@Command(
        name = "revoke",
        description = {
            "Revokes a certificate that this authority has issued.",
            "Who goes by lists learns of it when the next \"ca crl\" is where they look for it; \"ca ocsp\" tells it at once."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ca revoke ada.crt --reason key-compromise",
            "  ca revoke 5b0d6b0f0c1e4d5a9a3c2f1e0d9c8b7a --reason superseded",
            "  ca revoke --entry ada --reason certificate-hold",
            "  ca revoke --entry ada --release"
        })
final class RevokeCommand extends AuthorityCommand {

    @Mixin
    private IssuedOptions issued = new IssuedOptions();

    @Option(
            names = "--reason",
            paramLabel = "REASON",
            defaultValue = "unspecified",
            description = "unspecified (default), key-compromise, ca-compromise, affiliation-changed, superseded,"
                    + " cessation-of-operation, certificate-hold, privilege-withdrawn or aa-compromise.")
    private String reason = "unspecified";

    @Option(names = "--release", description = "Take back a certificate-hold instead.")
    private boolean release;

    RevokeCommand() {}

    @Override
    int run(CertificateAuthority authority, KeyStoreManager keys) throws Exception {
        var why = Words.find("--reason", RevocationReason.values(), reason);
        var serial = issued.serial(keys);
        if (release) {
            authority.release(serial);
            out().println(serial.toString(16) + ": valid again; \"ca crl\" tells it to the peers");
        } else {
            authority.revoke(serial, why);
            out().println(serial.toString(16) + ": revoked, " + Words.of(why) + "; \"ca crl\" tells it to the peers");
        }
        return DONE;
    }
}
