package io.securechannel.internal.crypto;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.file.KeyFile;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The blocks of one PEM file (RFC 7468). Close it after use: the blocks may hold private keys, which closing wipes.
 *
 * <p>Text outside the blocks is skipped, as RFC 7468, section 2, has it. Inside a block the rules are strict: the
 * labels match, the Base64 is whole and holds nothing else, and headers stand only where the traditional encryption of
 * private keys puts them (RFC 1421, section 4.6).
 */
public final class Pem implements AutoCloseable {

    private final String source;
    private final List<PemBlock> blocks;

    private Pem(String source, List<PemBlock> blocks) {
        this.source = source;
        this.blocks = List.copyOf(blocks);
    }

    /**
     * Reads a file of at most 1 MiB and 64 blocks.
     *
     * @param file the file
     * @return its blocks, at least one
     * @throws KeyMaterialException with {@link Reason#UNREADABLE}, {@link Reason#TOO_LARGE}, {@link Reason#MALFORMED}
     *     for a block that is damaged and {@link Reason#MISSING} if there is no block at all
     */
    public static Pem read(Path file) throws KeyMaterialException {
        byte[] text = KeyFile.read(file);
        try {
            return parse(text, file.toString());
        } finally {
            Arrays.fill(text, (byte) 0);
        }
    }

    /**
     * Reads the text of a file.
     *
     * @param text the bytes of the file, which the caller still owns
     * @param source what errors call it
     * @return its blocks, at least one
     * @throws KeyMaterialException as {@link #read} does
     */
    public static Pem parse(byte[] text, String source) throws KeyMaterialException {
        var blocks = new PemReader(text, source).blocks();
        if (blocks.isEmpty()) {
            throw withoutBlocks(text, source);
        }
        return new Pem(source, blocks);
    }

    /** {@return what errors call the file} */
    public String source() {
        return source;
    }

    /** {@return the blocks in the order of the file} */
    public List<PemBlock> blocks() {
        return blocks;
    }

    /** {@return for people which blocks there are: {@code "CERTIFICATE in line 1, PRIVATE KEY in line 20"}} */
    String contents() {
        return blocks.stream().map(PemBlock::toString).collect(Collectors.joining(", "));
    }

    /** {@return labels of blocks, for people: {@code "an EC PRIVATE KEY, CERTIFICATE"}} */
    static String withArticle(List<String> labels) {
        var words = String.join(", ", labels);
        // As they are spoken: an RSA key, an X509 CRL.
        return (words.matches("(?:[AEIOX]|RSA ).*") ? "an " : "a ") + words;
    }

    /** Wipes the content of all blocks. */
    @Override
    public void close() {
        blocks.forEach(PemBlock::close);
    }

    private static KeyMaterialException withoutBlocks(byte[] text, String source) {
        if (text.length == 0) {
            return new KeyMaterialException(Reason.MISSING, source + " is empty");
        }
        var hint = "expected a line such as -----BEGIN CERTIFICATE----- or -----BEGIN PRIVATE KEY-----";
        if (text.length > 1 && text[0] == 0x30) {
            hint = "it looks like DER or PKCS#12, not PEM: read PKCS#12 with fromPkcs12, and convert DER with"
                    + " \"openssl x509 -inform DER -in …\" (certificates) or \"openssl pkey -inform DER -in …\" (keys)";
        } else if (startsWith(text, 0xFF, 0xFE) || startsWith(text, 0xFE, 0xFF)) {
            hint = "it is UTF-16 text, as Windows PowerShell's > writes: save it as ASCII or UTF-8";
        } else if (startsWith(text, 'P', 'u', 'T', 'T', 'Y')) {
            hint = "it is a PuTTY key, made for SSH: convert it with \"puttygen … -O private-openssh\" and then"
                    + " \"ssh-keygen -p -m PKCS8 -f …\"";
        }
        return new KeyMaterialException(Reason.MISSING, source + " holds no PEM block: " + hint);
    }

    private static boolean startsWith(byte[] text, int... start) {
        for (int i = 0; i < start.length; i++) {
            if (i >= text.length || (text[i] & 0xFF) != start[i]) {
                return false;
            }
        }
        return true;
    }
}
