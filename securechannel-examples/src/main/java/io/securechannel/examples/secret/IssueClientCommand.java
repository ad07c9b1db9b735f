package io.securechannel.examples.secret;

import io.securechannel.examples.console.ExportPasswordOptions;
import io.securechannel.examples.console.OwnerOnlyFile;
import io.securechannel.examples.inspect.CertificateView;
import io.securechannel.pki.Pem;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Issues a client's certificate. */
@Command(
        name = "issue-client",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Issues a certificate to a client of this server, for --client-auth: NAME.crt and NAME.key for programs, NAME.p12"
                    + " for browsers.",
            "A password, which is asked for, protects the key in NAME.key and in NAME.p12. With --plain there is none, and no"
                    + " NAME.p12."
        })
final class IssueClientCommand implements Callable<Integer> {

    @Parameters(paramLabel = "NAME", description = "The client's name.")
    private String name = "";

    @Mixin
    private DataOptions data = new DataOptions();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = ".",
            description = "Where the files go; it is made if it is not there (default: the current directory).")
    private Path directory = Path.of(".");

    @Option(names = "--plain", description = "Do not encrypt the key's file.")
    private boolean plain;

    @Option(names = "--force", description = "Replace files that are there.")
    private boolean force;

    @Mixin
    private ExportPasswordOptions password = new ExportPasswordOptions();

    @Spec
    private @Nullable CommandSpec spec;

    IssueClientCommand() {}

    @Override
    public Integer call() throws Exception {
        var chain = file(".crt");
        var key = file(".key");
        var bundle = file(".p12");
        Files.createDirectories(directory.toAbsolutePath());
        for (var file : plain ? List.of(chain, key) : List.of(chain, key, bundle)) {
            OwnerOnlyFile.refuseToReplace(file, force);
        }
        try (var keys = data.directory().open();
                var typed = plain ? null : password.source().fresh(key.toString())) {
            var identity = OwnAuthority.open(keys, InstantSource.system()).issueClient(name);
            if (typed == null) {
                Pem.write(identity, chain, key);
            } else {
                identity.writePem(chain, key, typed);
                identity.writePkcs12(bundle, typed, name);
            }
            var view = new CertificateView(identity.certificate());
            out().println("issued " + view.subject() + ", until " + view.notAfter());
            out().println("wrote " + chain + " and " + key
                    + (plain ? " (NOT encrypted)" : ", and " + bundle + " for browsers (encrypted)"));
            return 0;
        } catch (IllegalArgumentException e) {
            throw new ParameterException(Objects.requireNonNull(spec).commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    /** Names may hold what a file name must not. */
    private Path file(String end) {
        return directory.resolve(name.replaceAll("[^\\p{L}\\p{N}._-]", "_").replaceFirst("^\\.", "_") + end);
    }

    private PrintWriter out() {
        return Objects.requireNonNull(spec).commandLine().getOut();
    }
}
