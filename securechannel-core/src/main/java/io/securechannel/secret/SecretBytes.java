package io.securechannel.secret;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Secret bytes: a copy of what was given, wiped by {@link #close()}. Safe for use by several threads.
 *
 * <p>Use {@link #use} where the bytes are needed for the length of one call: it hands out a copy and wipes it.
 */
public final class SecretBytes implements AutoCloseable {

    /**
     * Code that needs the bytes for the length of one call.
     *
     * @param <R> what it returns
     * @param <X> what it throws
     */
    @FunctionalInterface
    public interface Use<R extends @Nullable Object, X extends Exception> {
        /**
         * Uses the bytes.
         *
         * @param bytes a copy that is wiped when this returns; do not keep it
         * @return the result of the call
         * @throws X whatever the code throws
         */
        R with(byte[] bytes) throws X;
    }

    private static final SecureRandom RANDOM = new SecureRandom();

    private final ReentrantLock lock = new ReentrantLock();
    private final byte[] bytes;
    private boolean closed;

    private SecretBytes(byte[] own) {
        this.bytes = own;
    }

    /**
     * Makes a secret of a copy of bytes.
     *
     * @param bytes the secret, which is copied; the caller still owns, and should wipe, the array
     * @return the secret
     */
    public static SecretBytes copyOf(byte[] bytes) {
        return new SecretBytes(bytes.clone());
    }

    /**
     * Makes a secret of bytes that nobody else will use.
     *
     * @param bytes the secret, which is wiped: what stays is a copy
     * @return the secret
     */
    public static SecretBytes owning(byte[] bytes) {
        try {
            return copyOf(bytes);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /**
     * Makes a secret of random bytes.
     *
     * @param length how many
     * @return the secret
     * @throws IllegalArgumentException if there would be none
     */
    public static SecretBytes random(int length) {
        if (length < 1) {
            throw new IllegalArgumentException("a random secret has a byte at least, not " + length);
        }
        var bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return new SecretBytes(bytes);
    }

    /** {@return the length in bytes} */
    public int length() {
        return bytes.length;
    }

    /**
     * {@return a copy of the bytes, which the caller has to wipe}
     *
     * @throws IllegalStateException after {@link #close()}
     */
    public byte[] copy() {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("this secret has been closed, and its bytes are wiped");
            }
            return bytes.clone();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Runs code on a copy of the bytes and wipes the copy.
     *
     * @param use the code
     * @param <R> what the code returns
     * @param <X> what the code throws
     * @return what the code returned
     * @throws X what the code threw
     * @throws IllegalStateException after {@link #close()}
     */
    public <R extends @Nullable Object, X extends Exception> R use(Use<R, X> use) throws X {
        var copy = copy();
        try {
            return use.with(copy);
        } finally {
            Arrays.fill(copy, (byte) 0);
        }
    }

    /** Wipes the bytes. Further calls do nothing. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            Arrays.fill(bytes, (byte) 0);
        } finally {
            lock.unlock();
        }
    }

    /** Compares in time that depends on the lengths alone. A closed secret equals only itself. */
    @Override
    public boolean equals(@Nullable Object other) {
        if (this == other) {
            return true;
        }
        if (!(other instanceof SecretBytes that)) {
            return false;
        }
        byte[] mine = snapshot();
        byte[] theirs = that.snapshot();
        try {
            return MessageDigest.isEqual(mine, theirs) & !isClosed() & !that.isClosed();
        } finally {
            Arrays.fill(mine, (byte) 0);
            Arrays.fill(theirs, (byte) 0);
        }
    }

    /** Depends on the length alone, so that it tells nothing of the bytes. */
    @Override
    public int hashCode() {
        return bytes.length;
    }

    /** {@return the length and never the bytes} */
    @Override
    public String toString() {
        return "SecretBytes[" + bytes.length + " bytes, redacted]";
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    private byte[] snapshot() {
        lock.lock();
        try {
            return bytes.clone();
        } finally {
            lock.unlock();
        }
    }
}
