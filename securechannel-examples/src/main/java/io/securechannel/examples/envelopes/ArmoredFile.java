package io.securechannel.examples.envelopes;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.hybrid.EnvelopeText;
import io.securechannel.hybrid.Rewrapper;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Re-wraps an envelope that is text. Text has no room for other slots, so a new file takes the place of the old one, with its owner,
 * group and permissions. As for envelopes in binary no link is followed, and who comes second is refused.
 */
final class ArmoredFile {

    private static final FileAttribute<?>[] ANYBODY = {};
    private static final FileAttribute<?>[] OWNER = {
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
    };

    private ArmoredFile() {}

    /** Refuses what is no file of its own, before anything else happens. */
    static void requireFile(Path path) throws IOException {
        attributes(path);
    }

    static void rewrap(Rewrapper rewrapper, Path path) throws IOException, KeyMaterialException {
        var key = attributes(path).fileKey();
        var how = Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        try (var file = FileChannel.open(path, how)) {
            if (!locked(file) || !Objects.equals(key, attributes(path).fileKey())) {
                throw new KeyMaterialException(
                        Reason.IN_USE,
                        path
                                + " is being changed by another program, and was not changed: try again when that is done");
            }
            replace(rewrapper, path, file);
        } catch (IOException e) {
            // Damaged text: the library's streams wrap what says so.
            if (e.getCause() instanceof KeyMaterialException malformed) {
                throw malformed;
            }
            throw e;
        }
    }

    private static boolean locked(FileChannel file) throws IOException {
        try {
            return file.tryLock() != null; // given back with the channel
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private static void replace(Rewrapper rewrapper, Path path, FileChannel file)
            throws IOException, KeyMaterialException {
        var directory = Objects.requireNonNull(path.toAbsolutePath().getParent());
        var posix = Files.getFileStore(directory).supportsFileAttributeView(PosixFileAttributeView.class);
        var suffix = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        var written = directory.resolve(".rewrap." + suffix + ".tmp");
        var made = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (var out = FileChannel.open(written, made, posix ? OWNER : ANYBODY)) {
            write(rewrapper, file, out);
            if (posix) {
                copyAccess(path, written);
            }
            out.force(true);
            Files.move(written, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(written);
        }
    }

    private static void write(Rewrapper rewrapper, FileChannel file, FileChannel out)
            throws IOException, KeyMaterialException {
        var open = new FilterOutputStream(Channels.newOutputStream(out)) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                out.write(bytes, offset, length);
            }

            @Override
            public void close() {
                // The channel stays open: what is written has to reach the disk.
            }
        };
        try (var text = EnvelopeText.armoring(open)) {
            // The stream is the channel's, which is closed when the lock may go.
            rewrapper.rewrap(EnvelopeText.dearmoring(Channels.newInputStream(file)), text);
        }
    }

    /** By names that are not followed: whoever may write the directory could put a link there. */
    private static void copyAccess(Path from, Path to) throws IOException {
        var model = view(from).readAttributes();
        var made = view(to).readAttributes();
        try {
            if (!made.owner().equals(model.owner())) {
                view(to).setOwner(model.owner());
            }
            if (!made.group().equals(model.group())) {
                view(to).setGroup(model.group());
            }
        } catch (FileSystemException e) {
            throw (IOException) new FileSystemException(
                            from.toString(),
                            null,
                            "it belongs to " + model.owner() + " and " + model.group()
                                    + ", and what replaces it could not be given to them: let them re-wrap it")
                    .initCause(e);
        }
        setPermissions(to, model.permissions());
    }

    /** The view of a path follows links in JDK 25, whatever it is told; that of an open directory does not. */
    private static void setPermissions(Path to, Set<PosixFilePermission> permissions) throws IOException {
        try (var entries = Files.newDirectoryStream(to.getParent())) {
            var view = entries instanceof SecureDirectoryStream<Path> secure
                    ? secure.getFileAttributeView(
                            to.getFileName(), PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    : view(to);
            view.setPermissions(permissions);
        }
    }

    private static PosixFileAttributeView view(Path path) {
        return Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    }

    private static BasicFileAttributes attributes(Path path) throws IOException {
        var attributes = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (attributes.isSymbolicLink()) {
            throw new FileSystemException(
                    path.toString(), null, "it is a symbolic link: name the file that it leads to");
        }
        if (!attributes.isRegularFile()) {
            throw new FileSystemException(path.toString(), null, "it is no file: name the file of the envelope");
        }
        return attributes;
    }
}
