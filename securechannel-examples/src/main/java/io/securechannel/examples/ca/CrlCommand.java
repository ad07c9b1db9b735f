package io.securechannel.examples.ca;

import io.securechannel.examples.console.OwnerOnlyFile;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.pki.CertificateAuthority;
import io.securechannel.pki.Pem;
import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes a revocation list. */
@Command(
        name = "crl",
        description = {
            "Makes the next list of what is revoked (RFC 5280, section 5), and replaces the file.",
            "Make a new one before the old one ends, also if nothing has changed: who wants a list refuses everybody without a"
                    + " valid one."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  ca crl --out ca.crl", "  ca crl --out ca.crl --days 2 --password-file /run/secrets/ca"})
final class CrlCommand extends AuthorityCommand {

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "Where it goes, PEM.")
    private Path file = Path.of("");

    @Option(
            names = "--days",
            paramLabel = "N",
            defaultValue = "7",
            description = "For how many days it is valid (default: ${DEFAULT-VALUE}).")
    private int days = 7;

    @Option(names = "--force", description = "Replace a file that is not a list.")
    private boolean force;

    CrlCommand() {}

    @Override
    int run(CertificateAuthority authority, KeyStoreManager keys) throws Exception {
        OwnerOnlyFile.refuseToReplace(file, force || OwnerOnlyFile.beginsWith(file, "-----BEGIN X509 CRL-----"));
        var list = authority.crl(Duration.ofDays(days));
        Pem.writeCrl(list, file);
        var revoked = list.getRevokedCertificates();
        out().println("wrote " + file + ": revoked certificates: " + (revoked == null ? 0 : revoked.size())
                + ", the next list is due before " + list.getNextUpdate().toInstant());
        return DONE;
    }
}
