package io.securechannel.examples.envelopes;

import io.securechannel.examples.keys.PublicKeyFile;
import io.securechannel.hybrid.HybridCipher;
import io.securechannel.hybrid.Rewrapper;
import io.securechannel.keys.EnvelopeKeyPair;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Changes who can open an envelope. */
@Command(
        name = "rewrap",
        description = {
            "Changes who can open an envelope, without its content, for one who can open it.",
            "It does not revoke: whoever could open it may have kept a copy. Whoever is added sees that the sender signed it for"
                    + " others, and opens it by \"open --accept-rewrapped\"."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  rewrap report.pdf.scev --name me --add dave.pub --remove carol.pub",
            "  keys rotate me && rewrap report.pdf.scev --name me --renew"
        })
public final class RewrapCommand extends EnvelopesCommand {

    @Parameters(paramLabel = "FILE", description = "The envelope, binary or armored, which is changed.")
    private String file = "";

    @Mixin
    private HolderOptions holder = new HolderOptions();

    @Option(
            names = "--add",
            paramLabel = "FILE",
            description = "The public key of one who shall open it; may be repeated.")
    private List<Path> added = List.of();

    @Option(
            names = "--remove",
            paramLabel = "FILE",
            description = "The public key of one who shall not open it any more; may be repeated.")
    private List<Path> removed = List.of();

    @Option(
            names = "--renew",
            description =
                    "Move one's own place in it to the newest version of --name, or the first --key, and away from the"
                            + " older ones.")
    private boolean renew;

    @Option(
            names = "--allow-classical",
            description = "Add keys without post-quantum cryptography to an envelope of X-Wing keys.")
    private boolean allowClassical;

    /** For picocli. */
    public RewrapCommand() {}

    @Override
    void check() throws IOException {
        holder.check();
        if (added.isEmpty() && removed.isEmpty() && !renew) {
            throw usage("nothing would change: --add FILE, --remove FILE or --renew");
        }
        if (renew && !holder.isOne()) {
            throw usage("--renew is for one key: one --name, or --key of the new and of the old ones");
        }
        if (file.equals(Source.STANDARD)) {
            throw usage("an envelope is changed in its file: name one");
        }
        var source = new Source(file);
        source.check();
        ArmoredFile.requireFile(source.file());
    }

    @Override
    void run(Keyring keys) throws Exception {
        var all = holder.keys(keys);
        var rewrapper =
                HybridCipher.rewrapper(all.get(0), all.subList(1, all.size()).toArray(EnvelopeKeyPair[]::new));
        for (var each : added) {
            rewrapper = rewrapper.add(PublicKeyFile.recipient(each));
        }
        for (var each : removed) {
            rewrapper = rewrapper.remove(PublicKeyFile.recipient(each));
        }
        rewrapper = renew ? rewrapper.renew() : rewrapper;
        rewrap(allowClassical ? rewrapper.allowClassical() : rewrapper);
        say("wrote " + file);
    }

    private void rewrap(Rewrapper rewrapper) throws Exception {
        var source = new Source(file);
        if (source.armored()) {
            ArmoredFile.rewrap(rewrapper, source.file());
        } else {
            rewrapper.rewrap(source.file());
        }
    }
}
