package io.securechannel.examples.bench;

import java.security.GeneralSecurityException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The floor of {@link RecordBenchmark}: AES-256-GCM of the JDK alone. */
@State(Scope.Thread)
public class RawRecordBenchmark {

    /** Bytes of plaintext. */
    @Param({"64", "1024", "16384", "65517"})
    public int size;

    private RawAesGcm cipher;
    private byte[] content = {};
    private byte[] kept = {};
    private byte[] target = {};

    /** For JMH. */
    public RawRecordBenchmark() {}

    /** Makes a ciphertext to open. */
    @Setup
    public void fill() throws GeneralSecurityException {
        cipher = new RawAesGcm();
        content = RawSlot.random(size);
        target = new byte[size + RawAesGcm.TAG];
        kept = new byte[target.length];
        cipher.seal(content, 0, size, kept);
    }

    /** {@return how much was written} */
    @Benchmark
    public int seal() throws GeneralSecurityException {
        return cipher.seal(content, 0, size, target);
    }

    /** {@return how much was written} */
    @Benchmark
    public int open() throws GeneralSecurityException {
        return cipher.open(0, kept, kept.length, target);
    }
}
