package io.securechannel.examples.echo;

import io.securechannel.SecureChannel;
import io.securechannel.SecureChannelServer;
import io.securechannel.ServerConfig;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.event.SecurityListener;
import io.securechannel.examples.console.AtExit;
import io.securechannel.examples.console.CodeText;
import io.securechannel.examples.console.KeyPasswordOptions;
import io.securechannel.examples.keys.ImportedFiles;
import io.securechannel.examples.keys.StoreOptions;
import io.securechannel.framing.Framing;
import io.securechannel.keys.Identity;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.peer.Trust;
import io.securechannel.pki.DevCertificates;
import io.securechannel.pki.Pem;
import io.securechannel.tls.TlsContextFactory;
import io.securechannel.tls.TlsServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
            "Without --cert or --identity it makes a certificate for localhost, for this run, and writes it to"
                    + " securechannel-dev.crt in the current directory, for the client to trust.",
            "With --noise there are keys and no certificates: --key FILE or --identity NAME is the server's, or it makes"
                    + " one for this run, and prints the command for the client."
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
            "  The same from a key store, as \"ca\" fills it; a certificate that is renewed",
            "  there is shown at once:",
            "    echo-server --identity localhost --client-auth --trust root --crl ca.crl",
            "  Nobody but its users, who log in with their passwords:",
            "    users add ada",
            "    echo-server --users securechannel.users",
            "    echo-client --ca securechannel-dev.crt --user ada",
            "  Without certificates, post-quantum; it prints the command for the client:",
            "    echo-server --noise",
            "  The same with a key that stays, and a secret that both ends hold beside it:",
            "    openssl genpkey -algorithm X25519 -out server.key",
            "    (umask 077; openssl rand -base64 32 > secret)",
            "    echo-server --noise --key server.key --shared-secret secret",
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

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description = "Its private key, PEM. A password is asked for. With --noise X25519, without --cert.")
    private @Nullable Path key;

    @Mixin
    private KeyPasswordOptions keyPassword = new KeyPasswordOptions();

    @Option(names = "--client-auth", description = "Require certificates of clients, issued by --ca.")
    private boolean clientAuth;

    @Option(names = "--ca", paramLabel = "FILE", description = "Who issues the certificates of clients, PEM.")
    private @Nullable Path ca;

    @Option(names = "--identity", paramLabel = "NAME", description = "What the server shows, from the key store, live.")
    private @Nullable String identityName;

    @Option(names = "--trust", paramLabel = "NAME", description = "Whom to believe, from the key store, live.")
    private @Nullable String trustName;

    @Mixin
    private StoreOptions store = new StoreOptions();

    @Mixin
    private RevocationOptions revocation = new RevocationOptions();

    @Mixin
    private NoiseServerOptions noise = new NoiseServerOptions();

    @Mixin
    private UserOptions users = new UserOptions();

    @Option(names = "--raw", description = "Bytes without framing, for openssl, curl and other TLS clients.")
    private boolean raw;

    @Spec
    private @Nullable CommandSpec spec;

    private final CodeWatch codeWatch = new CodeWatch();

    /** For picocli. */
    public EchoServer() {}

    @Override
    public Integer call() throws Exception {
        checkOptions();
        if (noise.requested()) {
            callNoise();
            return 0;
        }
        if (identityName == null && trustName == null && !users.needsKeyStore()) {
            open(TlsContextFactory.serverBuilder(identity()), null);
            return 0;
        }
        // The key store stays open as long as the server: what is rotated there reaches new connections.
        try (var keys = store.open()) {
            var tls = identityName == null
                    ? TlsContextFactory.serverBuilder(identity())
                    : TlsContextFactory.serverBuilder(keys.liveIdentity(identityName));
            if (trustName != null) {
                tls.requireClientCertificate(keys.liveTrust(trustName));
            }
            open(tls, keys);
        }
        return 0;
    }

    private void callNoise() throws KeyMaterialException, IOException, InterruptedException {
        if (identityName == null && !users.needsKeyStore()) {
            openNoise(null);
            return;
        }
        try (var keys = store.open()) {
            openNoise(keys);
        }
    }

    private void openNoise(@Nullable KeyStoreManager keys)
            throws KeyMaterialException, IOException, InterruptedException {
        try (var noiseKeys = noise.open(new NoiseKeySource(key, keyPassword, identityName, keys))) {
            open(
                    keys,
                    ServerConfig.noise(noiseKeys.context()),
                    Optional.of(noiseKeys.told().clientOptions()),
                    server -> tell(noiseKeys.told(), server));
            codeWatch.complain();
        }
    }

    private void open(TlsServerBuilder tls, @Nullable KeyStoreManager keys)
            throws KeyMaterialException, IOException, InterruptedException {
        if (ca != null) {
            tls.requireClientCertificate(Trust.only(ca));
        }
        try {
            revocation.policy().ifPresent(tls::revocation);
        } catch (IllegalArgumentException e) {
            throw usage("--ocsp: " + e.getMessage());
        }
        var factory = tls.build();
        boolean made = cert == null && identityName == null;
        open(
                keys,
                ServerConfig.tls(factory),
                made ? Optional.of(" --ca " + DEV_CERTIFICATE) : Optional.empty(),
                server -> {
                    if (made) {
                        Pem.writeCertificate(factory.identities().get(0).certificate(), DEV_CERTIFICATE);
                        say("certificate for localhost, made for this run: " + DEV_CERTIFICATE);
                    }
                });
    }

    private void tell(NoiseListening.Told told, SecureChannelServer server) {
        told.key().ifPresent(shown -> say("fingerprint of its key: " + shown.shortFingerprint()));
        if (told.code().isPresent()) {
            codeWatch.over(server, told.code().get());
            say("one-time code: " + CodeText.shown(told.code().get())
                    + ", for one client: tell it to whoever runs that");
        }
    }

    /** What is done when the server listens. */
    private interface Beginning {
        void begin(SecureChannelServer server) throws KeyMaterialException, IOException;
    }

    private void open(
            @Nullable KeyStoreManager keys,
            ServerConfig.Builder config,
            Optional<String> clientOptions,
            Beginning beginning)
            throws KeyMaterialException, IOException, InterruptedException {
        if (!users.requested()) {
            serve(config, clientOptions, beginning);
            return;
        }
        try (var door = users.open(keys)) {
            serve(config.requireLogin(door.verifier()), clientOptions, beginning);
        } catch (IllegalArgumentException e) {
            throw usage(Objects.requireNonNullElse(e.getMessage(), e.toString()));
        }
    }

    private Identity identity() throws KeyMaterialException, IOException {
        return cert != null && key != null
                ? new ImportedFiles(List.of(cert, key), keyPassword.source()).identity()
                : DevCertificates.localhost();
    }

    private void serve(ServerConfig.Builder config, Optional<String> clientOptions, Beginning beginning)
            throws KeyMaterialException, IOException, InterruptedException {
        var text = new EventText();
        config.framing(raw ? Framing.none() : Framing.messages())
                .listener(SecurityListener.all(event -> say(text.of(event)), SecurityListener.logging(), codeWatch));
        var address = new InetSocketAddress(listen, port);
        try (var server = SecureChannelServer.listen(
                address, config.build(), raw ? EchoServer::echoBytes : EchoServer::echoMessages)) {
            AtExit.close(server);
            beginning.begin(server);
            say("listening at " + listen + ":" + server.port() + (noise.requested() ? ", Noise" : "")
                    + (raw ? ", raw" : "") + "; Ctrl-C ends it");
            clientOptions.ifPresent(options -> say("connect by: " + clientCommand(server.port(), options)));
            server.awaitClose();
        }
    }

    private static void echoMessages(SecureChannel channel) throws IOException {
        channel.forEachMessage(channel::send);
    }

    private static void echoBytes(SecureChannel channel) throws IOException {
        channel.inputStream().transferTo(channel.outputStream());
    }

    private String clientCommand(int actualPort, String options) {
        if (raw && !noise.requested()) {
            return "openssl s_client -connect localhost:" + actualPort + " -CAfile " + DEV_CERTIFICATE;
        }
        return "echo-client " + (noise.requested() ? "--noise " : "") + "--port " + actualPort + options
                + (raw ? " --raw" : "") + users.clientOptions();
    }

    private static void say(String line) {
        System.out.println("echo-server: " + line);
    }

    private void checkOptions() {
        try {
            noise.check(key != null || identityName != null);
            users.check(clientAuth);
        } catch (IllegalArgumentException e) {
            throw usage(String.valueOf(e.getMessage()));
        }
        if (raw && users.requested()) {
            throw usage("logins are messages: --raw has none");
        }
        if (noise.requested()) {
            checkNoise();
        } else {
            checkTls();
        }
    }

    private void checkNoise() {
        if (cert != null || ca != null || trustName != null || revocation.given() || clientAuth) {
            throw usage(
                    "--cert, --ca, --trust, --crl, --ocsp and --client-auth are about certificates, and --noise has none:"
                            + " --client-key scn1… says who is let in");
        }
        if (key != null && identityName != null) {
            throw usage("one key: --key FILE, or --identity from the key store");
        }
    }

    private void checkTls() {
        if (users.byKey()) {
            throw usage("--user-key is about the keys of --noise: with certificates it is --users-by-certificate");
        }
        if ((cert == null) != (key == null)) {
            throw usage("--cert and --key belong together");
        }
        if (cert != null && identityName != null) {
            throw usage("one identity: --cert and --key, or --identity from the key store");
        }
        if (ca != null && trustName != null) {
            throw usage("one trust: --ca FILE, or --trust from the key store");
        }
        if (clientAuth != (ca != null || trustName != null)) {
            throw usage(
                    "--client-auth and --ca, or --trust, belong together: the CA is the one that issues to clients");
        }
        if (revocation.given() && !clientAuth) {
            throw usage("--crl and --ocsp are about the certificates of clients: --client-auth");
        }
    }

    private ParameterException usage(String message) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), message);
    }
}
