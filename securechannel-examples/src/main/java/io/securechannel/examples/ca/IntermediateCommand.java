package io.securechannel.examples.ca;

import io.securechannel.examples.inspect.CertificateView;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.pki.CertificateAuthority;
import io.securechannel.pki.CertificateProfile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes an authority below another. */
@Command(
        name = "intermediate",
        description = {
            "Makes an authority below another one, with a key of its own, and keeps it in the same key store.",
            "Its work can then be done without the root's key. The root needs --path-length 1 or more for that."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ca init \"Example Root CA\" --path-length 1",
            "  ca intermediate \"Example Issuing CA\" --as issuing --days 730",
            "  ca issue --name issuing --server chat.example"
        })
final class IntermediateCommand extends AuthorityCommand {

    @Parameters(paramLabel = "COMMON-NAME", description = "What people call it.")
    private String commonName = "";

    @Option(names = "--as", paramLabel = "NAME", required = true, description = "What it is called in the key store.")
    private String entry = "";

    @Mixin
    private KeyOptions key = new KeyOptions();

    @Mixin
    private LimitOptions limits = new LimitOptions();

    IntermediateCommand() {}

    @Override
    int run(CertificateAuthority authority, KeyStoreManager keys) throws Exception {
        var profile = CertificateProfile.intermediate(commonName).withPathLength(limits.pathLength());
        if (key.keyType().isPresent()) {
            profile = profile.withKeyType(key.keyType().get());
        }
        if (key.validity().isPresent()) {
            profile = profile.withValidity(key.validity().get());
        }
        var constraints = limits.constraints();
        if (constraints != null) {
            profile = profile.withNameConstraints(constraints);
        }
        requireFree(keys, entry);
        var made = authority.intermediate(profile).keepIn(keys, entry);
        var view = new CertificateView(made.certificate());
        out().println(entry + ": authority " + view.subject() + " below " + view.issuer() + ", " + view.key()
                + ", until " + view.notAfter() + ", serial " + view.serial());
        return DONE;
    }
}
