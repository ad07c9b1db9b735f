package io.securechannel.internal.crypto;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** One block of a PEM file: {@code -----BEGIN label-----}, perhaps headers, Base64, {@code -----END label-----}. */
public final class PemBlock implements AutoCloseable {

    private final String label;
    private final int line;
    private final Map<String, String> headers;
    private final byte[] content;

    /**
     * @param label what the block says it holds, such as {@code CERTIFICATE}
     * @param line the number of its BEGIN line, from 1
     * @param headers the traditional headers, such as {@code DEK-Info}
     * @param content the decoded bytes, which now belong to the block
     */
    PemBlock(String label, int line, Map<String, String> headers, byte[] content) {
        this.label = label;
        this.line = line;
        this.headers = Map.copyOf(headers);
        this.content = content;
    }

    /** {@return what the block says it holds, such as {@code CERTIFICATE}} */
    public String label() {
        return label;
    }

    int line() {
        return line;
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /** {@return the bytes themselves, not a copy: they are wiped by {@link #close()}} */
    byte[] content() {
        return content;
    }

    /** {@return a copy of the bytes, which {@link #close()} does not wipe} */
    public byte[] copy() {
        return content.clone();
    }

    /** Wipes the bytes: they may be a private key. */
    @Override
    public void close() {
        Arrays.fill(content, (byte) 0);
    }

    /** {@return the label and the line, never the content} */
    @Override
    public String toString() {
        return label + " in line " + line;
    }
}
