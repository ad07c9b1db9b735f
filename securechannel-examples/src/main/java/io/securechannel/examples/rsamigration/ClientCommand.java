package io.securechannel.examples.rsamigration;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.examples.console.KeyPasswordOptions;
import io.securechannel.examples.console.Table;
import io.securechannel.examples.keys.ImportKind;
import io.securechannel.examples.keys.ImportedFiles;
import io.securechannel.keys.SigningKeyPair;
import io.securechannel.peer.Trust;
import java.io.IOException;
import java.io.InputStream;
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

/** The client of each step. */
@Command(
        name = "client",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Sends standard input, UTF-8, as one message. A line end at its end is left out.",
            "In step 0 it encrypts to whatever key it is shown, as the tutorials do, and warns."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  echo \"meet me at noon\" | rsa-migration client",
            "  echo \"meet me at noon\" | rsa-migration client --step 1 --pin SHA256:...",
            "  echo \"meet me at noon\" | rsa-migration client --step 2 --pin SHA256:... --sign ada.pem",
            "  echo \"meet me at noon\" | rsa-migration client --step 3 --ca rsa-migration.crt"
        })
public final class ClientCommand implements Callable<Integer> {

    private static final int LONGEST = 1 << 20;

    @Mixin
    private StepOptions step = new StepOptions();

    @Option(names = "--host", defaultValue = "localhost", description = "The server (default: ${DEFAULT-VALUE}).")
    private String host = "localhost";

    @Option(names = "--port", defaultValue = "5000", description = "Its port (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--pin",
            paramLabel = "FINGERPRINT",
            description =
                    "Steps 1 and 2: SHA256:..., what the server prints when it starts. Step 3: sha256/..., in place of --ca.")
    private @Nullable String pin;

    @Option(names = "--sign", paramLabel = "FILE", description = "Step 2: the private key that signs, PEM.")
    private @Nullable Path signer;

    @Mixin
    private KeyPasswordOptions keyPassword = new KeyPasswordOptions();

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description = "Step 3: whom to believe about servers, PEM; nobody else.")
    private @Nullable Path ca;

    @Spec
    private @Nullable CommandSpec spec;

    private final InputStream in;

    /** For picocli. */
    public ClientCommand() {
        this(System.in);
    }

    ClientCommand(InputStream in) {
        this.in = in;
    }

    @Override
    public Integer call() throws Exception {
        try {
            check();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(Objects.requireNonNull(spec).commandLine(), String.valueOf(e.getMessage()), e);
        }
        var out = Objects.requireNonNull(spec).commandLine().getOut();
        var server = InetSocketAddress.createUnresolved(host, port);
        var answer = send(server, message());
        out.println(answer.map(text -> "client: the server answered: " + Table.visible(text))
                .orElse("client: sent; whether it has arrived this protocol does not say"));
        return 0;
    }

    private Optional<String> send(InetSocketAddress server, String message) throws KeyMaterialException, IOException {
        return switch (step.step()) {
            case StepOptions.OLD -> {
                Objects.requireNonNull(spec)
                        .commandLine()
                        .getErr()
                        .println(
                                "securechannel: warning: step 0 encrypts to whoever answers; --step 1 --pin FINGERPRINT"
                                        + " ends that");
                yield new OldClient(server, Optional.empty(), step.timeout()).send(message);
            }
            case StepOptions.PINNED -> new OldClient(server, Optional.of(pin()), step.timeout()).send(message);
            case StepOptions.ENVELOPES -> {
                try (var keys = signingKey()) {
                    yield new EnvelopeClient(server, pin(), keys, step.timeout()).send(message);
                }
            }
            default -> new ChannelClient(server, trust(), step.timeout()).send(message);
        };
    }

    private String message() throws IOException {
        var bytes = in.readNBytes(LONGEST + 1);
        if (bytes.length > LONGEST) {
            throw new SecureChannelException(
                    Reason.MESSAGE_TOO_LARGE, "standard input has more than " + LONGEST + " bytes: send less");
        }
        return StrictText.decode(bytes).replaceFirst("\\R\\z", "");
    }

    private Pin pin() {
        return Pin.of(Objects.requireNonNull(pin));
    }

    private Trust trust() throws KeyMaterialException {
        return ca != null ? Trust.only(ca) : Trust.pinned(Objects.requireNonNull(pin));
    }

    private SigningKeyPair signingKey() throws KeyMaterialException, IOException {
        return (SigningKeyPair) new ImportedFiles(List.of(Objects.requireNonNull(signer)), keyPassword.source())
                .read(ImportKind.SIGNING);
    }

    private void check() {
        step.check();
        step.only(pin != null, "--pin", StepOptions.PINNED, StepOptions.CHANNEL);
        step.needs(
                pin != null, "--pin FINGERPRINT, as the server prints it", StepOptions.PINNED, StepOptions.ENVELOPES);
        step.only(signer != null, "--sign", StepOptions.ENVELOPES, StepOptions.ENVELOPES);
        step.needs(signer != null, "--sign FILE", StepOptions.ENVELOPES, StepOptions.ENVELOPES);
        step.only(ca != null, "--ca", StepOptions.CHANNEL, StepOptions.CHANNEL);
        if (step.step() == StepOptions.CHANNEL) {
            if ((pin == null) == (ca == null)) {
                throw new IllegalArgumentException("--step 3 needs --ca FILE or --pin sha256/...: one of them");
            }
            if (pin != null) {
                Trust.pinned(pin); // throws if it is none
            }
        } else if (pin != null) {
            Pin.of(pin);
        }
    }
}
