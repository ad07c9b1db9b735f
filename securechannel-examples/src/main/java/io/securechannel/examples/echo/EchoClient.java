package io.securechannel.examples.echo;

import io.securechannel.ClientConfig;
import io.securechannel.SecureChannel;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.event.SecurityListener;
import io.securechannel.framing.CloseReason;
import io.securechannel.framing.Framing;
import io.securechannel.keys.Identity;
import io.securechannel.peer.Trust;
import io.securechannel.secret.Password;
import io.securechannel.tls.TlsContextFactory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
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

/** Sends each line of standard input as a message and writes the answers to standard output. */
@Command(
        name = "echo-client",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Sends each line of standard input as a message, and writes the answers to standard output, one per line."
                    + " It ends when standard input has (Ctrl-D) and the server has answered all.",
            "Without --ca it believes the public authorities that the JDK ships."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  Beside an echo-server in another terminal:",
            "    echo-client --ca securechannel-dev.crt",
            "  With a certificate of its own (mutual TLS), as dev-certs makes them:",
            "    echo-client --ca certs/ca.crt --cert certs/client.crt --key certs/client.key",
            "  A request to any TLS server:",
            "    printf 'HEAD / HTTP/1.0\\r\\n\\r\\n' | echo-client --raw --host example.org --port 443"
        })
public final class EchoClient implements Callable<Integer> {

    @Option(names = "--host", defaultValue = "localhost", description = "The server (default: ${DEFAULT-VALUE}).")
    private String host = "localhost";

    @Option(names = "--port", defaultValue = "7443", description = "Its port (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(names = "--ca", paramLabel = "FILE", description = "Whom to believe about servers, PEM; nobody else then.")
    private @Nullable Path ca;

    @Option(names = "--cert", paramLabel = "FILE", description = "The client's certificate chain, PEM.")
    private @Nullable Path cert;

    @Option(names = "--key", paramLabel = "FILE", description = "Its private key, PEM. A password is asked for.")
    private @Nullable Path key;

    @Option(names = "--key-password-file", paramLabel = "FILE", description = "Holds the key's password instead.")
    private @Nullable Path keyPasswordFile;

    @Option(names = "--raw", description = "Bytes without framing, for any TLS server.")
    private boolean raw;

    @Spec
    private @Nullable CommandSpec spec;

    private volatile @Nullable IOException sendingFailed;

    /** For picocli. */
    public EchoClient() {}

    @Override
    public Integer call() throws Exception {
        var tls = TlsContextFactory.clientBuilder(ca == null ? Trust.system() : Trust.only(ca));
        if (cert != null && key != null) {
            tls.identity(readIdentity(cert, key));
        } else if (cert != null || key != null) {
            throw new ParameterException(
                    Objects.requireNonNull(spec).commandLine(), "--cert and --key belong together");
        }
        var config = ClientConfig.tls(tls.build())
                .framing(raw ? Framing.none() : Framing.messages())
                .listener(SecurityListener.logging())
                .build();
        try (var channel = SecureChannel.connect(host, port, config)) {
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
        return 0;
    }

    /** Tells somebody who sits at a terminal that it is time to type; a script needs no such line. */
    @SuppressWarnings("SystemConsoleNull") // where it is never null, the line does no harm
    private static void greet(SecureChannel channel) {
        if (System.console() != null) {
            System.err.println("echo-client: connected to " + channel.peer() + ", " + channel.protocol());
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
}
