package io.securechannel.examples;

import io.securechannel.pki.CertificateAuthority;
import io.securechannel.pki.CertificateProfile;
import io.securechannel.pki.Pem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Makes certificates to try things with. */
@Command(
        name = "dev-certs",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Makes a CA, a server and a client for development, valid for 90 days: ca.crt, server.crt, server.key,"
                    + " client.crt and client.key.",
            "The keys are not encrypted. The CA's own key is thrown away, so that nobody can issue more by it."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  dev-certs --dir certs",
            "  dev-certs --dir certs --host chat.example --host 10.0.0.7 --client ada --force"
        })
final class DevCertsCommand implements Callable<Integer> {

    private static final List<String> FILES = List.of("ca.crt", "server.crt", "server.key", "client.crt", "client.key");

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            required = true,
            description = "Where the files go; it is made if it is not there.")
    private Path directory = Path.of(".");

    @Option(
            names = "--host",
            paramLabel = "NAME",
            defaultValue = "localhost,127.0.0.1,::1",
            split = ",",
            description = "A name or address that clients connect to; may be repeated (default: ${DEFAULT-VALUE}).")
    private List<String> hosts = List.of();

    @Option(
            names = "--client",
            paramLabel = "NAME",
            defaultValue = "client",
            description = "The client's name (default: ${DEFAULT-VALUE}).")
    private String client = "client";

    @Option(names = "--force", description = "Replace files that are there.")
    private boolean force;

    @Spec
    private @Nullable CommandSpec spec;

    DevCertsCommand() {}

    @Override
    public Integer call() throws Exception {
        var commandLine = Objects.requireNonNull(spec).commandLine();
        CertificateProfile server;
        CertificateProfile user;
        try {
            server = CertificateProfile.tlsServer(
                    hosts.get(0), hosts.stream().skip(1).toArray(String[]::new));
            user = CertificateProfile.tlsClient(client);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(commandLine, e.getMessage(), e);
        }
        refuseToReplace();
        Files.createDirectories(directory);
        var root = CertificateAuthority.create("SecureChannel development CA");
        Pem.writeCertificate(root.certificate(), file("ca.crt"));
        Pem.write(root.issue(server), file("server.crt"), file("server.key"));
        Pem.write(root.issue(user), file("client.crt"), file("client.key"));

        var out = commandLine.getOut();
        out.println("wrote " + String.join(", ", FILES) + " to " + directory);
        out.println("server: " + String.join(", ", hosts) + "; client: " + client);
        out.println("next:");
        out.println("  echo-server --cert " + file("server.crt") + " --key " + file("server.key")
                + " --client-auth --ca " + file("ca.crt"));
        out.println("  echo-client --ca " + file("ca.crt") + " --cert " + file("client.crt") + " --key "
                + file("client.key"));
        return 0;
    }

    private void refuseToReplace() throws IOException {
        for (var name : FILES) {
            if (!force && Files.exists(file(name))) {
                throw new IOException(file(name) + " is there already; --force replaces it");
            }
        }
    }

    private Path file(String name) {
        return directory.resolve(name);
    }
}
