package io.securechannel.examples.envelopes;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.console.Terminal;
import io.securechannel.hybrid.MessageSigner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Signs a file that everybody may read. */
@Command(
        name = "sign",
        description = {
            "Signs a file that everybody may read: the signature goes into a file beside it.",
            "It says that the holder of the key signed these bytes, and neither when nor to whom; \"seal\" says that as well."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  sign release.zip --name releases",
            "  sign release.zip --name releases --name releases-pq      (Ed25519 and ML-DSA-65 together)",
            "  sign release.zip --key news.key --raw -o release.raw     (as \"openssl pkeyutl -verify -rawin\" takes it)"
        })
public final class SignCommand extends EnvelopesCommand {

    static final String ENDING = ".sig";

    @Parameters(paramLabel = "FILE", description = "What to sign; - is standard input.")
    private String file = "";

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description =
                    "The private key that signs, in a file. A second one signs as well: of Ed25519 or RSA and of ML-DSA-65"
                            + " together.")
    private List<Path> files = List.of();

    @Option(names = "--name", paramLabel = "NAME", description = "The same, in the key store.")
    private List<String> names = List.of();

    @Option(names = "--raw", description = "Write the plain signature, for other programs, and nothing about its key.")
    private boolean raw;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "FILE",
            description = "Where the signature goes; - is standard output. By default FILE.sig.")
    private @Nullable String out;

    @Option(names = "--force", description = "Replace a file that is there.")
    private boolean force;

    /** For picocli. */
    public SignCommand() {}

    @Override
    void check() throws IOException {
        signing().check();
        if (signing().count() == 0) {
            throw usage("say which private key signs: --name NAME in the key store, or --key FILE");
        }
        if (raw && signing().count() > 1) {
            throw usage("--raw is one signature, and two keys make two");
        }
        if (raw && target().equals(Source.STANDARD) && Terminal.output()) {
            throw usage("a plain signature is no text for a terminal: -o FILE writes a file");
        }
        new Source(file).check();
        Target.check(target(), force);
    }

    @Override
    void run(Keyring keys) throws Exception {
        var signing = signing().keys(keys);
        var signer = signing.size() == 1
                ? MessageSigner.of(signing.get(0))
                : MessageSigner.both(signing.get(0), signing.get(1));
        var signature = signature(signer);
        try (var target = Target.open(target(), force)) {
            target.stream().write(signature);
            target.complete();
        }
        if (!target().equals(Source.STANDARD)) {
            say("wrote " + target() + ", signed by " + signer.sender());
        }
    }

    private byte[] signature(MessageSigner signer) throws IOException, KeyMaterialException {
        var source = new Source(file);
        if (raw) {
            return source.standard() ? signer.sign(source.open()) : signer.sign(source.file());
        }
        var signature = source.standard() ? signer.signDetached(source.open()) : signer.signDetached(source.file());
        return signature.armored().getBytes(StandardCharsets.US_ASCII);
    }

    private SigningKeys signing() {
        return new SigningKeys(files, names);
    }

    private String target() {
        if (out != null) {
            return out;
        }
        return file.equals(Source.STANDARD) ? Source.STANDARD : file + ENDING;
    }
}
