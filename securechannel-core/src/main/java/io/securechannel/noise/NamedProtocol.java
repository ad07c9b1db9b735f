package io.securechannel.noise;

import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.keys.NoisePublicKey;
import io.securechannel.keys.SharedSecret;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A protocol by its name: what {@link NoiseProtocol} leaves to the compiler is checked when it begins. Immutable. */
public final class NamedProtocol {

    private static final int PARTS = 5;

    /** Without the modifiers psk. */
    private final Tokens tokens;

    private final NoiseSuite suite;
    /** The number of each modifier psk, ascending. */
    private final List<Integer> psks;

    private final String name;

    private NamedProtocol(Tokens tokens, NoiseSuite suite, List<Integer> psks, String name) {
        this.tokens = tokens;
        this.suite = suite;
        this.psks = psks;
        this.name = name;
    }

    static NamedProtocol read(String name) {
        var parts = name.split("_", -1);
        if (parts.length != PARTS || !parts[0].equals("Noise")) {
            throw unknown(name, "expected is Noise_PATTERN_DH_CIPHER_HASH");
        }
        int end = 0;
        while (end < parts[1].length() && !Character.isLowerCase(parts[1].charAt(end))) {
            end++;
        }
        var pattern = parts[1].substring(0, end);
        var plain = HandshakePatterns.named(pattern).orElseThrow(() -> unknown(name, "there is no pattern " + pattern));
        var modifiers = parts[1].substring(end);
        var tokens = modified(name, plain, modifiers);
        var agreement = tokens.has(Token.E1) ? "25519+MLKEM768" : "25519";
        if (!parts[2].equals(agreement)) {
            throw unknown(name, "key agreement here is " + agreement + " with that pattern");
        }
        var suite = new NoiseSuite(
                chosen(name, parts[3], NoiseSuite.Cipher.values(), NoiseSuite.Cipher::noiseName),
                chosen(name, parts[4], NoiseSuite.Hash.values(), NoiseSuite.Hash::noiseName));
        return new NamedProtocol(tokens, suite, pskNumbers(modifiers), name);
    }

    /**
     * Sets up the initiator's end.
     *
     * @param own its key pair, if it has one
     * @param peers the responder's key, if it is known beforehand
     * @param secrets the pre-shared secrets of 32 bytes, in the order of the modifiers psk
     * @return for further settings, and to begin
     * @throws IllegalArgumentException if something is missing or superfluous for this protocol
     */
    public HandshakeBuilder initiator(
            Optional<NoiseKeyPair> own, Optional<NoisePublicKey> peers, SharedSecret... secrets) {
        return builder(true, own, peers, secrets);
    }

    /**
     * Sets up the responder's end.
     *
     * @param own its key pair, if it has one
     * @param peers the initiator's key, if it is known beforehand
     * @param secrets the pre-shared secrets of 32 bytes, in the order of the modifiers psk
     * @return for further settings, and to begin
     * @throws IllegalArgumentException if something is missing or superfluous for this protocol
     */
    public HandshakeBuilder responder(
            Optional<NoiseKeyPair> own, Optional<NoisePublicKey> peers, SharedSecret... secrets) {
        return builder(false, own, peers, secrets);
    }

    /** {@return the name} */
    public String name() {
        return name;
    }

    /** {@return the name} */
    @Override
    public String toString() {
        return name();
    }

    private HandshakeBuilder builder(
            boolean initiator, Optional<NoiseKeyPair> own, Optional<NoisePublicKey> peers, SharedSecret... secrets) {
        require("a key pair of its own", tokens.needsOwn(initiator), own.isPresent());
        require("the peer's key", tokens.needsPeers(initiator), peers.isPresent());
        if (secrets.length != psks.size()) {
            throw new IllegalArgumentException(
                    name() + " takes " + psks.size() + " pre-shared secrets, not " + secrets.length);
        }
        var builder = new HandshakeBuilder(tokens, suite, initiator);
        own.ifPresent(builder::own);
        peers.ifPresent(builder::peers);
        for (int i = 0; i < secrets.length; i++) {
            builder.psk(psks.get(i), secrets[i]);
        }
        builder.named();
        return builder;
    }

    private void require(String what, boolean needed, boolean given) {
        if (needed != given) {
            throw new IllegalArgumentException(
                    name() + (needed ? " needs " + what + " at this end" : " has no use for " + what + " at this end"));
        }
    }

    private static Tokens modified(String name, Tokens plain, String modifiers) {
        try {
            var tokens = plain;
            for (var modifier : list(modifiers)) {
                if (modifier.equals("hfs")) {
                    tokens = tokens.hfs();
                } else if (modifier.equals("fallback")) {
                    tokens = tokens.fallback();
                }
            }
            var whole = tokens;
            for (int number : pskNumbers(modifiers)) {
                whole = whole.psk(number);
            }
            if (!whole.name().equals(plain.name() + modifiers)) {
                throw unknown(
                        name,
                        "its modifiers are "
                                + whole.name().substring(plain.name().length()) + " in the order that they have");
            }
            return tokens;
        } catch (NumberFormatException e) {
            throw unknown(name, "its modifiers are unknown; there are hfs, fallback and psk0, psk1 …");
        }
    }

    private static List<String> list(String modifiers) {
        return modifiers.isEmpty() ? List.of() : List.of(modifiers.split("\\+", -1));
    }

    /** Of all that are neither of the others. */
    private static List<Integer> pskNumbers(String modifiers) {
        return list(modifiers).stream()
                .filter(modifier -> !modifier.equals("hfs") && !modifier.equals("fallback"))
                .map(NamedProtocol::pskNumber)
                .sorted()
                .toList();
    }

    private static int pskNumber(String modifier) {
        if (!modifier.startsWith("psk") || modifier.length() != 4) {
            throw new NumberFormatException();
        }
        return Integer.parseInt(modifier.substring(3));
    }

    private static <F> F chosen(String name, String part, F[] all, Function<F, String> names) {
        return Arrays.stream(all)
                .filter(each -> names.apply(each).equals(part))
                .findFirst()
                .orElseThrow(() -> unknown(
                        name,
                        part + " is unknown; there are "
                                + Arrays.stream(all).map(names).toList()));
    }

    private static IllegalArgumentException unknown(String name, String why) {
        return new IllegalArgumentException("the Noise protocol " + name + " is not supported: " + why);
    }
}
