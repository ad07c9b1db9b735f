package io.securechannel.examples.transfer.sender;

import io.securechannel.examples.transfer.protocol.Attributes;
import io.securechannel.examples.transfer.protocol.Item;
import io.securechannel.examples.transfer.protocol.Limits;
import io.securechannel.examples.transfer.protocol.Names;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is sent, in the order of the walk: read once, before anything is sent, so that it is known how much it is. Symbolic links are not
 * followed, except those that are arguments themselves: what lies behind them is often not what somebody wants to give away.
 */
public final class SourceTree {

    private final List<SourceItem> items;
    private final List<String> left;
    private final List<String> missed;
    private final boolean modes;

    private SourceTree(Reading reading) {
        this.items = reading.items;
        this.left = reading.left;
        this.missed = reading.missed;
        this.modes = reading.modes;
    }

    /**
     * Reads names, sizes and attributes.
     *
     * @param arguments files and directories
     * @return all of them
     * @throws IOException if one is not there, or has no name, or the same as another
     */
    public static SourceTree read(List<Path> arguments) throws IOException {
        return read(arguments, SourceTree::attributes);
    }

    static SourceTree read(List<Path> arguments, Look look) throws IOException {
        var reading = new Reading(look);
        var names = new HashSet<String>();
        for (var argument : arguments) {
            var name = argument.toAbsolutePath().normalize().getFileName();
            if (name == null) {
                throw new IOException(argument + " has no name to be sent under: name what is in it");
            }
            if (!names.add(Names.fold(name.toString()))) {
                throw new IOException(
                        "two of these are named " + name + ", and would become one: send one after the other");
            }
            reading.argument(argument.toRealPath(), name.toString());
        }
        return new SourceTree(reading);
    }

    List<SourceItem> items() {
        return items;
    }

    /** {@return how many files there are} */
    public long files() {
        return items.stream().filter(each -> each.item() instanceof Item.File).count();
    }

    /** {@return how many files and directories there are} */
    public long filesAndDirectories() {
        return items.stream()
                .filter(each -> !(each.item() instanceof Item.Leave))
                .count();
    }

    /** {@return of all files together} */
    public long bytes() {
        return items.stream().mapToLong(SourceItem::size).sum();
    }

    /** {@return what is not meant to be sent, such as symbolic links, and why, a line each} */
    public List<String> left() {
        return left;
    }

    /** {@return what should be sent and cannot be, and why, a line each} */
    public List<String> missed() {
        return missed;
    }

    /** {@return whether there are permissions to send} */
    public boolean hasModes() {
        return modes;
    }

    /** {@return what can be kept of a file's attributes} */
    static Attributes attributes(Path path, BasicFileAttributes basic, boolean modes) throws IOException {
        int mode = Attributes.NO_MODE;
        if (modes) {
            mode = 0;
            for (var each : Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .permissions()) {
                mode |= Modes.bit(each);
            }
        }
        return new Attributes(mode, basic.lastModifiedTime().toInstant());
    }

    /** Reads what can be kept of a file's attributes. */
    @FunctionalInterface
    interface Look {

        Attributes attributes(Path path, BasicFileAttributes basic, boolean modes) throws IOException;
    }

    private static final class Reading extends SimpleFileVisitor<Path> {

        private final List<SourceItem> items = new ArrayList<>();
        private final List<String> left = new ArrayList<>();
        private final List<String> missed = new ArrayList<>();
        private final List<String> path = new ArrayList<>();
        private final Look look;
        private boolean modes = true;
        private boolean hasModes;
        private String argumentName = "";

        /** Where the walk began: its directory has the name that was typed. */
        private @Nullable Path argument;

        private Reading(Look look) {
            this.look = look;
        }

        void argument(Path real, String name) throws IOException {
            hasModes = Files.getFileStore(real).supportsFileAttributeView("posix");
            modes &= hasModes;
            argument = real;
            argumentName = name;
            Files.walkFileTree(real, this);
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes basic) {
            if (path.size() >= Limits.DEPTH) {
                missed.add(shown(directory) + ": too many directories in each other");
                return FileVisitResult.SKIP_SUBTREE;
            }
            if (!isReadable(directory)) {
                return FileVisitResult.SKIP_SUBTREE;
            }
            var shown = shown(directory);
            path.add(name(directory));
            return add(new SourceItem(directory, shown, new Item.Directory(name(directory))));
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes basic) {
            if (!basic.isRegularFile()) {
                left.add(shown(file) + ": " + (basic.isSymbolicLink() ? "a symbolic link" : "no file"));
                return FileVisitResult.CONTINUE;
            }
            if (!isReadable(file)) {
                return FileVisitResult.CONTINUE;
            }
            try {
                var attributes = look.attributes(file, basic, hasModes);
                return add(new SourceItem(file, shown(file), new Item.File(name(file), basic.size(), attributes)));
            } catch (IOException e) {
                return visitFileFailed(file, e); // it has gone meanwhile: somebody's temporary file, say
            }
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException why) {
            missed.add(shown(file) + ": cannot be read");
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException why) {
            if (why != null) {
                missed.add(shown(directory) + ": cannot be read to its end");
            }
            path.remove(path.size() - 1);
            var attributes = new Attributes(Attributes.NO_MODE, Instant.now().truncatedTo(ChronoUnit.SECONDS));
            try {
                var basic = Files.readAttributes(directory, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                attributes = look.attributes(directory, basic, hasModes);
            } catch (IOException e) {
                missed.add(shown(directory) + ": its time and permissions cannot be read");
            }
            return add(new SourceItem(directory, shown(directory), new Item.Leave(attributes)));
        }

        /** A name that this program's encoding cannot write back would arrive as another. */
        private boolean isReadable(Path found) {
            var name = found.getFileName();
            boolean readable = found.equals(argument);
            try {
                readable |= name != null
                        && found.getFileSystem().getPath(name.toString()).equals(name);
            } catch (InvalidPathException e) {
                // nor can it be read
            }
            if (!readable) {
                missed.add(shown(found) + ": its name cannot be read in this program's encoding, which LC_ALL sets");
            }
            return readable;
        }

        private FileVisitResult add(SourceItem item) {
            items.add(item);
            return FileVisitResult.CONTINUE;
        }

        private String name(Path found) {
            return found.equals(argument) ? argumentName : String.valueOf(found.getFileName());
        }

        private String shown(Path found) {
            return path.isEmpty() ? name(found) : String.join("/", path) + "/" + name(found);
        }
    }
}
