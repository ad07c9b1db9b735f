package io.securechannel.examples.console;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** Writes what only its owner may read. For what the library has no writer of its own. */
public final class OwnerOnlyFile {

    private static final String KEY_STORE = "SCKEYS\r\n";

    private static final Set<PosixFilePermission> READ_BY_OTHERS =
            Set.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);

    private OwnerOnlyFile() {}

    /**
     * Writes a file, which appears whole and closed to others.
     *
     * @param file where it goes
     * @param content what
     * @throws IOException if it cannot be written
     */
    public static void write(Path file, byte[] content) throws IOException {
        var directory = file.toAbsolutePath().getParent();
        // Java makes temporary files for their owner alone, where the file system can say that.
        var written = Files.createTempFile(directory, ".", ".tmp");
        try {
            Files.write(written, content);
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(written);
        }
    }

    /**
     * {@return whether others than its owner may read a file, as far as the file system can say that}
     *
     * @param file which is there
     */
    public static boolean readableByOthers(Path file) {
        try {
            var view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
            return view != null && !Collections.disjoint(view.readAttributes().permissions(), READ_BY_OTHERS);
        } catch (IOException e) {
            return false; // it was read a moment ago; this is for a warning alone
        }
    }

    /**
     * Closes a file to others, where the file system can do that.
     *
     * @param file which is there
     * @throws IOException if it cannot be changed
     */
    public static void restrict(Path file) throws IOException {
        var view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (view != null) {
            view.setPermissions(EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
        }
    }

    /**
     * Refuses to replace a file unasked, and a key store always.
     *
     * @param file where something is to go
     * @param force whether it was asked for
     * @throws IOException if there is a file, or no directory for it
     */
    public static void refuseToReplace(Path file, boolean force) throws IOException {
        var directory = file.toAbsolutePath().getParent();
        if (directory == null || !Files.isDirectory(directory)) {
            throw new IOException(file + " has no place to go: there is no directory " + directory);
        }
        if (Files.isDirectory(file)) {
            throw new IOException(file + " is a directory: name a file");
        }
        if (beginsWith(file, KEY_STORE)) {
            throw new IOException(file + " is a key store, which nothing replaces: name another file");
        }
        if (!force && Files.exists(file)) {
            throw new IOException(file + " is there already; --force replaces it");
        }
    }

    /**
     * {@return whether a file is there and begins so}
     *
     * @param file the file
     * @param text ASCII
     * @throws IOException if it cannot be read
     */
    public static boolean beginsWith(Path file, String text) throws IOException {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try (var in = Files.newInputStream(file)) {
            return new String(in.readNBytes(text.length()), StandardCharsets.ISO_8859_1).equals(text);
        }
    }
}
