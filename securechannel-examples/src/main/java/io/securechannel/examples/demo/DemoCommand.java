package io.securechannel.examples.demo;

import static io.securechannel.examples.demo.Figures.count;
import static io.securechannel.examples.demo.Figures.millis;
import static io.securechannel.examples.demo.Figures.rate;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.examples.console.NoPasswordArgument;
import io.securechannel.examples.console.PasswordOptions;
import io.securechannel.examples.console.Table;
import io.securechannel.examples.tap.HexDump;
import io.securechannel.peer.PeerIdentity;
import io.securechannel.secret.Password;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The library in one minute, on a file of the user's. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Sends a file through a channel and back, and shows who the ends are to each other, what an eavesdropper"
                    + " sees, what becomes of a byte that is changed on the way, a login, and an envelope; then the same over Noise.",
            "All of it really happens, on 127.0.0.1, with keys made for this run. It ends with 0 if the channel kept its"
                    + " promises and with 1 if not."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  demo",
            "  demo --file photo.jpg",
            "  seq 1000000 | demo --file -",
            "  demo --user ada --password-file ada.pw"
        })
public final class DemoCommand implements Callable<Integer> {

    private static final int PLAIN_SAMPLE = 64 << 10;
    private static final int SHOWN = 64;
    private static final int WIDTH = 8;
    private static final int NEEDLE = 16;
    private static final int MADE_UP = 20;

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "What to send, of any size; - is standard input. By default README.md, if it is here.")
    private @Nullable Path file;

    @Option(
            names = "--user",
            paramLabel = "NAME",
            defaultValue = "ada",
            description = "Who logs in (default: ${DEFAULT-VALUE}).")
    private String user = "ada";

    @Mixin
    private PasswordOptions password = new PasswordOptions();

    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli puts its option beside the others
    private NoPasswordArgument noArgument = new NoPasswordArgument();

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "Where the token for the next time goes; by default beside the certificates.")
    private @Nullable Path tokenFile;

    @Option(names = "--keep", description = "Keep the directory with the certificates and keys, and say where it is.")
    private boolean keep;

    @Spec
    private @Nullable CommandSpec spec;

    /** For picocli. */
    public DemoCommand() {}

    @Override
    public Integer call() throws Exception {
        var directory = Files.createTempDirectory("securechannel-demo-");
        var cleaning = new Thread(() -> remove(directory), "clean");
        if (!keep) {
            Runtime.getRuntime().addShutdownHook(cleaning); // for Ctrl-C
        }
        try {
            return run(directory);
        } finally {
            if (!keep) {
                remove(directory);
                Runtime.getRuntime().removeShutdownHook(cleaning);
            }
        }
    }

    private int run(Path directory) throws Exception {
        var source = Source.of(file, directory);
        heading("SecureChannel demo: " + source.name() + ", " + count(source.size()) + " bytes");
        say("client --> tap --> server, all on 127.0.0.1; the tap records, and later changes a byte");

        heading("1  Certificates");
        var parties = Parties.create(directory);
        say("made a CA, a server and a client: ca.crt, server.crt/.key, client.crt/.key");
        say("in " + directory + (keep ? " (kept)" : " (removed at the end; --keep keeps it)"));

        heading("2  The file, there and back, as one streamed message");
        var transfer = Transfer.run(source, parties.tls());
        show(transfer, source.size());

        heading("3  What an eavesdropper sees");
        var sample = source.sample(PLAIN_SAMPLE);
        boolean hidden = showEavesdropper(sample, transfer);

        heading("4  What happens to a changed byte");
        var message = Arrays.copyOf(sample, Math.min(sample.length, Attack.LARGEST));
        var attack = Attack.run(message, parties.tls());
        show(attack, message);

        heading("5  A login, and a man in the middle");
        boolean loggedIn = showLogin(parties, directory);

        heading("6  An envelope, for Bob and Carol");
        boolean sealed = showEnvelope(message);

        heading("7  The same over Noise, without certificates");
        boolean same = showNoise(source, message, transfer, attack);

        return verdict((transfer.unchanged() ? "" : " the file was changed;")
                + (hidden ? "" : " it was readable;")
                + (attack.defeated() ? "" : " a changed byte was not refused by both ends;")
                + (loggedIn ? "" : " a login was not as it has to be;")
                + (sealed ? "" : " an envelope opened for others, or did not open;")
                + (same ? "" : " Noise did not do the same;"));
    }

    private boolean showNoise(Source source, byte[] message, Transfer tls, Attack tlsAttack)
            throws IOException, InterruptedException {
        var show = NoiseShow.run(source, message);
        say("The client knows the server's key: " + show.serverKey());
        show.beside(tls, tlsAttack).forEach(this::say);
        say("(The first channel of this process was TLS's: its handshake also loads what both use.)");
        return show.good(message.length < NEEDLE ? new byte[0] : Arrays.copyOf(message, NEEDLE));
    }

    private boolean showEnvelope(byte[] message) throws KeyMaterialException {
        var show = EnvelopeShow.run(message);
        say("For what is stored, or crosses servers: Ada seals the file's first " + count(message.length)
                + " bytes to Bob and Carol.");
        say("the envelope         " + count(show.length()) + " bytes, slots "
                + String.join(", ", show.info().slots())
                + (show.info().postQuantum() ? ", post-quantum" : ""));
        say("from                 " + show.sender());
        say("Bob opens it         " + (show.bob() ? "the same" : "DIFFERENT"));
        say("Carol opens it       " + (show.carol() ? "the same" : "DIFFERENT"));
        say("Dave tries           " + reason(show.stranger()));
        say("Bob, one bit changed " + reason(show.changed()));
        say("Dave, added by Bob   " + reason(show.passedOn()) + ": Ada signed it for Bob and Carol");
        return show.good();
    }

    private static String reason(Optional<KeyMaterialException> error) {
        return error.map(each -> each.reason().toString()).orElse("NO ERROR");
    }

    private boolean showLogin(Parties parties, Path directory) throws Exception {
        var file = tokenFile == null ? directory.resolve("token") : tokenFile;
        LoginShow login;
        try (var secret = password.given() ? password.source().existing(user) : madeUp()) {
            login = LoginShow.run(new LoginShow.Who(user, secret, file), parties);
        }
        say("the server knows     " + Table.visible(login.byPassword()));
        say("with its token       " + Table.visible(login.byToken()));
        say("on the wire          the password " + (login.passwordSeen() ? "FOUND" : "not found") + ", the user's name "
                + (login.userSeen() ? "found" : "not found"));
        say("Mallory has a certificate for " + Parties.HOST + " that the client believes, and passes all on:");
        show("  server", login.relayedAtServer());
        show("  client", login.relayedAtClient());
        say("The same by a bare token, which nothing ties to a channel (insecureBearerToken): Mallory");
        say("  " + (login.unboundRead() ? "is in the middle, and reads along." : "could not read a message."));
        return login.good();
    }

    private static Password madeUp() {
        var characters = new char[MADE_UP];
        var random = new SecureRandom();
        for (int i = 0; i < characters.length; i++) {
            characters[i] = (char) ('a' + random.nextInt(26));
        }
        return Password.copyOf(characters);
    }

    private void show(Transfer transfer, long size) {
        var protocol = transfer.protocol();
        say("the client talks to  " + identity(transfer.server()));
        say("the server talks to  " + identity(transfer.client()));
        say("protocol             " + protocol.version() + ", " + protocol.cipherSuite());
        say("key exchange         " + protocol.group().orElse("not known")
                + (protocol.postQuantumConfidentiality() ? ", post-quantum" : ", not post-quantum"));
        say("handshake            " + millis(transfer.handshake()));
        say("the file             " + count(size) + " bytes each way in " + millis(transfer.transfer())
                + rate(size, transfer.transfer()));
        say("on the wire          " + count(transfer.recording().total()) + " bytes, handshake included");
        say("SHA-256, sent        " + shorter(transfer.sent()));
        say("  at the server      " + shorter(transfer.arrived()) + same(transfer.sent(), transfer.arrived()));
        say("  back at the client " + shorter(transfer.back()) + same(transfer.sent(), transfer.back()));
    }

    private boolean showEavesdropper(byte[] sample, Transfer transfer) throws IOException, InterruptedException {
        var plainRecording = new Recording();
        PlainSocket.send(sample, plainRecording, Optional.empty());
        var plain = plainRecording.fromClient(0, SHOWN);
        var secure = transfer.recording().fromClient(transfer.handshakeBytes(), SHOWN);
        say(String.format(Locale.ROOT, "      %-33s   %s", "a plain socket", "the channel"));
        for (int at = 0; at < Math.max(plain.length, secure.length); at += WIDTH) {
            say(String.format(Locale.ROOT, "%04x  %s   %s", at, row(plain, at), row(secure, at))
                    .stripTrailing());
        }
        say("The channel: 5 bytes of record header (type 23, version, length), then ciphertext.");
        var needle = Arrays.copyOf(sample, Math.min(sample.length, NEEDLE));
        if (needle.length < NEEDLE) {
            say("(Fewer than " + NEEDLE + " bytes: too few to look for them on the wire.)");
            return true;
        }
        boolean hidden = !transfer.recording().holds(needle);
        say("Looked for the file's first " + NEEDLE + " bytes: plain socket "
                + (plainRecording.holds(needle) ? "found" : "not found") + ", channel "
                + (hidden ? "not found" : "FOUND") + ".");
        return hidden;
    }

    private void show(Attack attack, byte[] message) throws IOException, InterruptedException {
        say(
                message.length == 0
                        ? "One bit of the record that holds the empty message, inverted by the tap:"
                        : "One bit in the middle of the file's first " + count(message.length)
                                + " bytes, inverted by the tap:");
        if (message.length > 0) {
            int changed = PlainSocket.sendChanged(message);
            say("plain socket  " + count(message.length) + " bytes delivered, " + changed
                    + " of them changed, no error");
        }
        say("channel       " + count(attack.delivered()) + " bytes delivered, " + attack.changed()
                + " of them changed, and the errors");
        show("  server", attack.serverError());
        show("  client", attack.clientError());
    }

    private void show(String who, Optional<SecureChannelException> error) {
        say(who + "      " + error.map(each -> each.reason().toString()).orElse("none"));
        error.ifPresent(each -> wrap(each.getMessage()).lines().forEach(line -> say("              " + line)));
    }

    private int verdict(String failures) {
        var out = Objects.requireNonNull(spec).commandLine().getOut();
        boolean good = failures.isEmpty();
        var text = good
                ? "Verdict: the file arrived unchanged, in ciphertext; a changed byte and a relayed login failed."
                : "Verdict: FAILED:" + failures;
        out.println();
        out.println(Ansi.AUTO.string("@|bold," + (good ? "green " : "red ") + text + "|@"));
        out.println();
        out.println("next, in two terminals, and then a look at the bytes that go by:");
        var launcher = launcher();
        out.println("  " + launcher + " echo-server");
        out.println("  " + launcher + " echo-client --ca securechannel-dev.crt");
        out.println("  " + launcher + " tap --help");
        out.println("or without certificates; it prints the command for the client:");
        out.println("  " + launcher + " echo-server --noise");
        return good ? 0 : 1;
    }

    private void heading(String text) {
        var out = Objects.requireNonNull(spec).commandLine().getOut();
        out.println();
        out.println(Ansi.AUTO.string("@|bold " + text + "|@"));
    }

    private void say(String line) {
        Objects.requireNonNull(spec).commandLine().getOut().println("   " + line);
    }

    private static String identity(PeerIdentity peer) {
        return peer.certificate()
                .map(leaf -> leaf.getSubjectX500Principal().getName() + ", certified by "
                        + leaf.getIssuerX500Principal().getName())
                .orElse("somebody without proof");
    }

    private static String row(byte[] bytes, int from) {
        int begin = Math.min(from, bytes.length);
        return HexDump.row(Arrays.copyOfRange(bytes, begin, Math.min(bytes.length, begin + WIDTH)), WIDTH);
    }

    private static String same(String expected, String found) {
        return expected.equals(found) ? "  the same" : "  DIFFERENT";
    }

    private static String shorter(String hash) {
        return hash.substring(0, 16) + "..." + hash.substring(hash.length() - 16);
    }

    /** At blanks, to lines of 63 characters, so that a screen of 80 shows them. */
    private static String wrap(String text) {
        return text.replaceAll("(.{1,63})(?:\\s+|$)", "$1\n");
    }

    /** How this program was started, as far as it can be told. */
    private static String launcher() {
        try {
            var code = DemoCommand.class.getProtectionDomain().getCodeSource();
            var path = code == null ? Path.of("") : Path.of(code.getLocation().toURI());
            var relative = Path.of("").toAbsolutePath().relativize(path.toAbsolutePath());
            var shortest = relative.startsWith("..") ? path : relative;
            return path.toString().endsWith(".jar") ? "java -jar " + shortest : "securechannel";
        } catch (URISyntaxException | IllegalArgumentException e) {
            return "securechannel";
        }
    }

    private static void remove(Path directory) {
        if (Files.notExists(directory)) {
            return;
        }
        try (var files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException e) {
            System.err.println("could not remove " + directory + ": " + e.getMessage());
        }
    }
}
