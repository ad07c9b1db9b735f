package io.securechannel.examples.secret;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.console.AtExit;
import io.securechannel.examples.service.Renewal;
import io.securechannel.examples.service.ServerNames;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.peer.Trust;
import io.securechannel.tls.TlsContextFactory;
import io.securechannel.tls.TlsServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Serves one secret message over HTTPS. */
@Command(
        name = "secret-server",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        subcommands = {IssueClientCommand.class, TokenCommand.class},
        description = {
            "Serves one secret message over HTTPS, until Ctrl-C: / is a page that shows what protects the connection, /secret"
                    + " the message, /facts the page for programs.",
            "At its first start it makes a certificate authority (CA) of its own, which can issue for the server's names and"
                    + " no others, and a certificate for the server; later ones use them and renew the certificate in time.",
            "Who is to believe the server needs the CA's certificate, secret-ca.crt in the directory."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  Two terminals:",
            "    secret-server",
            "    secret-client --ca secret-server-data/secret-ca.crt",
            "  A secret and a name of your own:",
            "    secret-server --message-file message.txt --name secret.example --listen 0.0.0.0",
            "  The secret is for those alone who have a certificate:",
            "    secret-server issue-client ada --out for-ada --plain",
            "    secret-server --client-auth required",
            "    secret-client --ca secret-server-data/secret-ca.crt --cert for-ada/ada.crt --key for-ada/ada.key",
            "  Or a token:",
            "    secret-server token ada --out ada.token",
            "    secret-server --require-token",
            "    secret-client --ca secret-server-data/secret-ca.crt --token-file ada.token"
        })
public final class SecretServer implements Callable<Integer> {

    @Mixin
    private DataOptions data = new DataOptions();

    @Option(names = "--listen", defaultValue = "127.0.0.1", description = "The address (default: ${DEFAULT-VALUE}).")
    private String listen = "127.0.0.1";

    @Option(names = "--port", defaultValue = "8443", description = "0 for any free one (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            split = ",",
            description =
                    "A further host name or address of the server; may be repeated. The CA can issue for those alone"
                            + " that were named at the first start.")
    private List<String> names = List.of();

    @Mixin
    private MessageOptions message = new MessageOptions();

    @Mixin
    private LoginOptions login = new LoginOptions();

    @Mixin
    private IdentityOptions identity = new IdentityOptions();

    @Option(
            names = "--hsts",
            description =
                    "Tell browsers never to come without TLS again (HSTS): for all ports of the host and for a year,"
                            + " so not for localhost.")
    private boolean strictTransport;

    @Option(names = "--ca-only", description = "Make the CA and the certificate, and end.")
    private boolean authorityOnly;

    @Spec
    private @Nullable CommandSpec spec;

    /** For picocli. */
    public SecretServer() {}

    @Override
    public Integer call() throws Exception {
        try {
            check();
            run();
            return 0;
        } catch (IllegalArgumentException e) {
            var text = Objects.requireNonNullElse(e.getMessage(), e.toString());
            if (text.startsWith("port out of range")) {
                throw e;
            }
            throw new ParameterException(Objects.requireNonNull(spec).commandLine(), text, e);
        }
    }

    private void check() {
        identity.check();
        login.check();
        if (identity.given() && (!names.isEmpty() || authorityOnly)) {
            throw new IllegalArgumentException("--name and --ca-only are about the CA of --data: not with --cert");
        }
        // Refuses what is no port, address or name before anything is made.
        if (address().isUnresolved()) {
            throw new IllegalArgumentException("--listen: " + listen + " is no address of this machine");
        }
        serverNames().constraints();
    }

    private void run() throws KeyMaterialException, IOException, InterruptedException {
        var secret = message.read();
        if (identity.given() && !login.needsKeyStore()) {
            serve(TlsContextFactory.serverBuilder(identity.live()), Optional.empty(), secret);
            return;
        }
        var directory = data.directory();
        // The key store stays open as long as the server: what is renewed there reaches new connections.
        try (var keys = directory.openOrCreate(this::say)) {
            var authority = OwnAuthority.openOrCreate(keys, serverNames(), InstantSource.system());
            authority.writeCertificate(directory.authorityCertificate());
            if (identity.given()) {
                serve(TlsContextFactory.serverBuilder(identity.live()), Optional.of(new Own(keys, authority)), secret);
                return;
            }
            authority.ensureServer(serverNames()).ifPresent(this::say);
            say("the CA's certificate: " + directory.authorityCertificate());
            if (authorityOnly) {
                return;
            }
            var renewal =
                    Renewal.start("secret-server-renewal", () -> authority.ensureServer(serverNames()), this::say);
            try {
                serve(
                        TlsContextFactory.serverBuilder(keys.liveIdentity(OwnAuthority.SERVER)),
                        Optional.of(new Own(keys, authority)),
                        secret);
            } finally {
                renewal.close();
            }
        }
    }

    /** What the directory holds. */
    private record Own(KeyStoreManager keys, OwnAuthority authority) {}

    private void serve(TlsServerBuilder builder, Optional<Own> own, byte[] secret)
            throws KeyMaterialException, IOException, InterruptedException {
        Optional<Trust> clients = own.isEmpty()
                ? login.clientAuthorities()
                : login.clientAuthoritiesOr(Trust.only(own.get().authority().certificate()));
        login.demandCertificates(builder, clients);
        var tls = builder.build();
        try (var tokens = own.isPresent() ? login.tokens(own.get().keys()) : Tokens.none()) {
            var gate = new Gate(tls, login.certificates(), tokens.verifier());
            var handler = new SecretHandler(new SecretSettings(secret, strictTransport), tls, gate, this::say);
            try (var site = Site.start(address(), tls, handler)) {
                var end = new CountDownLatch(1);
                AtExit.close(site);
                say("listening at " + listen + ":" + site.port() + "; Ctrl-C ends it");
                commands(site.port()).forEach(this::say);
                end.await();
            }
        }
    }

    private List<String> commands(int actualPort) {
        var ca = identity.given()
                ? Optional.<Path>empty()
                : Optional.of(data.directory().authorityCertificate());
        return new ClientCommands(host(), actualPort, ca, login).lines();
    }

    /** How clients reach it: by a name of its own, if it listens beyond the loopback interface, else where it listens. */
    private String host() {
        if (listen.equals("127.0.0.1") || listen.equals("localhost")) {
            return "localhost";
        }
        return names.isEmpty() ? (atAllAddresses() ? "localhost" : listen) : names.get(0);
    }

    private InetSocketAddress address() {
        return new InetSocketAddress(listen, port);
    }

    private boolean atAllAddresses() {
        return address().getAddress().isAnyLocalAddress();
    }

    private ServerNames serverNames() {
        var more = new ArrayList<>(names);
        if (!atAllAddresses()) {
            more.add(listen);
        }
        return ServerNames.with(more);
    }

    private void say(String line) {
        Objects.requireNonNull(spec).commandLine().getOut().println("secret-server: " + line);
    }
}
