package io.securechannel.examples.envelopes;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** Options that say who signs an envelope. */
final class SignerOptions {

    @Option(
            names = "--sign-with",
            paramLabel = "FILE",
            description =
                    "The private key that signs, in a file. A second one signs as well: of Ed25519 or RSA and of ML-DSA-65"
                            + " together, both have to hold.")
    private List<Path> files = List.of();

    @Option(names = "--sign-name", paramLabel = "NAME", description = "The same, in the key store.")
    private List<String> names = List.of();

    SignerOptions() {}

    SigningKeys keys() {
        return new SigningKeys(files, names);
    }
}
