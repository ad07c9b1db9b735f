package io.securechannel.examples.envelopes;

import io.securechannel.examples.console.OwnerOnlyFile;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.CopyOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Where a command writes: standard output, a device or pipe, or a file that appears whole, when {@link #complete()} is called, or not
 * at all.
 */
final class Target implements AutoCloseable {

    private static final Path DEVICES = Path.of("/dev").toAbsolutePath();

    private final @Nullable Path file;
    private final @Nullable Path written;
    private final boolean force;
    private final OutputStream stream;

    private Target(@Nullable Path file, @Nullable Path written, boolean force, OutputStream stream) {
        this.file = file;
        this.written = written;
        this.force = force;
        this.stream = stream;
        if (written != null) {
            written.toFile().deleteOnExit(); // for Ctrl-C while standard input is waited for
        }
    }

    /** Refuses what cannot be written, before anything else happens. */
    static void check(String name, boolean force) throws IOException {
        if (!isStream(name)) {
            refuseToReplace(Path.of(name), force);
        }
    }

    /** {@return whether it takes what is written as it comes, and is never replaced: standard output, a device or a pipe} */
    static boolean isStream(String name) {
        return name.equals(Source.STANDARD) || isDevice(Path.of(name));
    }

    private static boolean isDevice(Path file) {
        return Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file);
    }

    /** A name such as /dev/stdout leads to a file that is open already, and is nobody's to replace. */
    private static void refuseToReplace(Path file, boolean force) throws IOException {
        if (Files.isSymbolicLink(file)
                && DEVICES.equals(file.toAbsolutePath().normalize().getParent())) {
            throw new IOException(file + " is a name for what is open already: - is standard output");
        }
        OwnerOnlyFile.refuseToReplace(file, force);
    }

    /** Begins something that everybody may read who may read new files of this user. */
    static Target open(String name, boolean force) throws IOException {
        if (name.equals(Source.STANDARD)) {
            return standard();
        }
        var file = Path.of(name);
        if (isDevice(file)) {
            return device(file);
        }
        refuseToReplace(file, force);
        var suffix = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        var written = file.resolveSibling("." + file.getFileName() + "." + suffix + ".tmp");
        return new Target(
                file,
                written,
                force,
                Files.newOutputStream(written, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    }

    /** Begins something that its owner alone may read. */
    static Target openForOwner(String name, boolean force) throws IOException {
        if (name.equals(Source.STANDARD)) {
            return standard();
        }
        var file = Path.of(name);
        if (isDevice(file)) {
            return device(file);
        }
        refuseToReplace(file, force);
        // Java makes temporary files for their owner alone, where the file system can say that.
        var written = Files.createTempFile(file.toAbsolutePath().getParent(), ".", ".tmp");
        return new Target(file, written, force, Files.newOutputStream(written));
    }

    private static Target device(Path file) throws IOException {
        return new Target(null, null, false, Files.newOutputStream(file, StandardOpenOption.WRITE));
    }

    private static Target standard() {
        return new Target(null, null, false, new Checked(System.out));
    }

    OutputStream stream() {
        return stream;
    }

    /** Lets the file appear. */
    void complete() throws IOException {
        stream.close();
        if (file != null && written != null) {
            refuseToReplace(file, force);
            var how = force
                    ? new CopyOption[] {StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING}
                    : new CopyOption[0];
            Files.move(written, file, how);
        }
    }

    /** Leaves nothing behind of what was not completed. */
    @Override
    public void close() throws IOException {
        stream.close();
        if (written != null) {
            Files.deleteIfExists(written);
        }
    }

    /** Standard output, which keeps its errors to itself unless it is asked. */
    private static final class Checked extends FilterOutputStream {

        private final PrintStream standard;

        Checked(PrintStream standard) {
            super(standard);
            this.standard = standard;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            standard.write(bytes, offset, length);
            check();
        }

        @Override
        public void write(int octet) throws IOException {
            standard.write(octet);
            check();
        }

        /** It is the process's, and stays open. */
        @Override
        public void close() throws IOException {
            check();
        }

        private void check() throws IOException {
            if (standard.checkError()) {
                throw new IOException("standard output cannot be written: whoever read it has gone away");
            }
        }
    }
}
