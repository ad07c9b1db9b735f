package io.securechannel.examples.echo;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.console.CodeText;
import io.securechannel.examples.console.PublicKeyTexts;
import io.securechannel.keys.KnownPeers;
import io.securechannel.keys.SharedSecret;
import io.securechannel.noise.NoiseContext;
import io.securechannel.peer.Trust;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that say how a client speaks Noise. */
final class NoiseClientOptions {

    @Mixin
    private NoiseOptions both = new NoiseOptions();

    @Option(
            names = "--server-key",
            paramLabel = "scn1...",
            description = "Noise: believe the holder of this key, and nobody else. May be repeated, as while the server"
                    + " replaces it; the server then shows which it has.")
    private List<String> serverKeys = List.of();

    @Option(
            names = "--known-peers",
            description =
                    "Noise: believe servers that are known in the key store. At a terminal it asks about a new one, and"
                            + " keeps the answer.")
    private boolean knownPeers;

    @Option(
            names = "--one-time-code",
            description = "Noise: ask for the code that the server has printed; for one channel.")
    private boolean code;

    @Option(names = "--one-time-code-file", paramLabel = "FILE", description = "Noise: that code is in a file.")
    private @Nullable Path codeFile;

    NoiseClientOptions() {}

    private boolean byCode() {
        return code || codeFile != null;
    }

    boolean requested() {
        return both.requested();
    }

    boolean needsKeyStore() {
        return knownPeers;
    }

    /**
     * Refuses options that do not belong together.
     *
     * @param ownKey whether the client has a key
     */
    void check(boolean ownKey) {
        both.check(!serverKeys.isEmpty() || knownPeers || byCode());
        if (!both.requested()) {
            return;
        }
        PublicKeyTexts.parse("--server-key", serverKeys);
        if (knownPeers && !serverKeys.isEmpty()) {
            throw new IllegalArgumentException("one trust: --server-key scn1…, or --known-peers from the key store");
        }
        boolean byKey = knownPeers || !serverKeys.isEmpty();
        if (byCode() && (byKey || ownKey || both.secretGiven())) {
            throw new IllegalArgumentException("--one-time-code stands alone: no --server-key, --known-peers, --key,"
                    + " --identity or --shared-secret beside it");
        }
        if (!byKey && !both.secretGiven() && !byCode()) {
            throw new IllegalArgumentException("--noise: whom to believe? --server-key scn1…, as the server prints it,"
                    + " --known-peers, --shared-secret FILE or --one-time-code");
        }
        if (!byKey && !byCode() && ownKey) {
            throw new IllegalArgumentException("with --shared-secret alone nobody has a key: --key and --identity need"
                    + " --server-key scn1… or --known-peers");
        }
    }

    /** {@return how to speak, from files and the key store} */
    NoiseConnecting open(NoiseKeySource own) throws KeyMaterialException, IOException {
        var opened = new ArrayDeque<AutoCloseable>();
        try {
            var secret = both.secret(own.password());
            secret.ifPresent(opened::push);
            var known = knownPeers && own.store() != null
                    ? Optional.of(own.store().knownPeers())
                    : Optional.<KnownPeers>empty();
            var context = byCode() ? byCode(opened) : context(known, secret);
            var keys = own.read();
            keys.ifPresent(opened::push);
            keys.ifPresent(context::identity);
            context.provider(both.provider());
            if (both.classical()) {
                context.classical();
            }
            return new NoiseConnecting(context.build(), known, opened);
        } catch (KeyMaterialException | IOException | RuntimeException e) {
            Door.close(opened);
            throw e;
        }
    }

    private NoiseContext.ClientBuilder byCode(Deque<AutoCloseable> opened) throws KeyMaterialException, IOException {
        var made = CodeText.typed(codeFile, "One-time code: ");
        opened.push(made);
        return NoiseContext.forClient(made);
    }

    private NoiseContext.ClientBuilder context(Optional<KnownPeers> known, Optional<SharedSecret> secret) {
        if (known.isEmpty() && serverKeys.isEmpty()) {
            return NoiseContext.forClient(secret.orElseThrow());
        }
        var context = NoiseContext.forClient(known.map(Trust::known)
                .orElseGet(() -> PublicKeyTexts.pinned(PublicKeyTexts.parse("--server-key", serverKeys))));
        secret.ifPresent(context::sharedSecret);
        return context;
    }
}
