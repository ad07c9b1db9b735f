package io.securechannel.examples.ca;

import io.securechannel.examples.console.OwnerOnlyFile;
import io.securechannel.examples.console.Table;
import io.securechannel.examples.inspect.CertificateView;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.pki.CertificateAuthority;
import io.securechannel.pki.CertificateProfile;
import io.securechannel.pki.CertificateRequest;
import io.securechannel.pki.NamePolicy;
import io.securechannel.pki.Pem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Signs a request for a certificate. */
@Command(
        name = "sign",
        description = {
            "Issues the certificate that a request asks for (PKCS#10, of any program), for the names that are granted.",
            "Nothing is granted by itself: without --grant it says what is asked for and signs nothing. Anybody can ask for any"
                    + " name; grant what you know to be theirs."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ca sign server.csr --server --grant chat.example --grant 10.0.0.7 --out server.crt",
            "  ca sign ada.csr --client --grant ada --days 30 --out ada.crt",
            "  ca sign web.csr --server --grant-within chat.example --out web.crt"
        })
final class SignCommand extends AuthorityCommand {

    @Parameters(paramLabel = "REQUEST", description = "The request, PEM or DER.")
    private Path file = Path.of("");

    @ArgGroup(multiplicity = "1")
    private @Nullable Use use;

    @Option(names = "--grant", paramLabel = "NAME", split = ",", description = "Grant this name; may be repeated.")
    private List<String> grants = List.of();

    @Option(
            names = "--grant-within",
            paramLabel = "DOMAIN",
            split = ",",
            description = "Grant host names of this domain and below; may be repeated.")
    private List<String> domains = List.of();

    @Option(names = "--days", paramLabel = "N", description = "For how many days from now it is valid.")
    private @Nullable Integer days;

    @Option(names = "--out", paramLabel = "FILE", description = "Where the certificate chain goes.")
    private @Nullable Path out;

    @Option(names = "--force", description = "Replace a file that is there.")
    private boolean force;

    SignCommand() {}

    @Override
    int run(CertificateAuthority authority, KeyStoreManager keys) throws Exception {
        var request = CertificateRequest.read(file);
        if (grants.isEmpty() && domains.isEmpty()) {
            throw usage("nothing is granted, and so nothing signed. It asks for: " + asked(request)
                    + ". Grant what you know to be theirs by --grant NAME");
        }
        if (out == null) {
            throw usage("--out FILE says where the certificate goes");
        }
        OwnerOnlyFile.refuseToReplace(out, force);
        var chain = authority.sign(request, profile(), policy());
        Pem.writeCertificates(chain, out);
        var view = new CertificateView(chain.get(0));
        out().println(Table.visible("wrote " + out + ": " + view.subject() + " " + view.names() + ", until "
                + view.notAfter() + ", serial " + view.serial()));
        return DONE;
    }

    private static String asked(CertificateRequest request) {
        var names = new ArrayList<String>();
        request.subject().commonName().ifPresent(name -> names.add("common name " + name));
        request.names().forEach(name -> names.add(name.toString()));
        return Table.visible(names.isEmpty() ? "no name at all" : String.join(", ", names));
    }

    private CertificateProfile profile() {
        var profile = use != null && use.server
                ? CertificateProfile.tlsServer()
                : use != null && use.client ? CertificateProfile.tlsClient() : CertificateProfile.tlsServerAndClient();
        return days == null ? profile : profile.withValidity(Duration.ofDays(days));
    }

    private NamePolicy policy() {
        NamePolicy policy = name -> false;
        for (var each : grants) {
            policy = policy.or(NamePolicy.exactly(each));
        }
        for (var each : domains) {
            policy = policy.or(NamePolicy.within(each));
        }
        return policy;
    }

    /** What the certificate is for. */
    private static final class Use {

        @Option(names = "--server", required = true, description = "For a server.")
        private boolean server;

        @Option(names = "--client", required = true, description = "For a client.")
        private boolean client;

        @SuppressWarnings("UnusedVariable") // one of the three is required, and it is neither of the others
        @Option(names = "--server-and-client", required = true, description = "For a server that is a client, too.")
        private boolean both;

        Use() {}
    }
}
