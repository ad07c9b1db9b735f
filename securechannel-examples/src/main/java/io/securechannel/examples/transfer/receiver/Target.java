package io.securechannel.examples.transfer.receiver;

import io.securechannel.examples.service.ProgramLock;
import io.securechannel.examples.transfer.protocol.Names;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.UserPrincipal;
import java.util.Optional;

/**
 * The directory into which somebody receives, held by one run at a time: parts have the same names in every run, and two that write one
 * would make a file of neither. The system lets go of it when the run ends, however it ends.
 */
public final class Target implements Closeable {

    /** No sender's name ends so. */
    private static final String LOCK = ".lock" + Names.UNFINISHED;

    private final Path directory;
    private final ProgramLock lock;
    private final Optional<UserPrincipal> owner;

    private Target(Path directory, ProgramLock lock, Optional<UserPrincipal> owner) {
        this.directory = directory;
        this.lock = lock;
        this.owner = owner;
    }

    /**
     * Takes a directory; does not wait for it.
     *
     * @param directory which is there; links above it, and itself, are the person's own and are followed, once
     * @return held until it is closed
     * @throws IOException if another run receives into it, or it cannot be written to
     */
    public static Target open(Path directory) throws IOException {
        var real = directory.toRealPath();
        var lock = ProgramLock.take(real.resolve(LOCK))
                .orElseThrow(() -> new IOException("another receive-file is receiving into " + directory
                        + ": wait for its end, or name another directory"));
        boolean opened = false;
        try {
            var target = new Target(real, lock, ownerOfNewFiles(real));
            opened = true;
            return target;
        } finally {
            if (!opened) {
                lock.close();
            }
        }
    }

    /** Of the lock it would not do: the file may have been there, by whomever. */
    private static Optional<UserPrincipal> ownerOfNewFiles(Path directory) throws IOException {
        if (!Files.getFileStore(directory).supportsFileAttributeView(FileOwnerAttributeView.class)) {
            return Optional.empty();
        }
        var made = Files.createTempFile(directory, ".owner-", Names.UNFINISHED);
        try {
            return Optional.of(Files.getOwner(made, LinkOption.NOFOLLOW_LINKS));
        } finally {
            Files.delete(made);
        }
    }

    /** {@return the directory, opened once more} */
    Folder folder() throws IOException {
        return Folder.root(directory, owner);
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
