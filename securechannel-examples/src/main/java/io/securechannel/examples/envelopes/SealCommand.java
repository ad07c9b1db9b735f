package io.securechannel.examples.envelopes;

import io.securechannel.examples.console.Terminal;
import io.securechannel.hybrid.Addressees;
import io.securechannel.hybrid.EnvelopeText;
import io.securechannel.hybrid.HybridCipher;
import io.securechannel.hybrid.Progress;
import io.securechannel.hybrid.Sealer;
import io.securechannel.hybrid.SignedSealer;
import io.securechannel.keys.EnvelopePublicKey;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Seals a file. */
@Command(
        name = "seal",
        description = {
            "Seals a file, so that only the holders of the named keys can open it, wherever it lies and whoever carries it.",
            "It is signed, so that they know from whom it is, and that it is for them; --unsigned leaves that away. \"keys new\""
                    + " makes keys, \"keys export\" writes the public half for others."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  seal report.pdf --to bob.pub --to carol.pub --sign-name ada",
            "  seal report.pdf --to bob.pub --sign-name ada --context \"reports 2026\" --armor",
            "  tar c photos | seal - --to-name me --unsigned -o photos.tar.scev"
        })
public final class SealCommand extends EnvelopesCommand {

    static final String BINARY = ".scev";
    static final String ARMORED = ".scev.asc";

    @Parameters(paramLabel = "FILE", description = "What to seal; - is standard input.")
    private String file = "";

    @Mixin
    private RecipientOptions recipients = new RecipientOptions();

    @Mixin
    private SignerOptions signers = new SignerOptions();

    @Option(names = "--unsigned", description = "Do not sign: who opens it knows nothing about who sealed it.")
    private boolean unsigned;

    @Option(
            names = "--context",
            paramLabel = "TEXT",
            description = "What it is for. It is not in the envelope: who opens it has to say the same.")
    private String context = "";

    @Option(names = "--armor", description = "Write text, for mail and clipboards.")
    private boolean armor;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "FILE",
            description =
                    "Where the envelope goes; - is standard output. By default FILE.scev, with --armor FILE.scev.asc.")
    private @Nullable String out;

    @Option(names = "--force", description = "Replace a file that is there.")
    private boolean force;

    /** For picocli. */
    public SealCommand() {}

    @Override
    void check() throws IOException {
        recipients.check();
        signers.keys().check();
        if (unsigned == signers.keys().count() > 0) {
            throw usage("say who signs, by --sign-name NAME or --sign-with FILE, or --unsigned: one of them");
        }
        var target = target();
        if (target.equals(Source.STANDARD) && !armor && Terminal.output()) {
            throw usage("an envelope is no text for a terminal: --armor makes it one, -o FILE writes a file");
        }
        new Source(file).check();
        Target.check(target, force);
    }

    @Override
    void run(Keyring keys) throws Exception {
        var to = List.copyOf(new LinkedHashSet<>(recipients.keys(keys)));
        var chosen = HybridCipher.to(to);
        var addressees = recipients.allowClassical() ? chosen.allowClassical() : chosen;
        warn(addressees);
        var sealer = sealer(addressees, keys);
        var source = new Source(file);
        try (var progress = ProgressLine.of(source)) {
            seal(sealer, source, progress);
        }
        if (!target().equals(Source.STANDARD)) {
            say("wrote " + target() + ", for " + to.size() + (to.size() == 1 ? " key" : " keys")
                    + strength(to)
                    + (sealer instanceof SignedSealer signed ? ", signed by " + signed.sender() : ", not signed"));
        }
    }

    private void seal(Sealer sealer, Source source, Progress progress) throws IOException {
        var bytes = context.getBytes(StandardCharsets.UTF_8);
        if (!armor && source.regular() && !Target.isStream(target())) {
            sealer.seal(source.file(), Path.of(target()), bytes, progress); // with room for further recipients
            return;
        }
        try (var in = source.open();
                var target = Target.open(target(), force)) {
            if (armor) {
                try (var text = EnvelopeText.armoring(target.stream())) {
                    sealer.seal(in, text, bytes, progress);
                }
            } else {
                sealer.seal(in, target.stream(), bytes, progress);
            }
            target.complete();
        }
    }

    private Sealer sealer(Addressees addressees, Keyring keys) throws Exception {
        if (unsigned) {
            return addressees.unsigned();
        }
        var signing = signers.keys().keys(keys);
        return signing.size() == 1
                ? addressees.signedBy(signing.get(0))
                : addressees.signedBy(signing.get(0), signing.get(1));
    }

    /** The library logs the same; who sees its log has no need of this. */
    private void warn(Addressees addressees) {
        if (!System.getLogger("io.securechannel.hybrid").isLoggable(Level.WARNING)) {
            addressees.warnings().forEach(each -> tell("securechannel: warning: " + each));
        }
    }

    private String target() {
        if (out != null) {
            return out;
        }
        return file.equals(Source.STANDARD) ? Source.STANDARD : file + (armor ? ARMORED : BINARY);
    }

    private static String strength(List<EnvelopePublicKey> to) {
        return to.stream().allMatch(each -> each.type().postQuantum()) ? ", post-quantum" : ", not post-quantum";
    }
}
