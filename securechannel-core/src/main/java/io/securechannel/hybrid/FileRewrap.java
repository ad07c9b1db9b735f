package io.securechannel.hybrid;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.envelope.Head;
import io.securechannel.internal.file.AtomicFile;
import io.securechannel.internal.file.ChangeLock;
import io.securechannel.internal.file.OwnerOnly;
import io.securechannel.internal.file.UndoJournal;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * Changes the head of one envelope in a file. In place, where the slots fit into the area: the head as it was goes into a journal
 * beside the file, and only when that is on the disk the area is overwritten; when the new one is there too, the journal goes. So a cut
 * at any moment leaves one of the two heads, whole. Where the slots do not fit, a new file takes the place of the old one.
 *
 * <p>Other re-wrappers are kept out by a lock of its own, {@code NAME.rewrap.lock}, which is there as long as this takes. The file is
 * locked too, as it may have two names; but that lock of POSIX is gone when any reader of this program closes the file.
 */
final class FileRewrap {

    private static final Set<OpenOption> READ_AND_WRITE =
            Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

    private final Rewrapper rewrapper;
    private final Path path;
    private final Path journal;
    private final FileChannel file;

    private FileRewrap(Rewrapper rewrapper, Path path, FileChannel file) {
        this.rewrapper = rewrapper;
        this.path = path;
        this.journal = EnvelopeFile.journal(path);
        this.file = file;
    }

    static void run(Rewrapper rewrapper, Path path) throws IOException, KeyMaterialException {
        EnvelopeFile.requireNoDirectory(path);
        requireFile(path);
        // Links of the directory alone: the file could have become one by now.
        var real = OwnerOnly.directoryOf(path).toRealPath().resolve(path.getFileName());
        var held = ChangeLock.take(real, EnvelopeFile.lock(real));
        try (held;
                var file = FileChannel.open(real, READ_AND_WRITE)) {
            lock(path, file); // given back with the channel
            new FileRewrap(rewrapper, real, file).run();
        }
    }

    private void run() throws IOException, KeyMaterialException {
        byte[] found = EnvelopeFile.headIn(file);
        var kept = EnvelopeFile.kept(journal, found);
        if (kept.isPresent() && EnvelopeFile.unlocks(rewrapper.keys(), found)) {
            // All of the new head was written, and only the journal had not gone yet; or somebody else has put it
            // there.
            UndoJournal.delete(journal);
            kept = Optional.empty();
        }
        byte[] before = kept.orElse(found);
        var head = Head.read(new ByteArrayInputStream(before));
        var changed = rewrapper.changed(head);
        // Nothing has been written so far: with the wrong keys everything stays as it is.
        if (kept.isPresent()) {
            overwrite(before);
            UndoJournal.delete(journal);
        } else {
            clearJournal(before);
        }
        byte[] after = changed.bytes();
        if (changed.area() > head.area()) {
            move(head.length(), changed.withRoom());
        } else if (!Arrays.equals(before, after)) {
            keep(before);
            overwrite(after);
            UndoJournal.delete(journal);
        }
    }

    /** The file is whole, and opens: what was cut while it was written can go, and what is something else cannot. */
    private void clearJournal(byte[] head) throws IOException, KeyMaterialException {
        if (UndoJournal.isForeign(journal, head)) {
            throw new KeyMaterialException(
                    Reason.ALREADY_THERE,
                    journal + " is not what re-wrapping " + path + " leaves: it belongs to another envelope that had"
                            + " this name, or is damaged. " + path.getFileName()
                            + " is whole, and was not changed; give"
                            + " the other one its name back and re-wrap that, or move " + journal.getFileName()
                            + " away");
        }
        if (Files.exists(journal, LinkOption.NOFOLLOW_LINKS)) {
            UndoJournal.delete(journal);
        }
    }

    private void keep(byte[] head) throws IOException, KeyMaterialException {
        try {
            UndoJournal.write(journal, head, path);
        } catch (FileAlreadyExistsException e) {
            throw inUse(path, "is being re-wrapped by another program");
        }
    }

    /** The preheader and the length of the area stay, so that readers always see whose journal it is. */
    private void overwrite(byte[] head) throws IOException {
        var rest = ByteBuffer.wrap(head, Head.FIXED, head.length - Head.FIXED);
        while (rest.hasRemaining()) {
            file.write(rest, rest.position());
        }
        file.force(false);
    }

    private void move(long contentAt, Head changed) throws IOException {
        AtomicFile.rewrite(path, out -> {
            var head = ByteBuffer.wrap(changed.bytes());
            while (head.hasRemaining()) {
                out.write(head);
            }
            long end = file.size();
            for (long at = contentAt; at < end; ) {
                long moved = file.transferTo(at, end - at, out);
                if (moved <= 0) {
                    throw new EOFException(path + " was cut while it was copied: restore it from a backup");
                }
                at += moved;
            }
        });
    }

    private static void requireFile(Path path) throws IOException {
        var attributes = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (attributes.isSymbolicLink()) {
            throw new FileSystemException(
                    path.toString(), null, "it is a symbolic link: name the file that it leads to");
        }
        if (!attributes.isRegularFile()) {
            throw new FileSystemException(path.toString(), null, "it is no file: name the file of the envelope");
        }
    }

    private static void lock(Path path, FileChannel file) throws IOException, KeyMaterialException {
        try {
            if (file.tryLock() == null) {
                throw inUse(path, "is being re-wrapped by another program");
            }
        } catch (OverlappingFileLockException e) {
            throw inUse(path, "is being re-wrapped by another thread of this program");
        }
    }

    private static KeyMaterialException inUse(Path path, String why) {
        return new KeyMaterialException(
                Reason.IN_USE, path + " " + why + ", and was not changed: try again when that is done");
    }
}
