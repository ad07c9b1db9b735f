package io.securechannel.internal.file;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;

/** Tells whether the content of files has changed. */
public final class FileDigest {

    /** What files of certificates may have; see {@link io.securechannel.peer.Trust}. */
    private static final int LARGEST = 4 << 20;

    private FileDigest() {}

    /**
     * @param files are read whole, 4 MiB each at most
     * @return SHA-256 over the length and content of each
     * @throws KeyMaterialException if one cannot be read or is larger than that
     */
    public static byte[] of(List<Path> files) throws KeyMaterialException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
        for (var file : files) {
            try (var in = Files.newInputStream(file)) {
                var content = in.readNBytes(LARGEST + 1);
                if (content.length > LARGEST) {
                    throw new KeyMaterialException(
                            Reason.TOO_LARGE, file + " is larger than 4 MiB: not a file of keys or certificates");
                }
                digest.update(ByteBuffer.allocate(4).putInt(content.length).flip());
                digest.update(content);
                Arrays.fill(content, (byte) 0);
            } catch (IOException e) {
                throw new KeyMaterialException(Reason.UNREADABLE, "cannot read " + file + ": " + e, e);
            }
        }
        return digest.digest();
    }
}
