package io.securechannel.noise;

import io.securechannel.internal.primitive.HashFunction;
import io.securechannel.internal.primitive.Primitives;
import io.securechannel.internal.primitive.RecordCipher;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** SymmetricState and its CipherState (rev 34, sections 5.1 and 5.2). */
final class SymmetricState implements AutoCloseable {

    private static final byte[] NOTHING = {};

    private final HashFunction hash;
    private final NoiseSuite suite;
    private final Primitives primitives;
    private byte[] chainingKey;
    private byte[] transcript;
    private @Nullable RecordCipher cipher;
    private long nonce;
    private boolean closed;

    SymmetricState(String protocolName, NoiseSuite suite, Primitives primitives) {
        this.suite = suite;
        this.primitives = primitives;
        this.hash = suite.hash().function();
        var name = protocolName.getBytes(StandardCharsets.US_ASCII);
        this.transcript = name.length <= hash.length() ? Arrays.copyOf(name, hash.length()) : hash.hash(name);
        this.chainingKey = transcript.clone();
    }

    boolean hasKey() {
        return cipher != null;
    }

    void mixKey(byte[] input) {
        var outputs = hash.hkdf(chainingKey, input, 2);
        replaceChainingKey(outputs[0]);
        initializeKey(outputs[1]);
    }

    void mixHash(byte[] data) {
        transcript = hash.hash(transcript, data);
    }

    void mixKeyAndHash(byte[] input) {
        var outputs = hash.hkdf(chainingKey, input, 3);
        replaceChainingKey(outputs[0]);
        mixHash(outputs[1]);
        Arrays.fill(outputs[1], (byte) 0);
        initializeKey(outputs[2]);
    }

    byte[] encryptAndHash(byte[] plaintext) {
        requireOpen();
        if (cipher == null) {
            mixHash(plaintext);
            return plaintext;
        }
        var ciphertext = new byte[plaintext.length + RecordCipher.TAG];
        cipher.seal(nonce++, transcript, plaintext, 0, plaintext.length, ciphertext, 0);
        mixHash(ciphertext);
        return ciphertext;
    }

    /** Null if it is not authentic; nothing has changed then. */
    byte @Nullable [] decryptAndHash(byte[] data) {
        requireOpen();
        if (cipher == null) {
            mixHash(data);
            return data;
        }
        if (data.length < RecordCipher.TAG) {
            return null;
        }
        var plaintext = new byte[data.length - RecordCipher.TAG];
        if (!cipher.open(nonce, transcript, data, 0, data.length, plaintext, 0)) {
            return null;
        }
        nonce++;
        mixHash(data);
        return plaintext;
    }

    /** Split, and a third output of the same HKDF for the exporter: docs/spec/noise.md, section 3. */
    NoiseTransport split(boolean initiator, boolean oneWay, PeerProof peer) {
        var outputs = hash.hkdf(chainingKey, NOTHING, 3);
        var first = cipher(outputs[0]);
        var second = cipher(outputs[1]);
        Arrays.fill(outputs[0], (byte) 0);
        Arrays.fill(outputs[1], (byte) 0);
        var exporter = new NoiseExporter(hash, outputs[2], transcript);
        if (oneWay) {
            second.close();
            return new NoiseTransport(initiator ? first : null, initiator ? null : first, exporter, peer);
        }
        return new NoiseTransport(initiator ? first : second, initiator ? second : first, exporter, peer);
    }

    @Override
    public void close() {
        closed = true;
        Arrays.fill(chainingKey, (byte) 0);
        if (cipher != null) {
            cipher.close();
            cipher = null;
        }
    }

    /** Without its cipher it would take what was never encrypted for plaintext. */
    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the handshake has ended");
        }
    }

    private void replaceChainingKey(byte[] next) {
        Arrays.fill(chainingKey, (byte) 0);
        chainingKey = next;
    }

    private void initializeKey(byte[] output) {
        if (cipher != null) {
            cipher.close();
        }
        cipher = cipher(output);
        nonce = 0;
        Arrays.fill(output, (byte) 0);
    }

    /** If HASHLEN is 64, the first 32 bytes are the key. */
    private RecordCipher cipher(byte[] output) {
        var key = Arrays.copyOf(output, RecordCipher.KEY);
        try {
            return primitives.cipher(suite.cipher().aead(), key);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }
}
