package io.securechannel.examples.transfer.receiver;

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
 * The directory into which somebody receives, held as long as the run lasts. Directories in it are held while it receives into them: somebody may
 * receive into one of them, or into one above.
 */
public final class Target implements Closeable {

    private final Path directory;
    private final HeldFolder held;
    private final Optional<UserPrincipal> owner;

    private Target(Path directory, HeldFolder held, Optional<UserPrincipal> owner) {
        this.directory = directory;
        this.held = held;
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
        var owner = ownerOfNewFiles(real);
        try {
            return new Target(real, HeldFolder.take(Folder.root(real, owner)), owner);
        } catch (BusyException e) {
            throw new IOException(
                    "cannot receive into " + directory + ": " + e.getMessage()
                            + "; wait for its end, or name another directory",
                    e);
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
        held.close();
    }
}
