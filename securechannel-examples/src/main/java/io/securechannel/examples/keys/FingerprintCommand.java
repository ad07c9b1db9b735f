package io.securechannel.examples.keys;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.console.Table;
import io.securechannel.keys.NoisePublicKey;
import io.securechannel.keys.RolePublicKey;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what people compare of a public key that came from somebody. */
@Command(
        name = "fingerprint",
        mixinStandardHelpOptions = true,
        description = {
            "Tells the fingerprints of public keys in files: PEM, JSON Web Keys, OpenSSH's lines, scn1… of Noise keys. No key store is opened.",
            "Whoever sent the key reads the same from \"keys show NAME\"; compare them by telephone or face to face before"
                    + " you trust the file."
        },
        footerHeading = "%nExample:%n",
        footer = "  keys fingerprint ada.pub bob.pub")
final class FingerprintCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "The public keys.")
    private List<Path> files = List.of();

    @Spec
    private @Nullable CommandSpec spec;

    FingerprintCommand() {}

    @Override
    public Integer call() throws Exception {
        for (var file : files) {
            var key = PublicKeyFile.any(file);
            var line = file + ": " + key + digits(key);
            Objects.requireNonNull(spec).commandLine().getOut().println(Table.visible(line));
        }
        return 0;
    }

    /** An X25519 key may be one for Noise, whose people read digits to each other. */
    private static String digits(RolePublicKey key) {
        try {
            return " ("
                    + NoisePublicKey.fromSubjectPublicKeyInfo(key.subjectPublicKeyInfo())
                            .shortFingerprint() + ")";
        } catch (KeyMaterialException e) {
            return "";
        }
    }
}
