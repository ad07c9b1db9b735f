package io.securechannel.noise;

import io.securechannel.internal.primitive.Primitives;

/**
 * Who computes X25519 and the ciphers. It changes nothing on the wire, only what it costs. ML-KEM-768 and BLAKE2 are Bouncy Castle's and
 * SHA-2 is the JDK's in every case.
 */
public enum NoiseProvider {
    /** Bouncy Castle's X25519 and the JDK's ciphers: the fastest without native code, and the default. */
    PURE_JAVA(Primitives.PURE_JAVA),
    /** The JDK alone, for who wants its X25519 as well. */
    JDK(Primitives.JDK),
    /** Conscrypt, which is native code: {@code org.conscrypt:conscrypt-openjdk-uber} has to be on the class path. */
    CONSCRYPT(Primitives.CONSCRYPT);

    private final Primitives primitives;

    NoiseProvider(Primitives primitives) {
        this.primitives = primitives;
    }

    Primitives primitives() {
        return primitives;
    }
}
