package io.securechannel.internal.primitive;

import io.securechannel.internal.primitive.Primitives.Aead;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import org.jspecify.annotations.Nullable;

/** By a provider of the JCA. Nonces as the Noise Protocol Framework has them (rev 34, sections 12.3 and 12.4). */
final class JcaRecordCipher implements RecordCipher {

    private static final int NONCE = 12;
    private static final int COUNTER_AT = 4;

    private static final VarHandle BIG_ENDIAN =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LITTLE_ENDIAN =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** From so many bytes on, a second call costs less than a copy. */
    private static final int WORTH_TWO_CALLS = 8 << 10;

    private static final byte[] NOTHING = {};

    private final Primitives primitives;
    private final Aead aead;
    private final RecordKey key;

    /** Set up again when it is needed; nobody has it while it is at work. */
    private final AtomicReference<@Nullable Cipher> cipher = new AtomicReference<>();

    private volatile boolean used;

    JcaRecordCipher(Primitives primitives, Aead aead, byte[] key) {
        if (key.length != KEY) {
            throw new IllegalArgumentException("a key has 32 bytes, not " + key.length);
        }
        this.primitives = primitives;
        this.aead = aead;
        this.key = new RecordKey(key, aead == Aead.AES_GCM ? "AES" : "ChaCha20");
    }

    @Override
    public void seal(long number, byte[] associated, byte[] from, int offset, int length, byte[] to, int at) {
        try {
            var ready = begin(Cipher.ENCRYPT_MODE, number, associated);
            ready.doFinal(from, offset, length, to, at);
            keep(ready);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(aead + " failed to encrypt", e);
        }
    }

    @Override
    public void seal(long number, byte first, byte[] from, int offset, int length, byte[] to, int at) {
        if (length < WORTH_TWO_CALLS
                || primitives == Primitives.CONSCRYPT) { // Conscrypt would gather what two calls bring
            to[at] = first;
            System.arraycopy(from, offset, to, at + 1, length);
            seal(number, NOTHING, to, at, 1 + length, to, at);
            return;
        }
        try {
            var ready = begin(Cipher.ENCRYPT_MODE, number, NOTHING);
            int done = ready.update(new byte[] {first}, 0, 1, to, at);
            ready.doFinal(from, offset, length, to, at + done);
            keep(ready);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(aead + " failed to encrypt", e);
        }
    }

    @Override
    public boolean open(long number, byte[] associated, byte[] from, int offset, int length, byte[] to, int at) {
        if (length < TAG) {
            return false;
        }
        try {
            var ready = begin(Cipher.DECRYPT_MODE, number, associated);
            ready.doFinal(from, offset, length, to, at);
            keep(ready);
            return true;
        } catch (AEADBadTagException e) {
            Arrays.fill(to, at, at + length - TAG, (byte) 0);
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(aead + " failed to decrypt", e);
        }
    }

    @Override
    public RecordCipher rekeyed() {
        var sealed = new byte[KEY + TAG];
        seal(-1, NOTHING, sealed, 0, KEY, sealed, 0);
        var next = Arrays.copyOf(sealed, KEY);
        try {
            return new JcaRecordCipher(primitives, aead, next);
        } finally {
            Arrays.fill(next, (byte) 0);
            Arrays.fill(sealed, (byte) 0);
            close();
        }
    }

    @Override
    public void rest() {
        if (used) {
            used = false;
        } else {
            cipher.set(null);
        }
    }

    private Cipher begin(int mode, long number, byte[] associated) throws GeneralSecurityException {
        var ready = cipher.getAndSet(null);
        if (ready == null) {
            ready = primitives.cipher(aead);
        }
        ready.init(mode, key, nonce(number));
        if (associated.length > 0) {
            ready.updateAAD(associated);
        }
        return ready;
    }

    private void keep(Cipher ready) {
        if (!used) { // a volatile write costs more than a read
            used = true;
        }
        cipher.setRelease(ready);
    }

    private AlgorithmParameterSpec nonce(long number) {
        var nonce = new byte[NONCE];
        if (aead == Aead.AES_GCM) {
            BIG_ENDIAN.set(nonce, COUNTER_AT, number);
            return new GCMParameterSpec(TAG * Byte.SIZE, nonce);
        }
        LITTLE_ENDIAN.set(nonce, COUNTER_AT, number);
        return new IvParameterSpec(nonce);
    }

    @Override
    public void close() {
        key.destroy();
        cipher.set(null); // with the provider's own copies, which nobody can wipe
    }
}
