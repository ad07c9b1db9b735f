package io.securechannel.testkit.faults;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.AclFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.spi.FileSystemProvider;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Hands every call to the default provider, through {@link FaultyDisk#call}, and tells the model what it did. */
final class FaultyProvider extends FileSystemProvider {

    private final FaultyFileSystem fileSystem;
    private final FaultyAcls acls;

    FaultyProvider(FaultyFileSystem fileSystem) {
        this.fileSystem = fileSystem;
        this.acls = new FaultyAcls(fileSystem.disk());
    }

    @Override
    public FileChannel newFileChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        var real = FaultyPath.unwrap(path);
        var append = options.contains(StandardOpenOption.APPEND);
        return disk().call("open", real, () -> {
            if (!has("posix") && Files.isDirectory(real)) {
                throw new AccessDeniedException(real.toString()); // as Windows does
            }
            var existed = Files.exists(real);
            var channel = FileChannel.open(real, options, supported(attributes));
            model().created(real, false);
            if (!existed) {
                acls.created(real, attributes);
            } else if (options.contains(StandardOpenOption.TRUNCATE_EXISTING)) {
                model().file(real).ifPresent(file -> file.truncate(0));
            }
            return new FaultyChannel(disk(), real, channel, append);
        });
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        return newFileChannel(path, options, attributes);
    }

    @Override
    public void createDirectory(Path path, FileAttribute<?>... attributes) throws IOException {
        var real = FaultyPath.unwrap(path);
        disk().call("createDirectory", real, () -> {
            Files.createDirectory(real, supported(attributes));
            model().created(real, true);
            return real;
        });
    }

    @Override
    public void createLink(Path link, Path existing) throws IOException {
        var real = FaultyPath.unwrap(link);
        disk().call("createLink", real, () -> {
            Files.createLink(real, FaultyPath.unwrap(existing));
            model().linked(real, FaultyPath.unwrap(existing));
            return real;
        });
    }

    @Override
    public void delete(Path path) throws IOException {
        var real = FaultyPath.unwrap(path);
        disk().call("delete", real, () -> {
            Files.delete(real);
            model().deleted(real);
            return real;
        });
    }

    @Override
    public void move(Path source, Path target, CopyOption... options) throws IOException {
        var from = FaultyPath.unwrap(source);
        var to = FaultyPath.unwrap(target);
        disk().call("move", to, () -> {
            Files.move(from, to, options);
            model().moved(from, to);
            acls.moved(from, to);
            return to;
        });
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) throws IOException {
        var from = FaultyPath.unwrap(source);
        var to = FaultyPath.unwrap(target);
        disk().call("copy", to, () -> {
            Files.copy(from, to, options);
            model().created(to, false);
            model().permissionsOf(to);
            var content = Files.readAllBytes(to);
            model().file(to).ifPresent(file -> {
                file.truncate(0);
                file.write(0, content);
            });
            return to;
        });
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(Path directory, DirectoryStream.Filter<? super Path> filter)
            throws IOException {
        var real = FaultyPath.unwrap(directory);
        return disk().call("list", real, () -> new Listing(real, filter));
    }

    @Override
    public boolean isSameFile(Path path, Path other) throws IOException {
        var real = FaultyPath.unwrap(path);
        return disk().call("isSameFile", real, () -> Files.isSameFile(real, FaultyPath.unwrap(other)));
    }

    @Override
    public boolean isHidden(Path path) throws IOException {
        var real = FaultyPath.unwrap(path);
        return disk().call("isHidden", real, () -> Files.isHidden(real));
    }

    @Override
    public FileStore getFileStore(Path path) throws IOException {
        var real = FaultyPath.unwrap(path);
        return disk().call("getFileStore", real, () -> {
            if (!Files.exists(real, LinkOption.NOFOLLOW_LINKS)) {
                throw new NoSuchFileException(real.toString());
            }
            return disk().store();
        });
    }

    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
        var real = FaultyPath.unwrap(path);
        disk().call("checkAccess", real, () -> {
            real.getFileSystem().provider().checkAccess(real, modes);
            return real;
        });
    }

    @Override
    public <V extends FileAttributeView> @Nullable V getFileAttributeView(
            Path path, Class<V> type, LinkOption... options) {
        var real = FaultyPath.unwrap(path);
        if (type == AclFileAttributeView.class) {
            return has("acl") ? type.cast(acls.view(real)) : null;
        }
        if (type == PosixFileAttributeView.class && !has("posix")) {
            return null;
        }
        return FaultyView.of(disk(), real, type, Files.getFileAttributeView(real, type, options));
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
            throws IOException {
        var real = FaultyPath.unwrap(path);
        if (type == PosixFileAttributes.class && !has("posix")) {
            throw new UnsupportedOperationException("no POSIX attributes here");
        }
        return disk().call("readAttributes", real, () -> Files.readAttributes(real, type, options));
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options) throws IOException {
        var real = FaultyPath.unwrap(path);
        if (attributes.startsWith("posix:") && !has("posix")) {
            throw new UnsupportedOperationException("no POSIX attributes here");
        }
        return disk().call("readAttributes", real, () -> Files.readAttributes(real, attributes, options));
    }

    @Override
    public void setAttribute(Path path, String attribute, Object value, LinkOption... options) throws IOException {
        var real = FaultyPath.unwrap(path);
        disk().call("setAttribute", real, () -> {
            Files.setAttribute(real, attribute, value, options);
            model().permissionsOf(real);
            return real;
        });
    }

    @Override
    public String getScheme() {
        return "faulty";
    }

    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
        throw new UnsupportedOperationException("see FaultyDisk.over");
    }

    @Override
    public FileSystem getFileSystem(URI uri) {
        return fileSystem;
    }

    @Override
    public Path getPath(URI uri) {
        throw new UnsupportedOperationException("see FaultyDisk.path");
    }

    /** The access control list of a new file is kept here: the real disk may have none. */
    private FileAttribute<?>[] supported(FileAttribute<?>... attributes) {
        return Stream.of(attributes)
                .filter(attribute -> !(has("acl") && attribute.name().equals("acl:acl")))
                .filter(attribute ->
                        !(disk().forgetsPermissions() && attribute.name().equals("posix:permissions")))
                .toArray(FileAttribute<?>[]::new);
    }

    private boolean has(String view) {
        return fileSystem.supportedFileAttributeViews().contains(view);
    }

    private FaultyDisk disk() {
        return fileSystem.disk();
    }

    private DiskModel model() {
        return disk().model();
    }

    /** The names in a directory, as paths of this file system. */
    private final class Listing implements DirectoryStream<Path> {

        private final DirectoryStream<Path> stream;

        @SuppressWarnings("StreamResourceLeak") // closed by close()
        Listing(Path directory, DirectoryStream.Filter<? super Path> filter) throws IOException {
            stream = Files.newDirectoryStream(directory, path -> filter.accept(fileSystem.wrap(path)));
        }

        @Override
        public Iterator<Path> iterator() {
            return StreamSupport.stream(stream.spliterator(), false)
                    .map(fileSystem::wrap)
                    .iterator();
        }

        @Override
        public void close() throws IOException {
            stream.close();
        }
    }
}
