package io.securechannel.examples.ca;

import io.securechannel.examples.console.OwnerOnlyFile;
import io.securechannel.examples.keys.CertificateText;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.pki.CertificateAuthority;
import io.securechannel.pki.Pem;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Writes the certificate of an authority. */
@Command(
        name = "export",
        description = {
            "Writes the authority's certificate, PEM, to standard output or a file: what those need who are to trust it.",
            "Its key stays; \"keys export NAME --private\" takes it out."
        },
        footerHeading = "%nExample:%n",
        footer = "  ca export --out root.crt")
final class ExportCommand extends AuthorityCommand {

    @Option(names = "--out", paramLabel = "FILE", description = "Where it goes.")
    private @Nullable Path file;

    @Option(names = "--force", description = "Replace a file that is there.")
    private boolean force;

    ExportCommand() {}

    @Override
    int run(CertificateAuthority authority, KeyStoreManager keys) throws Exception {
        if (file == null) {
            out().print(CertificateText.pem(authority.certificate()));
            out().flush();
            return DONE;
        }
        OwnerOnlyFile.refuseToReplace(file, force);
        Pem.writeCertificate(authority.certificate(), file);
        out().println("wrote " + file + "; whoever trusts it believes what this authority signs");
        return DONE;
    }
}
