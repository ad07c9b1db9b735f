package io.securechannel.testkit.faults;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a directory may hold after a power cut. */
public final class DiskState {

    private final Map<String, Entry> entries;

    DiskState(Map<String, Entry> entries) {
        this.entries = new TreeMap<>(entries);
    }

    /** {@return the content of a file, or nothing where there is no file of that name} */
    public Optional<byte[]> content(String name) {
        return Optional.ofNullable(entries.get(name)).map(entry -> entry.bytes());
    }

    /** {@return the names in it and below it} */
    public Set<String> names() {
        return Set.copyOf(entries.keySet());
    }

    /**
     * Makes it real.
     *
     * @param directory an empty one, of the default file system
     * @return the directory
     * @throws IOException if it cannot be written
     */
    public Path writeTo(Path directory) throws IOException {
        for (var entry : entries.entrySet()) {
            var path = directory.resolve(entry.getKey());
            if (!Files.isDirectory(path.getParent())) {
                continue; // its directory is not in this state
            }
            if (entry.getValue().directory()) {
                Files.createDirectory(path);
            } else {
                Files.write(path, entry.getValue().bytes());
            }
            if (!entry.getValue().permissions().isEmpty()) {
                Files.setPosixFilePermissions(path, entry.getValue().permissions());
            }
        }
        return directory;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DiskState state && entries.equals(state.entries);
    }

    @Override
    public int hashCode() {
        return entries.hashCode();
    }

    @Override
    public String toString() {
        return entries.toString();
    }

    /** A file or a directory; two of the same bytes are equal. */
    record Entry(ByteBuffer content, boolean directory, Set<PosixFilePermission> permissions) {

        byte[] bytes() {
            var bytes = new byte[content.remaining()];
            content.duplicate().get(bytes);
            return bytes;
        }

        @Override
        public String toString() {
            return directory ? "directory" : content.remaining() + " bytes";
        }
    }
}
