package io.securechannel.examples.inspect;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.examples.tap.HostAndPort;
import io.securechannel.keys.Identity;
import io.securechannel.peer.Trust;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reports what a server shows, and what is wrong with it. */
@Command(
        name = "inspect",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Reports the protocol, the certificates and the names of a TLS server, what is wrong with it and how to mend"
                    + " it, whether it is to be trusted or not. It connects a few times and sends nothing.",
            "It ends with 0 if nothing is wrong, with 1 if something is, and with 2 if it was called wrongly or there is no"
                    + " TLS server to be reached. Advice counts only with --strict. Of a server over Noise it tells the key that"
                    + " it shows, and ends with 2."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  inspect example.org:443",
            "  An echo-server in another terminal, with the certificate that it has made:",
            "    inspect localhost:7443 --ca securechannel-dev.crt",
            "  Before the name leads there:",
            "    inspect 10.0.0.7:7443 --name chat.example --ca certs/ca.crt",
            "  Every night, for the renewal that was forgotten:",
            "    inspect chat.example:7443 --ca certs/ca.crt --json > report.json || mail ..."
        })
public final class InspectCommand implements Callable<Integer> {

    private static final int NOTHING_WRONG = 0;
    private static final int SOMETHING_WRONG = 1;
    private static final int NOT_INSPECTED = 2;

    @Parameters(paramLabel = "HOST:PORT", converter = HostAndPort.class, description = "The server.")
    private @Nullable InetSocketAddress target;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description = "Whom to trust, PEM, and nobody else; by default the public authorities of the JDK.")
    private @Nullable Path ca;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "The name to ask for (SNI) and to look for in the certificate; by default HOST.")
    private @Nullable String name;

    @Option(
            names = "--identity",
            arity = "2",
            paramLabel = "FILE",
            description = "CERT and KEY to show if the server asks (mutual TLS), PEM.")
    private List<Path> identity = List.of();

    @Option(names = "--json", description = "Report for programs.")
    private boolean json;

    @Option(names = "--strict", description = "Advice counts as wrong.")
    private boolean strict;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "10",
            description = "For each connection and each handshake (default: ${DEFAULT-VALUE}).")
    private int timeout;

    @Spec
    private @Nullable CommandSpec spec;

    /** For picocli. */
    public InspectCommand() {}

    @Override
    public Integer call() {
        var command = Objects.requireNonNull(spec).commandLine();
        if (timeout < 1) {
            throw new ParameterException(command, "--timeout is at least 1 second, not " + timeout);
        }
        Request request;
        try {
            request = request();
        } catch (KeyMaterialException | IllegalArgumentException e) {
            throw new ParameterException(command, e.getMessage(), e);
        }
        var out = command.getOut();
        try {
            var inspection = Inspection.of(request);
            if (json) {
                out.println(JsonReport.of(inspection));
            } else {
                TextReport.of(inspection).forEach(out::println);
            }
            boolean wrong =
                    inspection.wrong() || (strict && !inspection.findings().isEmpty());
            return wrong ? SOMETHING_WRONG : NOTHING_WRONG;
        } catch (SecureChannelException e) {
            if (json) {
                out.println(JsonReport.of(request, e));
            }
            command.getErr().println("securechannel: " + e.getMessage() + " (" + e.reason() + ")");
            return NOT_INSPECTED;
        }
    }

    private Request request() throws KeyMaterialException {
        var server = Objects.requireNonNull(target);
        var request = new Request(
                server.getHostString(),
                server.getPort(),
                name == null ? server.getHostString() : name,
                ca == null ? Trust.system() : Trust.only(ca),
                identity.isEmpty() ? Optional.empty() : Optional.of(Identity.fromPem(identity.get(0), identity.get(1))),
                Duration.ofSeconds(timeout),
                InstantSource.system());
        var asked = request.asciiName(); // refuses what is no name
        if (asked.isEmpty()) {
            throw new IllegalArgumentException("--name is empty");
        }
        return request;
    }
}
