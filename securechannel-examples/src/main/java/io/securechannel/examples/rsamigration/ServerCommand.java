package io.securechannel.examples.rsamigration;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.console.AtExit;
import io.securechannel.examples.console.KeyPasswordOptions;
import io.securechannel.examples.keys.ImportKind;
import io.securechannel.examples.keys.ImportedFiles;
import io.securechannel.examples.keys.PublicKeyFile;
import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.EnvelopeKeyType;
import io.securechannel.keys.Identity;
import io.securechannel.keys.SigningPublicKey;
import io.securechannel.peer.Trust;
import io.securechannel.pki.DevCertificates;
import io.securechannel.pki.Pem;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
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

/** The server of each step. */
@Command(
        name = "server",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Prints the message of each client, until Ctrl-C.",
            "In steps 0 to 2 it sends its RSA key: --key, or one made for this run. In step 3 it shows a certificate: --cert and --key,"
                    + " or one made for this run and localhost, which it writes to rsa-migration.crt for the client to trust."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  rsa-migration server",
            "  rsa-migration server --step 2 --key server-rsa.pem --from ada.pub",
            "  rsa-migration server --step 3"
        })
public final class ServerCommand implements Callable<Integer> {

    private static final Path MADE = Path.of("rsa-migration.crt");

    @Mixin
    private StepOptions step = new StepOptions();

    @Option(names = "--listen", defaultValue = "127.0.0.1", description = "The address (default: ${DEFAULT-VALUE}).")
    private String listen = "127.0.0.1";

    @Option(names = "--port", defaultValue = "5000", description = "0 for any free one (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description =
                    "The private key, PEM: RSA in steps 0 to 2, that of --cert in step 3. A password is asked for.")
    private @Nullable Path key;

    @Mixin
    private KeyPasswordOptions keyPassword = new KeyPasswordOptions();

    @Option(
            names = "--from",
            paramLabel = "FILE",
            description = "Step 2: the public key of one who may send; may be repeated.")
    private List<Path> senders = List.of();

    @Option(names = "--cert", paramLabel = "FILE", description = "Step 3: the certificate chain, PEM.")
    private @Nullable Path cert;

    @Spec
    private @Nullable CommandSpec spec;

    /** For picocli. */
    public ServerCommand() {}

    @Override
    public Integer call() throws Exception {
        try {
            check();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(Objects.requireNonNull(spec).commandLine(), String.valueOf(e.getMessage()), e);
        }
        var journal =
                new PrintedJournal(Objects.requireNonNull(spec).commandLine().getOut(), "server");
        var at = new InetSocketAddress(listen, port);
        if (step.step() == StepOptions.CHANNEL) {
            serveChannels(at, journal);
        } else {
            serveSockets(at, journal);
        }
        return 0;
    }

    private void serveSockets(InetSocketAddress at, PrintedJournal journal)
            throws KeyMaterialException, IOException, InterruptedException {
        try (var keys = rsaKey();
                var server = SocketServer.open(at, step.timeout(), journal, handler(keys, journal))) {
            AtExit.close(server);
            journal.say("my key is " + keys.publicKey().fingerprint() + ", " + keys.type()
                    + (key == null ? ", made for this run" : ""));
            listening(server.port(), journal);
            server.awaitClose();
        }
    }

    private SocketServer.Handler handler(EnvelopeKeyPair keys, Journal journal)
            throws KeyMaterialException, IOException {
        if (step.step() != StepOptions.ENVELOPES) {
            return new OldServer(keys, journal);
        }
        var known = new ArrayList<SigningPublicKey>();
        for (var file : senders) {
            known.add(PublicKeyFile.sender(file));
        }
        return new EnvelopeServer(keys, known, Instant.now(), journal);
    }

    private void serveChannels(InetSocketAddress at, PrintedJournal journal)
            throws KeyMaterialException, IOException, InterruptedException {
        var identity = cert == null ? DevCertificates.localhost() : certificate();
        try (var server = ChannelServer.open(at, identity, step.timeout(), journal)) {
            AtExit.close(server);
            if (cert == null) {
                Pem.writeCertificate(identity.certificate(), MADE);
                journal.say("certificate for localhost, made for this run: " + MADE + "; the client takes it by --ca");
            }
            journal.say("the pin of my certificate is " + Trust.pinOf(identity.certificate()));
            listening(server.port(), journal);
            server.awaitClose();
        }
    }

    private void listening(int actual, PrintedJournal journal) {
        journal.say("listening at " + listen + ":" + actual + ", step " + step.step() + "; Ctrl-C ends it");
    }

    private EnvelopeKeyPair rsaKey() throws KeyMaterialException, IOException {
        if (key == null) {
            return EnvelopeKeyPair.generate(EnvelopeKeyType.RSA_2048);
        }
        var keys = (EnvelopeKeyPair) new ImportedFiles(List.of(key), keyPassword.source()).read(ImportKind.ENVELOPE);
        try {
            OldRsa.requireRsa(keys.publicKey());
            return keys;
        } catch (KeyMaterialException e) {
            keys.close();
            throw e;
        }
    }

    private Identity certificate() throws KeyMaterialException, IOException {
        return (Identity) new ImportedFiles(
                        List.of(Objects.requireNonNull(cert), Objects.requireNonNull(key)), keyPassword.source())
                .read(ImportKind.IDENTITY);
    }

    private void check() {
        step.check();
        step.only(!senders.isEmpty(), "--from", StepOptions.ENVELOPES, StepOptions.ENVELOPES);
        step.needs(!senders.isEmpty(), "--from FILE: who may send", StepOptions.ENVELOPES, StepOptions.ENVELOPES);
        step.only(cert != null, "--cert", StepOptions.CHANNEL, StepOptions.CHANNEL);
        if (step.step() == StepOptions.CHANNEL && (cert == null) != (key == null)) {
            throw new IllegalArgumentException("--cert and --key belong together in step 3");
        }
    }
}
