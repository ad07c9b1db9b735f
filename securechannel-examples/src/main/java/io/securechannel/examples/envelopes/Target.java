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
 * Where a command writes: standard output, or a file that appears whole, when {@link #complete()} is called, or not at all.
 */
final class Target implements AutoCloseable {

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
        if (!name.equals(Source.STANDARD)) {
            OwnerOnlyFile.refuseToReplace(Path.of(name), force);
        }
    }

    /** Begins something that everybody may read who may read new files of this user. */
    static Target open(String name, boolean force) throws IOException {
        if (name.equals(Source.STANDARD)) {
            return standard();
        }
        var file = Path.of(name);
        OwnerOnlyFile.refuseToReplace(file, force);
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
        OwnerOnlyFile.refuseToReplace(file, force);
        // Java makes temporary files for their owner alone, where the file system can say that.
        var written = Files.createTempFile(file.toAbsolutePath().getParent(), ".", ".tmp");
        return new Target(file, written, force, Files.newOutputStream(written));
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
            OwnerOnlyFile.refuseToReplace(file, force);
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
