package io.securechannel.examples.bench;

import io.securechannel.internal.envelope.FinishingOutput;
import io.securechannel.internal.envelope.Segments;
import io.securechannel.secret.SecretBytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A chunk of 1 MiB of an envelope's content. */
@State(Scope.Thread)
public class EnvelopeBenchmark {

    private static final int CHUNK = 1 << 20;
    private static final int CHUNKS = 8;

    private final SecretBytes key = SecretBytes.random(Segments.KEY);
    private final byte[] chunk = RawSlot.random(CHUNK);
    private final byte[] read = new byte[CHUNK];
    private byte[] sealed = {};

    /** For JMH. */
    public EnvelopeBenchmark() {}

    /** Makes a content to open. */
    @Setup
    public void fill() throws IOException {
        var kept = new ByteArrayOutputStream();
        sealInto(kept);
        sealed = kept.toByteArray();
    }

    /** Seals a content of eight chunks. */
    @Benchmark
    @OperationsPerInvocation(CHUNKS)
    public void seal() throws IOException {
        sealInto(OutputStream.nullOutputStream());
    }

    private void sealInto(OutputStream out) throws IOException {
        try (FinishingOutput content = Segments.seal(key, new byte[1], out)) {
            for (int i = 0; i < CHUNKS; i++) {
                content.write(chunk);
            }
            content.finish();
        }
    }

    /** {@return how much there was in eight chunks} */
    @Benchmark
    @OperationsPerInvocation(CHUNKS)
    public long open() throws IOException {
        long total = 0;
        try (var content = Segments.open(key, new byte[1], new ByteArrayInputStream(sealed))) {
            for (int count = content.read(read); count >= 0; count = content.read(read)) {
                total += count;
            }
        }
        return total;
    }
}
