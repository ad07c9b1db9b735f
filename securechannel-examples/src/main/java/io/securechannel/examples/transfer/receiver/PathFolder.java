package io.securechannel.examples.transfer.receiver;

import io.securechannel.examples.transfer.protocol.Attributes;
import io.securechannel.examples.transfer.protocol.Names;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.UserPrincipal;
import java.util.Optional;
import java.util.Set;

/**
 * A directory by its path, where the JDK keeps none open (Windows, for one). Links are not followed, and each step looks again whether the
 * directory is still where it was; somebody else who may write into it can still win a race against that.
 */
final class PathFolder implements Folder {

    private static final String NEW_DIRECTORY = ".new" + Names.UNFINISHED;

    private final Path directory;
    private final Path real;
    private final Optional<UserPrincipal> owner;
    private final boolean modes;

    PathFolder(Path directory, Optional<UserPrincipal> owner) throws IOException {
        this.directory = directory;
        this.owner = owner;
        this.real = directory.toRealPath();
        this.modes = Files.getFileStore(real).supportsFileAttributeView(PosixFileAttributeView.class);
    }

    private Path path(String name) throws IOException {
        if (!directory.toRealPath().equals(real)) {
            throw new NotDirectoryException(directory + " has become a link to somewhere else");
        }
        var path = directory.resolve(name);
        if (!directory.equals(path.getParent())) {
            throw new NoSuchFileException(name, null, "is no name in a directory");
        }
        return path;
    }

    @Override
    public Optional<Found> find(String name) throws IOException {
        try {
            var found = Files.readAttributes(path(name), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return Optional.of(new Found(
                    found.isDirectory() && !found.isOther(), found.isRegularFile() && !found.isOther(), found.size()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    @Override
    public Folder enter(String name) throws IOException {
        var path = path(name);
        if (!path.toRealPath().equals(path.toRealPath(LinkOption.NOFOLLOW_LINKS)) || !Files.isDirectory(path)) {
            throw new NotDirectoryException(name);
        }
        return new PathFolder(path, owner);
    }

    @Override
    public Folder again() throws IOException {
        return new PathFolder(directory, owner);
    }

    @Override
    public Object key() {
        return real;
    }

    /** This directory is held, so nobody else makes one in it. */
    @Override
    public void makeDirectory(String name, String marker) throws IOException {
        var made = path(NEW_DIRECTORY);
        Files.deleteIfExists(made.resolve(marker)); // of a run that was killed in this moment
        Files.deleteIfExists(made);
        if (modes) {
            Files.createDirectory(made, Modes.OWNERS_DIRECTORY);
        } else {
            Files.createDirectory(made);
        }
        try (var below = enter(NEW_DIRECTORY)) {
            below.open(marker, StandardOpenOption.CREATE_NEW).close();
        }
        Files.move(made, path(name), StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public SeekableByteChannel open(String name, OpenOption how) throws IOException {
        var all = Folder.options(how);
        return modes ? Files.newByteChannel(path(name), all, Modes.OWNERS_FILE) : Files.newByteChannel(path(name), all);
    }

    @Override
    public boolean reclaim(String name) throws IOException {
        var path = path(name);
        var found = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!found.isRegularFile()
                || found.isOther()
                || (owner.isPresent()
                        && !Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).equals(owner.get()))
                || Modes.hasOtherNames(path, Optional.ofNullable(found.fileKey()))) {
            return false;
        }
        if (modes) {
            owners(path).setPermissions(Modes.OWNERS_FILE.value());
        }
        return true;
    }

    @Override
    public SeekableByteChannel read(String name) throws IOException {
        return Files.newByteChannel(path(name), Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Files.move(path(from), path(to), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void delete(String name) throws IOException {
        Files.deleteIfExists(path(name));
    }

    @Override
    public void set(String name, Attributes attributes) throws IOException {
        times(path(name), attributes);
    }

    @Override
    public boolean set(Attributes attributes) {
        try {
            times(directory, attributes);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private void times(Path path, Attributes attributes) throws IOException {
        Files.getFileAttributeView(path, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setTimes(FileTime.from(attributes.modified()), null, null);
        if (modes && attributes.mode() != Attributes.NO_MODE) {
            owners(path).setPermissions(Modes.of(attributes.mode()));
        }
    }

    private static PosixFileAttributeView owners(Path path) {
        return Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    }

    /** Windows has no such thing. */
    @Override
    public void sync() {}

    @Override
    public boolean full() throws IOException {
        return Files.getFileStore(directory).getUsableSpace() < LITTLE;
    }

    @Override
    public void close() {}
}
