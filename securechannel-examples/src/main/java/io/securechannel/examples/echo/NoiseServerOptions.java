package io.securechannel.examples.echo;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.console.PublicKeyTexts;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.keys.NoisePublicKey;
import io.securechannel.noise.NoiseContext;
import io.securechannel.noise.OneTimeCode;
import io.securechannel.peer.Trust;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that say how a server speaks Noise. */
final class NoiseServerOptions {

    @Mixin
    private NoiseOptions both = new NoiseOptions();

    @Option(
            names = "--client-key",
            paramLabel = "scn1...",
            description = "Noise: let nobody in but holders of this key. May be repeated.")
    private List<String> clientKeys = List.of();

    @Option(
            names = "--one-time-code",
            description = "Noise: no keys, but a code that is printed, to be told to one client. Then it ends.")
    private boolean code;

    NoiseServerOptions() {}

    boolean requested() {
        return both.requested();
    }

    /** Refuses options that do not belong together. */
    void check(boolean ownKey) {
        both.check(!clientKeys.isEmpty() || code);
        if (code && (ownKey || !clientKeys.isEmpty() || both.secretGiven())) {
            throw new IllegalArgumentException("--one-time-code stands alone: no --key, --identity, --client-key or"
                    + " --shared-secret beside it");
        }
        PublicKeyTexts.parse("--client-key", clientKeys);
    }

    /** Reads keys and secret, or makes a key. */
    NoiseListening open(NoiseKeySource own) throws KeyMaterialException, IOException {
        var opened = new ArrayDeque<AutoCloseable>();
        try {
            return open(own, opened);
        } catch (KeyMaterialException | IOException | RuntimeException e) {
            Door.close(opened);
            throw e;
        }
    }

    private NoiseListening open(NoiseKeySource own, Deque<AutoCloseable> opened)
            throws KeyMaterialException, IOException {
        if (code) {
            var made = OneTimeCode.random();
            opened.push(made);
            return listening(NoiseContext.forServer(made), Optional.empty(), Optional.of(made), opened);
        }
        var secret = both.secret(own.password());
        secret.ifPresent(opened::push);
        if (own.missing() && secret.isPresent() && clientKeys.isEmpty()) {
            return listening(NoiseContext.forServer(secret.get()), Optional.empty(), Optional.empty(), opened);
        }
        var context = own.missing() ? withNewKey(opened) : own.context(opened);
        secret.ifPresent(context.builder()::sharedSecret);
        if (!clientKeys.isEmpty()) {
            var members = Set.copyOf(PublicKeyTexts.parse("--client-key", clientKeys));
            context.builder().clients(Trust.allow(members::contains));
        }
        return listening(context.builder(), Optional.of(context.key()), Optional.empty(), opened);
    }

    private static NoiseKeySource.OfServer withNewKey(Deque<AutoCloseable> opened) {
        var made = NoiseKeyPair.generate();
        opened.push(made);
        return new NoiseKeySource.OfServer(NoiseContext.forServer(made), made.publicKey());
    }

    private NoiseListening listening(
            NoiseContext.ServerBuilder context,
            Optional<NoisePublicKey> key,
            Optional<OneTimeCode> made,
            Deque<AutoCloseable> opened) {
        context.provider(both.provider());
        if (both.classical()) {
            context.alsoClassical();
        }
        var more = (both.secretGiven() ? " --shared-secret FILE" : "") + (clientKeys.isEmpty() ? "" : " --key FILE");
        return new NoiseListening(context.build(), new NoiseListening.Told(key, made, more), opened);
    }
}
