package io.securechannel.examples.echo;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.console.KeyPasswordOptions;
import io.securechannel.examples.console.Words;
import io.securechannel.examples.keys.ImportKind;
import io.securechannel.examples.keys.ImportedFiles;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.keys.SharedSecret;
import io.securechannel.noise.NoiseProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of both ends that say how they speak Noise. */
final class NoiseOptions {

    @Option(names = "--noise", description = "Noise instead of TLS: keys, and no certificates.")
    private boolean noise;

    @Option(
            names = "--shared-secret",
            paramLabel = "FILE",
            description = "Noise: a secret that both ends hold, 32 random bytes in Base64 (openssl rand -base64 32)."
                    + " Beside keys, or alone.")
    private @Nullable Path sharedSecret;

    @Option(
            names = "--classical",
            description = "Noise: X25519 alone; a server then takes both. Who records it can read it with a quantum"
                    + " computer.")
    private boolean classical;

    @Option(
            names = "--provider",
            paramLabel = "NAME",
            description = "Noise: who computes, pure-java, jdk or conscrypt (default: pure-java).")
    private @Nullable String provider;

    NoiseOptions() {}

    boolean requested() {
        return noise;
    }

    boolean classical() {
        return classical;
    }

    boolean secretGiven() {
        return sharedSecret != null;
    }

    /** Refuses what is about Noise where TLS is spoken, and an unknown provider. */
    void check(boolean more) {
        if (!noise && (more || secretGiven() || classical || provider != null)) {
            throw new IllegalArgumentException(
                    "--shared-secret, --classical, --provider and keys as scn1… are about --noise");
        }
        provider();
    }

    NoiseProvider provider() {
        return provider == null ? NoiseProvider.PURE_JAVA : Words.find("--provider", NoiseProvider.values(), provider);
    }

    /** {@return the secret, to be closed by the caller; empty if none is asked for} */
    Optional<SharedSecret> secret(KeyPasswordOptions password) throws KeyMaterialException, IOException {
        if (sharedSecret == null) {
            return Optional.empty();
        }
        return Optional.of(new ImportedFiles(List.of(sharedSecret), password.source()).noiseSecret());
    }

    /** {@return the private key in a file, PEM or JSON; to be closed by the caller} */
    static NoiseKeyPair keys(Path file, KeyPasswordOptions password) throws KeyMaterialException, IOException {
        return (NoiseKeyPair) new ImportedFiles(List.of(file), password.source()).read(ImportKind.NOISE);
    }
}
