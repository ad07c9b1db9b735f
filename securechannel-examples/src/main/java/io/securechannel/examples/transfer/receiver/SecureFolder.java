package io.securechannel.examples.transfer.receiver;

import io.securechannel.examples.transfer.protocol.Attributes;
import io.securechannel.examples.transfer.protocol.Names;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.Optional;
import java.util.Set;

/**
 * An open directory: what is done to names in it happens in this very directory, whatever its path leads to by now (openat and its
 * like). The JDK can do all of that but make a directory: that is made in the root, whose path is the person's own, and moved.
 */
final class SecureFolder implements Folder {

    private static final String NEW_DIRECTORY = ".new" + Names.UNFINISHED;

    private final Path root;
    private final SecureDirectoryStream<Path> rootStream;
    private final SecureDirectoryStream<Path> stream;
    private final boolean modes;

    private SecureFolder(
            Path root, SecureDirectoryStream<Path> rootStream, SecureDirectoryStream<Path> stream, boolean modes) {
        this.root = root;
        this.rootStream = rootStream;
        this.stream = stream;
        this.modes = modes;
    }

    static SecureFolder root(Path root, SecureDirectoryStream<Path> stream) throws IOException {
        boolean modes = Files.getFileStore(root).supportsFileAttributeView(PosixFileAttributeView.class);
        return new SecureFolder(root, stream, stream, modes);
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
        return new SecureFolder(root, rootStream, below, modes);
    }

    @Override
    public void makeDirectory(String name) throws IOException {
        var made = root.resolve(NEW_DIRECTORY);
        try {
            if (modes) {
                Files.createDirectory(made, Modes.OWNERS_DIRECTORY);
            } else {
                Files.createDirectory(made);
            }
        } catch (FileAlreadyExistsException e) {
            // of a run that was killed in this moment; whether it is one shows when it is entered
        }
        rootStream.move(Path.of(NEW_DIRECTORY), stream, Path.of(name));
    }

    @Override
    public SeekableByteChannel open(String name) throws IOException {
        var how = Set.of(
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
        return modes
                ? stream.newByteChannel(Path.of(name), how, Modes.OWNERS_FILE)
                : stream.newByteChannel(Path.of(name), how);
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
        view(name).setTimes(FileTime.from(attributes.modified()), null, null);
        if (modes && attributes.mode() != Attributes.NO_MODE) {
            stream.getFileAttributeView(Path.of(name), PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .setPermissions(Modes.of(attributes.mode()));
        }
    }

    @Override
    public void set(Attributes attributes) throws IOException {
        stream.getFileAttributeView(BasicFileAttributeView.class)
                .setTimes(FileTime.from(attributes.modified()), null, null);
        if (modes && attributes.mode() != Attributes.NO_MODE) {
            stream.getFileAttributeView(PosixFileAttributeView.class).setPermissions(Modes.of(attributes.mode()));
        }
    }

    @Override
    public void sync() throws IOException {
        try (var self = stream.newByteChannel(Path.of("."), Set.of(StandardOpenOption.READ))) {
            force(self);
        }
    }

    @Override
    public boolean full() throws IOException {
        return Files.getFileStore(root).getUsableSpace() < LITTLE;
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
