package io.securechannel.examples.bench;

import io.securechannel.internal.crypto.HmacSha256;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The loop of SCRAM's derivation: an iteration is an HMAC-SHA-256 of 32 bytes. */
@State(Scope.Thread)
public class DerivationBenchmark {

    private static final int ITERATIONS = 10_000;

    private final byte[] password = RawSlot.random(16);
    private final byte[] salt = RawSlot.random(16);

    /** For JMH. */
    public DerivationBenchmark() {}

    /** {@return the salted password} */
    @Benchmark
    @OperationsPerInvocation(ITERATIONS)
    public byte[] iteration() {
        return HmacSha256.pbkdf2(password, salt, ITERATIONS);
    }
}
