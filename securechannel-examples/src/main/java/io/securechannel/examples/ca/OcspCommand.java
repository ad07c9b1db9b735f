package io.securechannel.examples.ca;

import io.securechannel.examples.console.AtExit;
import io.securechannel.examples.inspect.CertificateView;
import io.securechannel.keys.Identity;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.pki.CertificateAuthority;
import io.securechannel.pki.ocsp.OcspResponder;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Answers who asks whether certificates have been revoked. */
@Command(
        name = "ocsp",
        description = {
            "Tells who asks whether certificates of this authority have been revoked (OCSP, RFC 6960), by plain HTTP, until"
                    + " Ctrl-C. What is revoked while it runs counts a second later.",
            "Its answers are signed by a key of its own, which it makes, keeps in the key store beside the authority's, and"
                    + " renews when a third of its time is left."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ca ocsp",
            "  ca ocsp --listen 0.0.0.0 --port 8080 --valid-for PT10M --password-file /run/secrets/ca",
            "  openssl ocsp -issuer root.crt -CAfile root.crt -cert ada.crt -url http://127.0.0.1:8888/ocsp"
        })
final class OcspCommand extends AuthorityCommand {

    @Option(
            names = "--listen",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "Where it listens (default: ${DEFAULT-VALUE}, this machine alone).")
    private String address = "127.0.0.1";

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "8888",
            description = "The port; 0 for any free one (default: ${DEFAULT-VALUE}).")
    private int port = 8888;

    @Option(
            names = "--valid-for",
            paramLabel = "DURATION",
            defaultValue = "PT1H",
            description = "For how long an answer holds, and so how late who keeps it may learn of a revocation"
                    + " (default: ${DEFAULT-VALUE}).")
    private Duration validFor = Duration.ofHours(1);

    @Option(
            names = "--signer",
            paramLabel = "NAME",
            description = "What the signer is called in the key store (default: the authority's name and \".ocsp\").")
    private @Nullable String signer;

    @Option(
            names = "--signer-days",
            paramLabel = "N",
            defaultValue = "30",
            description = "For how many days a new signer's certificate is valid (default: ${DEFAULT-VALUE}).")
    private int signerDays = 30;

    OcspCommand() {}

    @Override
    int run(CertificateAuthority authority, KeyStoreManager keys) throws Exception {
        var clock = InstantSource.system();
        var settings = new OcspSignerKeeper.Settings(Duration.ofDays(signerDays), clock, this::tell, out()::println);
        var entry = signer == null ? name() + ".ocsp" : signer;
        var responder = OcspResponder.builder(authority)
                .validity(validFor)
                .signer(OcspSignerKeeper.open(authority, keys, entry, settings))
                .build();
        try (var site = OcspSite.start(new InetSocketAddress(address, port), responder, clock, out()::println)) {
            AtExit.close(site);
            out().println("answering for " + new CertificateView(authority.certificate()).subject() + " at http://"
                    + address + ":" + site.port() + OcspSite.PATH + "; Ctrl-C ends it");
            out().flush();
            site.awaitClose();
        }
        return DONE;
    }

    private void tell(Identity fresh) {
        var view = new CertificateView(fresh.certificate());
        out().println("new signer: " + view.subject() + ", " + view.key() + ", until " + view.notAfter() + ", serial "
                + view.serial());
    }
}
