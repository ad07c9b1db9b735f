package io.securechannel.internal.file;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;

/** Reads a file of keys or certificates whole, up to a limit that no honest one comes near. */
public final class KeyFile {

    /** 1 MiB: an RSA key of 16384 bits is about 13 KiB in PEM, a certificate seldom more than 4 KiB. */
    public static final int LARGEST = 1 << 20;

    private KeyFile() {}

    /**
     * Returns the bytes of a file.
     *
     * @param file the file
     * @return its bytes, which the caller has to wipe
     * @throws KeyMaterialException with {@link Reason#UNREADABLE} or {@link Reason#TOO_LARGE}
     */
    public static byte[] read(Path file) throws KeyMaterialException {
        return read(file, LARGEST);
    }

    /**
     * Returns the bytes of a file that may be larger or must be smaller.
     *
     * @param file the file
     * @param largest how many bytes it may have
     * @return its bytes, which the caller has to wipe
     * @throws KeyMaterialException with {@link Reason#UNREADABLE} or {@link Reason#TOO_LARGE}
     */
    public static byte[] read(Path file, int largest) throws KeyMaterialException {
        if (Files.isDirectory(file)) {
            throw new KeyMaterialException(Reason.UNREADABLE, file + " is a directory: name the file in it");
        }
        // The size that the file system reports is no limit: the file may grow, or be a pipe or a device.
        var content = new byte[0];
        try (var in = Files.newInputStream(file)) {
            content = in.readNBytes(largest + 1);
            if (content.length > largest) {
                throw new KeyMaterialException(
                        Reason.TOO_LARGE,
                        file + " is larger than " + (largest >> 20) + " MiB: not a file of keys or certificates");
            }
            return content.clone();
        } catch (NoSuchFileException e) {
            throw new KeyMaterialException(
                    Reason.UNREADABLE,
                    file + " does not exist" + (file.isAbsolute() ? "" : " (looked for " + file.toAbsolutePath() + ")"),
                    e);
        } catch (AccessDeniedException e) {
            throw new KeyMaterialException(
                    Reason.UNREADABLE,
                    file + " may not be read by the user that runs this program: check its owner and permissions",
                    e);
        } catch (IOException e) {
            throw new KeyMaterialException(Reason.UNREADABLE, "cannot read " + file + ": " + e.getMessage(), e);
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }
}
