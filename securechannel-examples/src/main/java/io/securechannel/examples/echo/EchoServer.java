package io.securechannel.examples.echo;

import io.securechannel.SecureChannel;
import io.securechannel.SecureChannelServer;
import io.securechannel.ServerConfig;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.event.SecurityEvent;
import io.securechannel.event.SecurityListener;
import io.securechannel.framing.Framing;
import io.securechannel.keys.Identity;
import io.securechannel.peer.Trust;
import io.securechannel.pki.DevCertificates;
import io.securechannel.pki.Pem;
import io.securechannel.secret.Password;
import io.securechannel.tls.TlsContextFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Sends back every message that it gets. */
@Command(
        name = "echo-server",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Sends back every message that it gets, until Ctrl-C.",
            "Without --cert it makes a certificate for localhost, for this run, and writes it to"
                    + " securechannel-dev.crt in the current directory, for the client to trust."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  Two terminals; then type lines into the second:",
            "    echo-server",
            "    echo-client --ca securechannel-dev.crt",
            "  Both ends show certificates (mutual TLS):",
            "    dev-certs --dir certs",
            "    echo-server --cert certs/server.crt --key certs/server.key \\",
            "                --client-auth --ca certs/ca.crt",
            "    echo-client --ca certs/ca.crt --cert certs/client.crt --key certs/client.key",
            "  For programs that know TLS but not this library:",
            "    echo-server --raw",
            "    openssl s_client -connect localhost:7443 -CAfile securechannel-dev.crt"
        })
public final class EchoServer implements Callable<Integer> {

    private static final Path DEV_CERTIFICATE = Path.of("securechannel-dev.crt");

    @Option(names = "--listen", defaultValue = "127.0.0.1", description = "The address (default: ${DEFAULT-VALUE}).")
    private String listen = "127.0.0.1";

    @Option(names = "--port", defaultValue = "7443", description = "0 for any free one (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(names = "--cert", paramLabel = "FILE", description = "The server's certificate chain, PEM.")
    private @Nullable Path cert;

    @Option(names = "--key", paramLabel = "FILE", description = "Its private key, PEM. A password is asked for.")
    private @Nullable Path key;

    @Option(names = "--key-password-file", paramLabel = "FILE", description = "Holds the key's password instead.")
    private @Nullable Path keyPasswordFile;

    @Option(names = "--client-auth", description = "Require certificates of clients, issued by --ca.")
    private boolean clientAuth;

    @Option(names = "--ca", paramLabel = "FILE", description = "Who issues the certificates of clients, PEM.")
    private @Nullable Path ca;

    @Option(names = "--raw", description = "Bytes without framing, for openssl, curl and other TLS clients.")
    private boolean raw;

    @Spec
    private @Nullable CommandSpec spec;

    /** For picocli. */
    public EchoServer() {}

    @Override
    public Integer call() throws Exception {
        checkOptions();
        var identity = cert != null && key != null ? readIdentity(cert, key) : DevCertificates.localhost();
        var tls = TlsContextFactory.serverBuilder(identity);
        if (ca != null) {
            tls.requireClientCertificate(Trust.only(ca));
        }
        var config = ServerConfig.tls(tls.build())
                .framing(raw ? Framing.none() : Framing.messages())
                .listener(SecurityListener.all(EchoServer::report, SecurityListener.logging()))
                .build();
        var address = new InetSocketAddress(listen, port);
        try (var server =
                SecureChannelServer.listen(address, config, raw ? EchoServer::echoBytes : EchoServer::echoMessages)) {
            Runtime.getRuntime().addShutdownHook(new Thread(server::close, "stop"));
            if (cert == null) {
                Pem.writeCertificate(identity.certificate(), DEV_CERTIFICATE);
                say("certificate for localhost, made for this run: " + DEV_CERTIFICATE);
            }
            say("listening at " + listen + ":" + server.port() + (raw ? ", raw" : "") + "; Ctrl-C ends it");
            if (cert == null) {
                say("connect by: " + clientCommand(server.port()));
            }
            server.awaitClose();
        }
        return 0;
    }

    private static void echoMessages(SecureChannel channel) throws IOException {
        channel.forEachMessage(channel::send);
    }

    private static void echoBytes(SecureChannel channel) throws IOException {
        channel.inputStream().transferTo(channel.outputStream());
    }

    private Identity readIdentity(Path chain, Path privateKey) throws KeyMaterialException, IOException {
        if (keyPasswordFile != null) {
            try (var password = readPassword(keyPasswordFile)) {
                return Identity.fromPem(chain, privateKey, password);
            }
        }
        try {
            return Identity.fromPem(chain, privateKey);
        } catch (KeyMaterialException e) {
            if (e.reason() != KeyMaterialException.Reason.PASSWORD_REQUIRED) {
                throw e;
            }
        }
        try (var password = askPassword(privateKey)) {
            return Identity.fromPem(chain, privateKey, password);
        }
    }

    /** A password never comes as an argument: everybody on the machine can read those. */
    @SuppressWarnings("SystemConsoleNull") // it is null up to JDK 21 where nobody sits
    private static Password askPassword(Path key) throws IOException {
        var console = System.console();
        var typed = console == null ? null : console.readPassword("Password of %s: ", key);
        if (typed == null || typed.length == 0) {
            throw new IOException(key + " is encrypted, and no password was typed: give --key-password-file");
        }
        try {
            return Password.copyOf(typed);
        } finally {
            Arrays.fill(typed, '\0');
        }
    }

    /** All of the file but its line end; never a string, which could not be wiped. */
    private static Password readPassword(Path file) throws IOException {
        var bytes = Files.readAllBytes(file);
        var text = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes));
        int length = text.length();
        while (length > 0 && (text.charAt(length - 1) == '\n' || text.charAt(length - 1) == '\r')) {
            length--;
        }
        var characters = new char[length];
        text.get(characters);
        try {
            return Password.copyOf(characters);
        } finally {
            Arrays.fill(bytes, (byte) 0);
            Arrays.fill(text.array(), '\0');
            Arrays.fill(characters, '\0');
        }
    }

    /** What happened, one line each. A peer's words must not steer the terminal. */
    private static void report(SecurityEvent event) {
        var what = "";
        if (event instanceof SecurityEvent.Established done) {
            what = done.peer() + ": connected, "
                    + done.identity()
                            .certificate()
                            .map(each -> each.getSubjectX500Principal().getName())
                            .orElse("no certificate")
                    + ", " + done.protocol();
        } else if (event instanceof SecurityEvent.HandshakeFailed failed) {
            what = failed.error().getMessage() + " (" + failed.error().reason() + "); refused";
        } else if (event instanceof SecurityEvent.Ended ended) {
            what = ended.peer() + ": ended, " + ended.how();
        } else if (event instanceof SecurityEvent.Refused refused) {
            what = refused.peer() + ": refused, " + refused.limit();
        } else if (event instanceof SecurityEvent.HandlerFailed failed) {
            what = failed.peer() + ": failed, " + failed.error();
        }
        say(what.replaceAll("\\p{Cntrl}", "?"));
    }

    private String clientCommand(int actualPort) {
        return raw
                ? "openssl s_client -connect localhost:" + actualPort + " -CAfile " + DEV_CERTIFICATE
                : "echo-client --port " + actualPort + " --ca " + DEV_CERTIFICATE;
    }

    private static void say(String line) {
        System.out.println("echo-server: " + line);
    }

    private void checkOptions() {
        if ((cert == null) != (key == null)) {
            throw usage("--cert and --key belong together");
        }
        if (clientAuth != (ca != null)) {
            throw usage("--client-auth and --ca belong together: the CA is the one that issues to clients");
        }
    }

    private ParameterException usage(String message) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), message);
    }
}
