package io.securechannel.examples.ca;

import io.securechannel.examples.console.Words;
import io.securechannel.pki.KeyType;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options for a new key and its certificate. */
final class KeyOptions {

    @Option(
            names = "--key-type",
            paramLabel = "TYPE",
            description =
                    "ec-p256 (default), ec-p384, ed25519, rsa-2048, rsa-3072, rsa-4096 or ml-dsa-65 (post-quantum; for"
                            + " authorities, and for peers on Bouncy Castle's TLS alone).")
    private @Nullable String keyType;

    @Option(names = "--days", paramLabel = "N", description = "For how many days from now it is valid.")
    private @Nullable Integer days;

    KeyOptions() {}

    Optional<KeyType> keyType() {
        return Optional.ofNullable(keyType).map(word -> Words.find("--key-type", KeyType.values(), word));
    }

    Optional<Duration> validity() {
        return Optional.ofNullable(days).map(Duration::ofDays);
    }
}
