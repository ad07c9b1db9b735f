package io.securechannel.examples.bench;

import io.securechannel.internal.primitive.Primitives;
import io.securechannel.internal.primitive.X25519;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What a classical handshake is made of. */
@State(Scope.Thread)
public class X25519Benchmark {

    private final byte[] privateKey = RawSlot.random(X25519.LENGTH);
    private final byte[] result = new byte[X25519.LENGTH];

    /** Whose. */
    @Param
    public Primitives provider;

    private X25519 x25519;
    private byte[] publicKey = {};

    /** For JMH. */
    public X25519Benchmark() {}

    /** Makes the peer's key. */
    @Setup
    public void choose() {
        x25519 = provider.x25519();
        publicKey = x25519.publicKey(RawSlot.random(X25519.LENGTH));
    }

    /** {@return the public half} */
    @Benchmark
    public byte[] publicKey() {
        return x25519.publicKey(privateKey);
    }

    /** {@return the secret} */
    @Benchmark
    public byte[] agree() {
        if (!x25519.agree(privateKey, publicKey, result)) {
            throw new IllegalStateException("of low order");
        }
        return result;
    }
}
