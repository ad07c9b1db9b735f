package io.securechannel.examples.transfer.receiver;

import io.securechannel.examples.transfer.protocol.Attributes;
import io.securechannel.examples.transfer.protocol.Names;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.UserPrincipal;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;

/**
 * An open directory: what is done to names in it happens in this very directory, whatever its path leads to by now (openat and its
 * like). The JDK can do all of that but make a directory: that is made in the root, whose path is the person's own, and moved.
 */
final class SecureFolder implements Folder {

    private static final String NEW_DIRECTORY = ".new" + Names.UNFINISHED;

    private final Root root;
    private final Path path;
    private final SecureDirectoryStream<Path> stream;
    private final boolean modes;

    /** Where all of it goes, and whose it is. */
    private record Root(Path path, SecureDirectoryStream<Path> stream, Optional<UserPrincipal> owner) {}

    private SecureFolder(Root root, Path path, SecureDirectoryStream<Path> stream, boolean modes) {
        this.root = root;
        this.path = path;
        this.stream = stream;
        this.modes = modes;
    }

    static SecureFolder root(Path path, SecureDirectoryStream<Path> stream, Optional<UserPrincipal> owner)
            throws IOException {
        boolean modes = Files.getFileStore(path).supportsFileAttributeView(PosixFileAttributeView.class);
        return new SecureFolder(new Root(path, stream, owner), path, stream, modes);
    }

    @Override
    public Optional<Found> find(String name) throws IOException {
        try {
            var found = view(name).readAttributes();
            return Optional.of(new Found(found.isDirectory(), found.isRegularFile(), found.size()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private BasicFileAttributeView view(String name) {
        return stream.getFileAttributeView(Path.of(name), BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public Folder enter(String name) throws IOException {
        var below = stream.newDirectoryStream(Path.of(name), LinkOption.NOFOLLOW_LINKS);
        return new SecureFolder(root, path.resolve(name), below, modes);
    }

    @Override
    public Folder again() throws IOException {
        var same = stream.newDirectoryStream(Path.of("."), LinkOption.NOFOLLOW_LINKS);
        return new SecureFolder(root, path, same, modes);
    }

    @Override
    public Object key() throws IOException {
        var key = stream.getFileAttributeView(BasicFileAttributeView.class)
                .readAttributes()
                .fileKey();
        return Optional.<Object>ofNullable(key).orElse(path);
    }

    /** The root is held, so nobody else makes one there. */
    @Override
    public void makeDirectory(String name, String marker) throws IOException {
        var made = root.path().resolve(NEW_DIRECTORY);
        try {
            create(made);
        } catch (FileAlreadyExistsException e) {
            try (var below = newDirectory()) {
                below.delete(marker);
            }
            root.stream().deleteDirectory(Path.of(NEW_DIRECTORY)); // of a run that was killed in this moment
            create(made);
        }
        try (var below = newDirectory()) {
            below.open(marker, StandardOpenOption.CREATE_NEW).close();
        }
        root.stream().move(Path.of(NEW_DIRECTORY), stream, Path.of(name));
    }

    private Folder newDirectory() throws IOException {
        var below = root.stream().newDirectoryStream(Path.of(NEW_DIRECTORY), LinkOption.NOFOLLOW_LINKS);
        return new SecureFolder(root, root.path().resolve(NEW_DIRECTORY), below, modes);
    }

    private void create(Path directory) throws IOException {
        if (modes) {
            Files.createDirectory(directory, Modes.OWNERS_DIRECTORY);
        } else {
            Files.createDirectory(directory);
        }
    }

    @Override
    public SeekableByteChannel open(String name, OpenOption how) throws IOException {
        var all = Folder.options(how);
        return modes
                ? stream.newByteChannel(Path.of(name), all, Modes.OWNERS_FILE)
                : stream.newByteChannel(Path.of(name), all);
    }

    @Override
    public boolean reclaim(String name) throws IOException {
        if (!modes) {
            return find(name).filter(Found::file).isPresent();
        }
        var view = stream.getFileAttributeView(Path.of(name), PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        var found = view.readAttributes();
        if (!found.isRegularFile()
                || !Optional.of(found.owner()).equals(root.owner())
                || Modes.hasOtherNames(path.resolve(name), Optional.ofNullable(found.fileKey()))) {
            return false;
        }
        view.setPermissions(Modes.OWNERS_FILE.value());
        return true;
    }

    @Override
    public SeekableByteChannel read(String name) throws IOException {
        return stream.newByteChannel(Path.of(name), Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        stream.move(Path.of(from), stream, Path.of(to));
    }

    @Override
    public void delete(String name) throws IOException {
        try {
            stream.deleteFile(Path.of(name));
        } catch (NoSuchFileException e) {
            // as it should be
        }
    }

    @Override
    public void set(String name, Attributes attributes) throws IOException {
        view(name).setTimes(time(attributes), null, null);
        if (modes && attributes.mode() != Attributes.NO_MODE) {
            stream.getFileAttributeView(Path.of(name), PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .setPermissions(Modes.of(attributes.mode()));
        }
    }

    @Override
    public boolean set(Attributes attributes) throws IOException {
        try (var self = self()) {
            boolean set = isSet(attributes);
            force(self);
            return set;
        }
    }

    private boolean isSet(Attributes attributes) {
        try {
            stream.getFileAttributeView(BasicFileAttributeView.class).setTimes(time(attributes), null, null);
            if (modes && attributes.mode() != Attributes.NO_MODE) {
                stream.getFileAttributeView(PosixFileAttributeView.class).setPermissions(Modes.of(attributes.mode()));
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private SeekableByteChannel self() throws IOException {
        return stream.newByteChannel(Path.of("."), Set.of(StandardOpenOption.READ));
    }

    /** The JDK hands the system a negative part of a second for times before 1970, which is refused: whole seconds there. */
    private static FileTime time(Attributes attributes) {
        var modified = attributes.modified();
        return FileTime.from(modified.getEpochSecond() < 0 ? modified.truncatedTo(ChronoUnit.SECONDS) : modified);
    }

    @Override
    public void sync() throws IOException {
        try (var self = self()) {
            force(self);
        }
    }

    @Override
    public boolean full() throws IOException {
        return Files.getFileStore(root.path()).getUsableSpace() < LITTLE;
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
