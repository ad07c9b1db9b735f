package io.securechannel.examples.envelopes;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.keys.PublicKeyFile;
import io.securechannel.hybrid.HybridCipher;
import io.securechannel.hybrid.Keyholder;
import io.securechannel.hybrid.Progress;
import io.securechannel.hybrid.Sender;
import io.securechannel.keys.EnvelopeKeyPair;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Opens an envelope. */
@Command(
        name = "open",
        description = {
            "Opens an envelope, binary or armored, and says on standard error who signed it.",
            "Whose signatures count has to be said: without --from anybody can have sealed it. A file appears only if all of"
                    + " it was genuine, and its owner alone may read it. Standard output has got a genuine beginning when it"
                    + " ends with 1."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  open report.pdf.scev --name me --from ada.pub",
            "  open report.pdf.scev.asc --key bob.key --from ada.pub --context \"reports 2026\"",
            "  open photos.tar.scev --name me --unsigned -o - | tar x"
        })
public final class OpenCommand extends EnvelopesCommand {

    @Parameters(paramLabel = "FILE", description = "The envelope; - is standard input.")
    private String file = "";

    @Mixin
    private HolderOptions holder = new HolderOptions();

    @Mixin
    private SenderOptions senders = new SenderOptions();

    @Option(names = "--unsigned", description = "It is not signed, and could be from anybody.")
    private boolean unsigned;

    @Option(names = "--context", paramLabel = "TEXT", description = "What it is for, as whoever sealed it said.")
    private String context = "";

    @Option(names = "--post-quantum", description = "Refuse it if it is also sealed to a key that is not post-quantum.")
    private boolean postQuantum;

    @Option(
            names = "--accept-rewrapped",
            description = "Take it also if its sender addressed it to others, and somebody has passed it on.")
    private boolean acceptRewrapped;

    @Option(
            names = "--formerly",
            paramLabel = "FILE",
            description =
                    "One's own earlier public key, which its sender may have addressed it to before it was re-wrapped; may"
                            + " be repeated.")
    private List<Path> former = List.of();

    @Option(
            names = {"-o", "--out"},
            paramLabel = "FILE",
            description = "Where the content goes; - is standard output. By default FILE without .scev or .scev.asc.")
    private @Nullable String out;

    @Option(names = "--force", description = "Replace a file that is there.")
    private boolean force;

    /** For picocli. */
    public OpenCommand() {}

    @Override
    void check() throws IOException {
        holder.check();
        if (unsigned == senders.given()) {
            throw usage("say whose signature counts, by --from FILE, or --unsigned if it has none: one of them");
        }
        if (unsigned && (acceptRewrapped || !former.isEmpty())) {
            throw usage("--accept-rewrapped and --formerly are about signatures, and --unsigned expects none");
        }
        var target = target();
        new Source(file).check();
        Target.check(target, force);
    }

    @Override
    void run(Keyring keys) throws Exception {
        var known = senders.senders(keys);
        var all = holder.keys(keys);
        var opener = HybridCipher.opener(all.get(0), all.subList(1, all.size()).toArray(EnvelopeKeyPair[]::new));
        var source = new Source(file);
        var content = content(postQuantum ? opener.requirePostQuantum() : opener, known);
        String from;
        try (var progress = ProgressLine.of(source)) {
            from = open(content, source, progress);
        }
        tell(from);
        if (!target().equals(Source.STANDARD)) {
            say("wrote " + target());
        }
    }

    private String open(ContentOpener content, Source source, Progress progress)
            throws IOException, KeyMaterialException {
        if (source.regular() && !source.armored()) {
            if (!Target.isStream(target())) {
                return content.open(source.file(), Path.of(target()), progress);
            }
            if (source.rewrapping()) {
                try (var target = Target.openForOwner(target(), force)) {
                    return content.open(source.file(), target.stream());
                }
            }
        }
        try (var in = source.openEnvelope();
                var target = Target.openForOwner(target(), force)) {
            var from = content.open(in, target.stream(), progress);
            target.complete();
            return from;
        }
    }

    private ContentOpener content(Keyholder keyholder, Map<Sender, String> known)
            throws IOException, KeyMaterialException {
        var bytes = context.getBytes(StandardCharsets.UTF_8);
        if (unsigned) {
            return ContentOpener.of(keyholder.unsigned(), bytes);
        }
        var all = known.keySet().toArray(Sender[]::new);
        var opener = keyholder.from(all[0], Arrays.copyOfRange(all, 1, all.length));
        for (var each : former) {
            opener = opener.formerly(PublicKeyFile.recipient(each));
        }
        return ContentOpener.of(acceptRewrapped ? opener.acceptRewrapped() : opener, bytes, known);
    }

    private String target() {
        if (out != null) {
            return out;
        }
        if (file.equals(Source.STANDARD)) {
            return Source.STANDARD;
        }
        for (var ending : new String[] {SealCommand.ARMORED, SealCommand.BINARY}) {
            if (file.endsWith(ending) && file.length() > ending.length()) {
                return file.substring(0, file.length() - ending.length());
            }
        }
        throw usage(file + " does not end in .scev or .scev.asc: -o FILE says where the content goes");
    }
}
