package io.securechannel.noise;

import io.securechannel.noise.NoiseKeys.None;
import io.securechannel.noise.NoiseKeys.Own;
import io.securechannel.noise.NoiseKeys.OwnAndPeers;
import io.securechannel.noise.NoiseKeys.Peers;
import java.util.List;
import java.util.Optional;

/**
 * The patterns of the Noise Protocol Framework, revision 34: one-way (section 7.4), fundamental (section 7.5) and deferred (section 18.1).
 * The first letter is the initiator's static key, the second the responder's: N none, K known beforehand, X sent in the
 * handshake, I sent at once; a 1 puts off its authentication.
 */
public final class HandshakePatterns {

    /** ← s; …; → e, es. */
    public static final HandshakePattern<Peers, Own> N = pattern("N", "<- s", "...", "-> e, es");

    /** → s; ← s; …; → e, es, ss. */
    public static final HandshakePattern<OwnAndPeers, OwnAndPeers> K =
            pattern("K", "-> s", "<- s", "...", "-> e, es, ss");

    /** ← s; …; → e, es, s, ss. */
    public static final HandshakePattern<OwnAndPeers, Own> X = pattern("X", "<- s", "...", "-> e, es, s, ss");

    /** → e; ← e, ee. */
    public static final HandshakePattern<None, None> NN = pattern("NN", "-> e", "<- e, ee");

    /** ← s; …; → e, es; ← e, ee. */
    public static final HandshakePattern<Peers, Own> NK = pattern("NK", "<- s", "...", "-> e, es", "<- e, ee");

    /** → e; ← e, ee, s, es. */
    public static final HandshakePattern<None, Own> NX = pattern("NX", "-> e", "<- e, ee, s, es");

    /** → e; ← e, ee; → s, se. */
    public static final HandshakePattern<Own, None> XN = pattern("XN", "-> e", "<- e, ee", "-> s, se");

    /** ← s; …; → e, es; ← e, ee; → s, se. */
    public static final HandshakePattern<OwnAndPeers, Own> XK =
            pattern("XK", "<- s", "...", "-> e, es", "<- e, ee", "-> s, se");

    /** → e; ← e, ee, s, es; → s, se. */
    public static final HandshakePattern<Own, Own> XX = pattern("XX", "-> e", "<- e, ee, s, es", "-> s, se");

    /** → s; …; → e; ← e, ee, se. */
    public static final HandshakePattern<Own, Peers> KN = pattern("KN", "-> s", "...", "-> e", "<- e, ee, se");

    /** → s; ← s; …; → e, es, ss; ← e, ee, se. */
    public static final HandshakePattern<OwnAndPeers, OwnAndPeers> KK =
            pattern("KK", "-> s", "<- s", "...", "-> e, es, ss", "<- e, ee, se");

    /** → s; …; → e; ← e, ee, se, s, es. */
    public static final HandshakePattern<Own, OwnAndPeers> KX =
            pattern("KX", "-> s", "...", "-> e", "<- e, ee, se, s, es");

    /** → e, s; ← e, ee, se. */
    public static final HandshakePattern<Own, None> IN = pattern("IN", "-> e, s", "<- e, ee, se");

    /** ← s; …; → e, es, s, ss; ← e, ee, se. */
    public static final HandshakePattern<OwnAndPeers, Own> IK =
            pattern("IK", "<- s", "...", "-> e, es, s, ss", "<- e, ee, se");

    /** → e, s; ← e, ee, se, s, es. */
    public static final HandshakePattern<Own, Own> IX = pattern("IX", "-> e, s", "<- e, ee, se, s, es");

    /** ← s; …; → e; ← e, ee, es. */
    public static final HandshakePattern<Peers, Own> NK1 = pattern("NK1", "<- s", "...", "-> e", "<- e, ee, es");

    /** → e; ← e, ee, s; → es. */
    public static final HandshakePattern<None, Own> NX1 = pattern("NX1", "-> e", "<- e, ee, s", "-> es");

    /** → e; ← e, ee; → s; ← se. */
    public static final HandshakePattern<Own, None> X1N = pattern("X1N", "-> e", "<- e, ee", "-> s", "<- se");

    /** ← s; …; → e, es; ← e, ee; → s; ← se. */
    public static final HandshakePattern<OwnAndPeers, Own> X1K =
            pattern("X1K", "<- s", "...", "-> e, es", "<- e, ee", "-> s", "<- se");

    /** ← s; …; → e; ← e, ee, es; → s, se. */
    public static final HandshakePattern<OwnAndPeers, Own> XK1 =
            pattern("XK1", "<- s", "...", "-> e", "<- e, ee, es", "-> s, se");

    /** ← s; …; → e; ← e, ee, es; → s; ← se. */
    public static final HandshakePattern<OwnAndPeers, Own> X1K1 =
            pattern("X1K1", "<- s", "...", "-> e", "<- e, ee, es", "-> s", "<- se");

    /** → e; ← e, ee, s, es; → s; ← se. */
    public static final HandshakePattern<Own, Own> X1X = pattern("X1X", "-> e", "<- e, ee, s, es", "-> s", "<- se");

    /** → e; ← e, ee, s; → es, s, se. */
    public static final HandshakePattern<Own, Own> XX1 = pattern("XX1", "-> e", "<- e, ee, s", "-> es, s, se");

    /** → e; ← e, ee, s; → es, s; ← se. */
    public static final HandshakePattern<Own, Own> X1X1 = pattern("X1X1", "-> e", "<- e, ee, s", "-> es, s", "<- se");

    /** → s; …; → e; ← e, ee; → se. */
    public static final HandshakePattern<Own, Peers> K1N = pattern("K1N", "-> s", "...", "-> e", "<- e, ee", "-> se");

    /** → s; ← s; …; → e, es; ← e, ee; → se. */
    public static final HandshakePattern<OwnAndPeers, OwnAndPeers> K1K =
            pattern("K1K", "-> s", "<- s", "...", "-> e, es", "<- e, ee", "-> se");

    /** → s; ← s; …; → e; ← e, ee, se, es. */
    public static final HandshakePattern<OwnAndPeers, OwnAndPeers> KK1 =
            pattern("KK1", "-> s", "<- s", "...", "-> e", "<- e, ee, se, es");

    /** → s; ← s; …; → e; ← e, ee, es; → se. */
    public static final HandshakePattern<OwnAndPeers, OwnAndPeers> K1K1 =
            pattern("K1K1", "-> s", "<- s", "...", "-> e", "<- e, ee, es", "-> se");

    /** → s; …; → e; ← e, ee, s, es; → se. */
    public static final HandshakePattern<Own, OwnAndPeers> K1X =
            pattern("K1X", "-> s", "...", "-> e", "<- e, ee, s, es", "-> se");

    /** → s; …; → e; ← e, ee, se, s; → es. */
    public static final HandshakePattern<Own, OwnAndPeers> KX1 =
            pattern("KX1", "-> s", "...", "-> e", "<- e, ee, se, s", "-> es");

    /** → s; …; → e; ← e, ee, s; → se, es. */
    public static final HandshakePattern<Own, OwnAndPeers> K1X1 =
            pattern("K1X1", "-> s", "...", "-> e", "<- e, ee, s", "-> se, es");

    /** → e, s; ← e, ee; → se. */
    public static final HandshakePattern<Own, None> I1N = pattern("I1N", "-> e, s", "<- e, ee", "-> se");

    /** ← s; …; → e, es, s; ← e, ee; → se. */
    public static final HandshakePattern<OwnAndPeers, Own> I1K =
            pattern("I1K", "<- s", "...", "-> e, es, s", "<- e, ee", "-> se");

    /** ← s; …; → e, s; ← e, ee, se, es. */
    public static final HandshakePattern<OwnAndPeers, Own> IK1 =
            pattern("IK1", "<- s", "...", "-> e, s", "<- e, ee, se, es");

    /** ← s; …; → e, s; ← e, ee, es; → se. */
    public static final HandshakePattern<OwnAndPeers, Own> I1K1 =
            pattern("I1K1", "<- s", "...", "-> e, s", "<- e, ee, es", "-> se");

    /** → e, s; ← e, ee, s, es; → se. */
    public static final HandshakePattern<Own, Own> I1X = pattern("I1X", "-> e, s", "<- e, ee, s, es", "-> se");

    /** → e, s; ← e, ee, se, s; → es. */
    public static final HandshakePattern<Own, Own> IX1 = pattern("IX1", "-> e, s", "<- e, ee, se, s", "-> es");

    /** → e, s; ← e, ee, s; → se, es. */
    public static final HandshakePattern<Own, Own> I1X1 = pattern("I1X1", "-> e, s", "<- e, ee, s", "-> se, es");

    private static final List<HandshakePattern<?, ?>> ALL = List.of(
            N, K, X, NN, NK, NX, XN, XK, XX, KN, KK, KX, IN, IK, IX, NK1, NX1, X1N, X1K, XK1, X1K1, X1X, XX1, X1X1, K1N,
            K1K, KK1, K1K1, K1X, KX1, K1X1, I1N, I1K, IK1, I1K1, I1X, IX1, I1X1);

    private HandshakePatterns() {}

    /** {@return all of them} */
    public static List<HandshakePattern<?, ?>> all() {
        return ALL;
    }

    /** {@return the tokens of a pattern by its name without modifiers} */
    static Optional<Tokens> named(String name) {
        return ALL.stream()
                .map(HandshakePattern::tokens)
                .filter(tokens -> tokens.name().equals(name))
                .findFirst();
    }

    private static <I extends NoiseKeys, R extends NoiseKeys> HandshakePattern<I, R> pattern(
            String name, String... lines) {
        return new HandshakePattern<>(Tokens.read(name, lines));
    }
}
