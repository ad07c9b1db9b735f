package io.securechannel.examples.echo;

import io.securechannel.ClientConfig;
import io.securechannel.SecureChannel;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.event.SecurityListener;
import io.securechannel.examples.console.FirstContact;
import io.securechannel.examples.console.KeyPasswordOptions;
import io.securechannel.examples.console.KeysPasswordOptions;
import io.securechannel.examples.keys.ImportedFiles;
import io.securechannel.examples.keys.StoreOptions;
import io.securechannel.framing.CloseReason;
import io.securechannel.framing.Framing;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.peer.Trust;
import io.securechannel.tls.TlsClientBuilder;
import io.securechannel.tls.TlsContextFactory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Sends each line of standard input as a message and writes the answers to standard output. */
@Command(
        name = "echo-client",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Sends each line of standard input as a message, and writes the answers to standard output, one per line."
                    + " It ends when standard input has (Ctrl-D) and the server has answered all.",
            "Without --ca it believes the public authorities that the JDK ships.",
            "With --user, --password-file and --password-env are about the user, and about the key store without."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  Beside an echo-server in another terminal:",
            "    echo-client --ca securechannel-dev.crt",
            "  With a certificate of its own (mutual TLS), as dev-certs makes them:",
            "    echo-client --ca certs/ca.crt --cert certs/client.crt --key certs/client.key",
            "  The same from a key store, as \"ca issue --client ada\" fills it:",
            "    echo-client --ca root.crt --identity ada",
            "  As a user of a server with --users; the password is asked for, and the token",
            "  serves the next time:",
            "    echo-client --ca securechannel-dev.crt --user ada --keep-token ada.token",
            "    echo-client --ca securechannel-dev.crt --token-file ada.token",
            "  Another password, from a file, whose owner alone may read it:",
            "    echo-client --ca securechannel-dev.crt --user ada --new-password-file new.pw",
            "  Without certificates, by the key that echo-server --noise prints; with one",
            "  of its own:",
            "    echo-client --noise --server-key scn1...",
            "    echo-client --noise --server-key scn1... --key client.key",
            "  The same as a user of a server with --user-key ada=scn1...:",
            "    echo-client --noise --server-key scn1... --key client.key --by-key",
            "  By a key that is asked about once, and kept in the key store, which",
            "  keys init makes:",
            "    echo-client --noise --known-peers",
            "  A request to any TLS server:",
            "    printf 'HEAD / HTTP/1.0\\r\\n\\r\\n' | echo-client --raw --host example.org --port 443"
        })
public final class EchoClient implements Callable<Integer> {

    /** For the code of a second step. */
    private static final Duration TIME_TO_TYPE = Duration.ofMinutes(3);

    @Option(names = "--host", defaultValue = "localhost", description = "The server (default: ${DEFAULT-VALUE}).")
    private String host = "localhost";

    @Option(names = "--port", defaultValue = "7443", description = "Its port (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(names = "--ca", paramLabel = "FILE", description = "Whom to believe about servers, PEM; nobody else then.")
    private @Nullable Path ca;

    @Option(names = "--cert", paramLabel = "FILE", description = "The client's certificate chain, PEM.")
    private @Nullable Path cert;

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description = "Its private key, PEM. A password is asked for. With --noise X25519, without --cert.")
    private @Nullable Path key;

    @Mixin
    private KeyPasswordOptions keyPassword = new KeyPasswordOptions();

    @Option(names = "--identity", paramLabel = "NAME", description = "What the client shows, from the key store, live.")
    private @Nullable String identityName;

    @Option(names = "--trust", paramLabel = "NAME", description = "Whom to believe, from the key store, live.")
    private @Nullable String trustName;

    @Mixin
    private StoreOptions store = new StoreOptions();

    @Mixin
    private RevocationOptions revocation = new RevocationOptions();

    @Mixin
    private NoiseClientOptions noise = new NoiseClientOptions();

    @Mixin
    private LoginOptions login = new LoginOptions();

    @Mixin
    private KeysPasswordOptions keysPassword = new KeysPasswordOptions();

    @Option(names = "--raw", description = "Bytes without framing, for any TLS server.")
    private boolean raw;

    @Spec
    private @Nullable CommandSpec spec;

    private volatile @Nullable IOException sendingFailed;

    /** For picocli. */
    public EchoClient() {}

    @Override
    public Integer call() throws Exception {
        checkOptions();
        if (noise.requested()) {
            callNoise();
            return 0;
        }
        if (identityName == null && trustName == null) {
            connectTls(tls(ca == null ? Trust.system() : Trust.only(ca)));
            return 0;
        }
        // The key store stays open as long as the channel: what is rotated there reaches the next handshake.
        try (var keys = openStore()) {
            var tls = trustName == null
                    ? tls(ca == null ? Trust.system() : Trust.only(ca))
                    : TlsContextFactory.clientBuilder(keys.liveTrust(trustName));
            if (identityName != null) {
                tls.identity(keys.liveIdentity(identityName));
            }
            connectTls(tls);
        }
        return 0;
    }

    private void callNoise() throws KeyMaterialException, IOException {
        if (identityName == null && !noise.needsKeyStore()) {
            connectNoise(null);
            return;
        }
        try (var keys = openStore()) {
            connectNoise(keys);
        }
    }

    private void connectNoise(@Nullable KeyStoreManager keys) throws KeyMaterialException, IOException {
        try (var noiseKeys = noise.open(new NoiseKeySource(key, keyPassword, identityName, keys))) {
            var known = noiseKeys.known();
            talk(
                    ClientConfig.noise(noiseKeys.context()),
                    known.isEmpty()
                            ? this::open
                            : config -> FirstContact.atTerminal().connect(known.get(), host, port, config));
        }
    }

    private KeyStoreManager openStore() throws KeyMaterialException, IOException {
        return login.takesPassword() ? store.open(keysPassword.source()) : store.open();
    }

    private TlsClientBuilder tls(Trust trust) throws KeyMaterialException, IOException {
        var tls = TlsContextFactory.clientBuilder(trust);
        if (cert != null && key != null) {
            tls.identity(new ImportedFiles(List.of(cert, key), keyPassword.source()).identity());
        }
        return tls;
    }

    private void connectTls(TlsClientBuilder tls) throws KeyMaterialException, IOException {
        try {
            revocation.policy().ifPresent(tls::revocation);
        } catch (IllegalArgumentException e) {
            throw usage("--ocsp: " + e.getMessage());
        }
        talk(ClientConfig.tls(tls.build()), this::open);
    }

    /** Makes the channel. */
    private interface Opening {
        SecureChannel open(ClientConfig config) throws KeyMaterialException, IOException;
    }

    private SecureChannel open(ClientConfig config) throws IOException {
        return SecureChannel.connect(host, port, config);
    }

    private void talk(ClientConfig.Builder config, Opening opening) throws KeyMaterialException, IOException {
        config.framing(raw ? Framing.none() : Framing.messages()).listener(SecurityListener.logging());
        try (var channel = connect(config, opening)) {
            greet(channel);
            // One thread sends and this one receives, so that neither ever waits for the other.
            var sender = new Thread(() -> send(channel), "sender");
            sender.setDaemon(true);
            sender.start();
            receive(channel);
        } catch (SecureChannelException e) {
            var cause = sendingFailed;
            throw e.reason() == Reason.CLOSED && cause != null ? cause : e;
        }
    }

    /** The password or token is wiped as soon as there is a channel. */
    private SecureChannel connect(ClientConfig.Builder config, Opening opening)
            throws KeyMaterialException, IOException {
        if (!login.requested()) {
            return opening.open(config.build());
        }
        try (var credentials = login.read(store.password())) {
            var channel = opening.open(
                    config.login(credentials.login()).loginTimeout(TIME_TO_TYPE).build());
            try {
                credentials.keepToken();
            } catch (IOException e) {
                channel.close();
                throw e;
            }
            return channel;
        } catch (IllegalArgumentException e) {
            throw usage(String.valueOf(e.getMessage()));
        }
    }

    private void checkOptions() throws IOException {
        try {
            login.check();
            noise.check(key != null || identityName != null);
        } catch (IllegalArgumentException e) {
            throw usage(String.valueOf(e.getMessage()));
        }
        if (raw && login.requested()) {
            throw usage("logins are messages: --raw has none");
        }
        if (noise.requested()) {
            checkNoise();
        } else {
            checkTls();
        }
    }

    private void checkNoise() {
        if (cert != null || ca != null || trustName != null || revocation.given() || login.byCertificate()) {
            throw usage(
                    "--cert, --ca, --trust, --crl, --ocsp and --by-certificate are about certificates, and --noise has none:"
                            + " --server-key scn1… says whom to believe, and --by-key logs in by this side's key");
        }
        if (login.byKey() && key == null && identityName == null) {
            throw usage("--by-key: whose? --key FILE, or --identity from the key store");
        }
        if (key != null && identityName != null) {
            throw usage("one key: --key FILE, or --identity from the key store");
        }
    }

    private void checkTls() {
        if (login.byKey()) {
            throw usage("--by-key is about the keys of --noise: with a certificate it is --by-certificate");
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
    }

    private ParameterException usage(String message) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), message);
    }

    /** Tells somebody who sits at a terminal that it is time to type; a script needs no such line. */
    @SuppressWarnings("SystemConsoleNull") // where it is never null, the line does no harm
    private static void greet(SecureChannel channel) {
        if (System.console() != null) {
            System.err.println("echo-client: connected to " + channel.peer() + ", " + channel.protocol()
                    + channel.login().map(done -> ", logged in as " + done).orElse(""));
        }
    }

    private void receive(SecureChannel channel) throws IOException {
        if (raw) {
            channel.inputStream().transferTo(System.out);
            return;
        }
        for (var text = channel.receiveText(); text.isPresent(); text = channel.receiveText()) {
            System.out.println(text.get());
        }
        var reason = channel.closeReason();
        if (reason.isPresent() && reason.get().code() != CloseReason.NORMAL) {
            throw new IOException(channel.peer().address() + ": the server closed the channel: " + reason.get());
        }
    }

    private void send(SecureChannel channel) {
        try {
            if (raw) {
                System.in.transferTo(channel.outputStream());
            } else {
                var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
                for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                    channel.sendText(line);
                }
            }
            channel.closeOutput();
        } catch (IOException e) {
            giveUp(channel, e);
        }
    }

    /** Ends the wait of the receiving thread, which then reports this. */
    private void giveUp(SecureChannel channel, IOException why) {
        if (channel.isOpen()) {
            sendingFailed = why;
        }
        try {
            channel.close();
        } catch (IOException e) {
            why.addSuppressed(e);
        }
    }
}
