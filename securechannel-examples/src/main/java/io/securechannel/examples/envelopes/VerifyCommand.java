package io.securechannel.examples.envelopes;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.hybrid.DetachedSignature;
import io.securechannel.hybrid.MessageSigner;
import io.securechannel.hybrid.MessageVerifier;
import io.securechannel.hybrid.Sender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Verifies a signature beside a file. */
@Command(
        name = "verify",
        description = {
            "Verifies the signature beside a file. It ends with 1 and the reason unless one of those who are named has signed"
                    + " just these bytes.",
            "A key that came together with the file proves nothing: \"keys fingerprint FILE\" tells what to compare."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  verify release.zip --from releases.pub",
            "  verify release.zip release.zip.sig --from-both releases.pub releases-pq.pub",
            "  verify release.zip release.raw --raw --from releases.pub"
        })
public final class VerifyCommand extends EnvelopesCommand {

    /** No plain signature that is known here has more. */
    private static final int LONGEST = 1 << 14;

    @Parameters(index = "0", paramLabel = "FILE", description = "What was signed; - is standard input.")
    private String file = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "SIGNATURE",
            description = "The signature; by default FILE.sig.")
    private @Nullable Path signature;

    @Mixin
    private SenderOptions senders = new SenderOptions();

    @Option(names = "--raw", description = "It is a plain signature, by another program or \"sign --raw\".")
    private boolean raw;

    /** For picocli. */
    public VerifyCommand() {}

    @Override
    void check() throws IOException {
        if (!senders.given()) {
            throw usage("say whose signature counts: --from FILE names a public key");
        }
        if (signature == null && file.equals(Source.STANDARD)) {
            throw usage("standard input has no FILE.sig: name the signature too");
        }
        new Source(file).check();
    }

    @Override
    void run(Keyring keys) throws Exception {
        var known = senders.senders(keys);
        var beside = signature == null ? Path.of(file + SignCommand.ENDING) : signature;
        var sender = verify(MessageSigner.verifier(known.keySet().toArray(Sender[]::new)), beside);
        say(new Source(file) + ": signed by " + sender + " (" + known.get(sender) + ")");
    }

    private Sender verify(MessageVerifier verifier, Path beside) throws IOException, KeyMaterialException {
        var source = new Source(file);
        if (raw) {
            var plain = plain(beside);
            return source.standard() ? verifier.verify(source.open(), plain) : verifier.verify(source.file(), plain);
        }
        var detached = DetachedSignature.read(beside);
        return source.standard() ? verifier.verify(source.open(), detached) : verifier.verify(source.file(), detached);
    }

    private static byte[] plain(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return in.readNBytes(LONGEST);
        }
    }
}
