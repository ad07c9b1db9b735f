package io.securechannel.internal.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * By what a file is known to be unchanged without reading it: device, inode, size, and the times of its last change. The time
 * of the change of status, which no program can set, moves with every write, every renaming and every change of
 * permissions; but it moves in ticks of the system's clock. So a stamp is worth something only if that time was over for a
 * while when it was taken: of two changes within one tick the second would not show.
 *
 * @param attributes what is compared
 */
public record FileStamp(Map<String, Object> attributes) {

    private static final String ATTRIBUTES = "unix:dev,ino,size,lastModifiedTime,ctime";

    /** Longer than any tick: two seconds, of FAT. */
    private static final Duration SETTLED = Duration.ofSeconds(3);

    /**
     * Copies the attributes.
     *
     * @param attributes what is compared
     */
    public FileStamp {
        attributes = Map.copyOf(attributes);
    }

    /**
     * Takes a stamp; the file is to be read after that, and not before.
     *
     * @param file the file
     * @return its stamp; empty where the system does not tell all of it, the file is not there, or it was changed a moment ago:
     *     then it has to be read
     */
    public static Optional<FileStamp> of(Path file) {
        try {
            var attributes = Files.readAttributes(file, ATTRIBUTES);
            boolean settled = attributes.get("ctime") instanceof FileTime changed
                    && changed.toInstant().isBefore(Instant.now().minus(SETTLED));
            return settled ? Optional.of(new FileStamp(attributes)) : Optional.empty();
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
