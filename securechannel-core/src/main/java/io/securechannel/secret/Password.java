package io.securechannel.secret;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A password: a copy of the characters, wiped by {@link #close()}. It never becomes a {@code String} here, because a
 * string cannot be wiped.
 */
public final class Password implements AutoCloseable {

    private final SecretBytes utf8;

    private Password(SecretBytes utf8) {
        this.utf8 = utf8;
    }

    /**
     * Makes a password of a copy of characters.
     *
     * @param characters the password, which is copied; the caller still owns, and should wipe, the array
     * @return the password
     * @throws IllegalArgumentException if it is empty or not well-formed UTF-16
     */
    public static Password copyOf(char[] characters) {
        if (characters.length == 0) {
            throw new IllegalArgumentException("the password is empty");
        }
        var encoder = StandardCharsets.UTF_8
                .newEncoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        var room = ByteBuffer.allocate(Math.multiplyExact(characters.length, 3));
        byte[] exact = new byte[0];
        try {
            var result = encoder.encode(CharBuffer.wrap(characters), room, true);
            if (result.isError()) {
                result.throwException();
            }
            encoder.flush(room);
            exact = Arrays.copyOf(room.array(), room.position());
            return new Password(SecretBytes.copyOf(exact));
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("the password holds half of a surrogate pair", e);
        } finally {
            Arrays.fill(room.array(), (byte) 0);
            Arrays.fill(exact, (byte) 0);
        }
    }

    /**
     * {@return the password in UTF-8, as a secret of its own that the caller has to close}
     *
     * @throws IllegalStateException after {@link #close()}
     */
    public SecretBytes utf8() {
        return utf8.use(SecretBytes::copyOf);
    }

    /**
     * {@return a copy of the characters, which the caller has to wipe}
     *
     * @throws IllegalStateException after {@link #close()}
     */
    public char[] copy() {
        return utf8.use(bytes -> {
            var decoded = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes));
            var exact = new char[decoded.remaining()];
            decoded.get(exact);
            Arrays.fill(decoded.array(), '\0');
            return exact;
        });
    }

    /** Wipes the characters. Further calls do nothing. */
    @Override
    public void close() {
        utf8.close();
    }

    /** Compares in time that depends on the lengths alone. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof Password that && utf8.equals(that.utf8));
    }

    /** The same for all passwords of one length, so that it tells nothing of the characters. */
    @Override
    public int hashCode() {
        return utf8.hashCode();
    }

    /** Never shows the password, nor its length. */
    @Override
    public String toString() {
        return "Password[redacted]";
    }
}
