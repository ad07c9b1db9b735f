package io.securechannel.secret;

import io.securechannel.error.KeyMaterialException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A password: a copy of the characters, wiped by {@link #close()}. It never becomes a {@code String} here, because a
 * string cannot be wiped.
 */
public final class Password implements AutoCloseable {

    private static final int LARGEST_FILE = 4_096;

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
     * Reads a password from a file, such as one that an orchestrator mounts.
     *
     * @param file holds the password in UTF-8 and nothing else; line ends behind it do not count
     * @return the password
     * @throws KeyMaterialException if it cannot be read, is empty, larger than 4 KiB, or not UTF-8
     */
    public static Password readFile(Path file) throws KeyMaterialException {
        byte[] bytes;
        try (var in = Files.newInputStream(file)) {
            bytes = in.readNBytes(LARGEST_FILE + 1);
        } catch (IOException e) {
            throw new KeyMaterialException(
                    KeyMaterialException.Reason.UNREADABLE, "cannot read the password in " + file + ": " + e, e);
        }
        char[] characters = {};
        try {
            if (bytes.length > LARGEST_FILE) {
                throw new KeyMaterialException(
                        KeyMaterialException.Reason.TOO_LARGE,
                        file + " is larger than 4 KiB: not a file of a password");
            }
            characters = decode(bytes, lengthWithoutLineEnds(bytes));
            if (characters.length == 0) {
                throw new KeyMaterialException(KeyMaterialException.Reason.MISSING, file + " holds no password");
            }
            return copyOf(characters);
        } catch (CharacterCodingException e) {
            throw new KeyMaterialException(
                    KeyMaterialException.Reason.MALFORMED, file + " is not UTF-8: save the password as that", e);
        } finally {
            Arrays.fill(bytes, (byte) 0);
            Arrays.fill(characters, '\0');
        }
    }

    /**
     * Takes a password from an environment variable. Whoever may look at the process, and every program that it starts, can
     * read it there, and it cannot be wiped: a file is better.
     *
     * @param name of the variable
     * @return the password
     * @throws KeyMaterialException if there is no such variable, or it is empty
     */
    public static Password fromEnvironment(String name) throws KeyMaterialException {
        var value = System.getenv(name);
        if (value == null || value.isEmpty()) {
            throw new KeyMaterialException(
                    KeyMaterialException.Reason.MISSING,
                    "the environment variable " + name + (value == null ? " is not set" : " is empty"));
        }
        return copyOf(value.toCharArray());
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

    private static int lengthWithoutLineEnds(byte[] bytes) {
        int length = bytes.length;
        while (length > 0 && (bytes[length - 1] == '\n' || bytes[length - 1] == '\r')) {
            length--;
        }
        return length;
    }

    private static char[] decode(byte[] utf8, int length) throws CharacterCodingException {
        var decoded = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .decode(ByteBuffer.wrap(utf8, 0, length));
        var exact = new char[decoded.remaining()];
        decoded.get(exact);
        Arrays.fill(decoded.array(), '\0');
        return exact;
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
