package io.securechannel.keys;

import io.securechannel.secret.SecretBytes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An application's own data, kept as safely as its keys: contacts, a counter, the ledger of an authority. For little: the whole
 * key store is written with every change.
 */
public final class StoredData implements KeyMaterial, AutoCloseable {

    private static final int LONGEST_FORMAT = 64;

    private final String format;
    private final SecretBytes content;

    private StoredData(String format, SecretBytes content) {
        this.format = format;
        this.content = content;
    }

    /**
     * Takes data.
     *
     * @param format what it is, so that nobody reads another's: 1 to 64 visible ASCII characters, for instance
     *     {@code messenger contacts/1}
     * @param content the data, which is copied
     * @return the data
     * @throws IllegalArgumentException if the format is none
     */
    public static StoredData of(String format, byte[] content) {
        if (format.isEmpty()
                || format.length() > LONGEST_FORMAT
                || format.chars().anyMatch(each -> each < ' ' || each > '~')) {
            throw new IllegalArgumentException(
                    "the format of stored data has 1 to " + LONGEST_FORMAT + " visible ASCII characters");
        }
        return new StoredData(format, SecretBytes.copyOf(content));
    }

    /** {@return what it is} */
    public String format() {
        return format;
    }

    /**
     * {@return the data; a copy}
     *
     * @throws IllegalStateException after {@link #close()}
     */
    public byte[] content() {
        return content.copy();
    }

    /** {@return how many bytes there are} */
    public int length() {
        return content.length();
    }

    /** Wipes the data. Further calls do nothing. */
    @Override
    public void close() {
        content.close();
    }

    /** Compares the content in time that depends on the lengths alone. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof StoredData that && format.equals(that.format) && content.equals(that.content));
    }

    @Override
    public int hashCode() {
        return Arrays.asList(format, content).hashCode();
    }

    /** {@return the format and the length, never the content} */
    @Override
    public String toString() {
        return "StoredData[" + format + ", " + content.length() + " bytes]";
    }
}
