package io.securechannel.examples.bench;

import io.securechannel.internal.primitive.Primitives;
import io.securechannel.internal.primitive.Primitives.Aead;
import io.securechannel.internal.primitive.RecordCipher;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The cipher of a record over Noise: type and content into ciphertext and tag, and back. */
@State(Scope.Thread)
public class RecordBenchmark {

    private static final byte[] NOTHING = {};
    private static final byte TYPE = 1;

    /** Bytes of content. */
    @Param({"64", "1024", "16384", "65517"})
    public int size;

    /** Which cipher. */
    @Param
    public Aead cipher;

    /** Whose. */
    @Param({"PURE_JAVA", "CONSCRYPT"})
    public Primitives provider;

    private byte[] content = {};
    private byte[] sealed = {};
    private byte[] opened = {};

    /** Two in turn: the JDK's ChaCha20 refuses to take a nonce twice in a row. */
    private byte[][] kept = {};

    private int turn;
    private RecordCipher sealing;
    private RecordCipher opening;
    private long nonce;

    /** For JMH. */
    public RecordBenchmark() {}

    /** Makes records to open. */
    @Setup
    public void fill() {
        content = RawSlot.random(size);
        opened = new byte[1 + size];
        sealed = new byte[1 + size + RecordCipher.TAG];
        var key = RawSlot.random(RecordCipher.KEY);
        sealing = provider.cipher(cipher, key);
        opening = provider.cipher(cipher, key);
        kept = new byte[2][sealed.length];
        opening.seal(0, TYPE, content, 0, size, kept[0], 0);
        opening.seal(1, TYPE, content, 0, size, kept[1], 0);
        turn = 1; // so that the first to be opened is not the one that was sealed last
    }

    /** Wipes the keys. */
    @TearDown
    public void close() {
        sealing.close();
        opening.close();
    }

    /** {@return the record} */
    @Benchmark
    public byte[] seal() {
        sealing.seal(nonce++, TYPE, content, 0, size, sealed, 0);
        return sealed;
    }

    /** {@return what it held} */
    @Benchmark
    public byte[] open() {
        turn = 1 - turn;
        if (!opening.open(turn, NOTHING, kept[turn], 0, sealed.length, opened, 0)) {
            throw new IllegalStateException("not authentic");
        }
        return opened;
    }
}
