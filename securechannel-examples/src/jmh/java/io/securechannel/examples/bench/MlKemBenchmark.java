package io.securechannel.examples.bench;

import io.securechannel.internal.primitive.MlKem768;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What makes a handshake post-quantum: ML-KEM-768 by Bouncy Castle, as the library uses it. */
@State(Scope.Thread)
public class MlKemBenchmark {

    private final byte[] seed = RawSlot.random(MlKem768.SEED);
    private final byte[] random = RawSlot.random(MlKem768.SECRET);
    private final MlKem768 own = MlKem768.ofSeed(seed);
    private final byte[] key = own.encapsulationKey();
    private final byte[] ciphertext =
            MlKem768.encapsulate(key, random).orElseThrow().ciphertext();

    /** For JMH. */
    public MlKemBenchmark() {}

    /** {@return a key pair's public half, computed from its seed} */
    @Benchmark
    public byte[] keyPair() {
        try (var pair = MlKem768.ofSeed(seed)) {
            return pair.encapsulationKey();
        }
    }

    /** {@return a secret and what carries it} */
    @Benchmark
    public MlKem768.Encapsulated encapsulate() {
        return MlKem768.encapsulate(key, random).orElseThrow();
    }

    /** {@return the secret} */
    @Benchmark
    public byte[] decapsulate() {
        return own.decapsulate(ciphertext);
    }
}
