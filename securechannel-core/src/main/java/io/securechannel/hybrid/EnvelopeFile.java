package io.securechannel.hybrid;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.envelope.Head;
import io.securechannel.internal.file.AtomicFile;
import io.securechannel.internal.file.SharedFile;
import io.securechannel.internal.file.UndoJournal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Optional;

/**
 * Envelopes in files. While one is re-wrapped in place, its head as it was lies beside it in {@code NAME.rewrap} (spec, rule E18): whom
 * the file's own head does not let in takes the head from there, and writes nothing.
 */
final class EnvelopeFile {

    /** What is added to the name of a file for that of its journal. */
    private static final String JOURNAL = ".rewrap";

    /** A head that has changed so often while it was read is being changed for ever. */
    private static final int PATIENCE = 20;

    /**
     * Makes a reader of an open file.
     *
     * @param <R> what reads it, and closes it
     */
    @FunctionalInterface
    interface Open<R> {
        R with(Head head, SeekableByteChannel file) throws IOException, KeyMaterialException;
    }

    /**
     * Opens an envelope into a file.
     *
     * @param <R> what is known of it then
     */
    @FunctionalInterface
    interface Into<R> {
        R with(Head head, InputStream content, FileChannel plaintext) throws IOException, KeyMaterialException;
    }

    private EnvelopeFile() {}

    /** The file is closed again if it cannot be opened as an envelope. */
    static <R> R opened(Path envelope, EnvelopeKeys keys, Open<R> open) throws IOException, KeyMaterialException {
        requireFile(envelope);
        var file = Files.newByteChannel(envelope, StandardOpenOption.READ);
        try {
            return opened(envelope, file, keys, open);
        } catch (Throwable e) {
            file.close();
            throw e;
        }
    }

    /** The file is open already. */
    static <R> R opened(Path envelope, SeekableByteChannel file, EnvelopeKeys keys, Open<R> open)
            throws IOException, KeyMaterialException {
        return Envelopes.unwrapped(() -> {
            var head = Head.read(new ByteArrayInputStream(head(envelope, file, keys)));
            file.position(head.length());
            return open.with(head, file);
        });
    }

    /** What is written takes its name when {@code into} returns. */
    static <R> R opened(Path envelope, EnvelopeKeys keys, Path plaintext, Into<R> into)
            throws IOException, KeyMaterialException {
        requireDifferent(envelope, plaintext);
        var result = new ArrayList<R>(1);
        return opened(envelope, keys, (head, file) -> {
            try (file) {
                AtomicFile.<KeyMaterialException>writeForOwner(
                        plaintext, out -> result.add(into.with(head, Channels.newInputStream(file), out)));
                return result.get(0);
            }
        });
    }

    /** The bytes of the head that counts, and that nobody was writing while they were read. */
    private static byte[] head(Path envelope, SeekableByteChannel file, EnvelopeKeys keys)
            throws IOException, KeyMaterialException {
        var path = SharedFile.locate(envelope);
        byte[] before = headIn(file);
        for (int i = 0; i < PATIENCE; i++) {
            Optional<byte[]> kept = Optional.empty();
            IOException unread = null;
            try {
                kept = kept(journal(path), before);
            } catch (IOException e) {
                unread = e; // which matters only to whom the file's own head does not let in
            }
            if (kept.isPresent() || unread != null) {
                if (unlocks(keys, before)) {
                    return before;
                }
            }
            if (kept.isPresent() && isBelieved(path)) {
                return kept.get();
            }
            // Half of a head may have been read, and the journal been deleted since: then it reads otherwise now.
            byte[] after = headIn(file);
            if (kept.isEmpty() && Arrays.equals(before, after)) {
                if (unread != null) {
                    throw unread;
                }
                return after;
            }
            before = after;
        }
        throw new KeyMaterialException(
                Reason.IN_USE, envelope + " is being re-wrapped over and over: try again when that has ended");
    }

    /** {@return false if the journal has gone} Whoever may make files there must not say what the head was. */
    static boolean isBelieved(Path file) throws IOException {
        try {
            UndoJournal.requireOfWriter(journal(file), file);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** {@return whether a head is whole and lets in who has these keys} Of half a head the slots' tag is not right. */
    static boolean unlocks(EnvelopeKeys keys, byte[] head) throws IOException, KeyMaterialException {
        try {
            keys.unlock(Head.read(new ByteArrayInputStream(head))).key().close();
            return true;
        } catch (KeyMaterialException e) {
            if (e.reason() == Reason.NOT_OPENED) {
                return false;
            }
            throw e;
        }
    }

    /** {@return the bytes that the file itself has as its head, whatever they are} */
    static byte[] headIn(SeekableByteChannel file) throws IOException {
        return Head.bytes(Channels.newInputStream(file.position(0)));
    }

    /**
     * {@return the head as it was, if the journal has it} Only what re-wrapping in place leaves as it is tells for which file it is: an
     * envelope that has been moved to a larger file has the same id.
     */
    static Optional<byte[]> kept(Path journal, byte[] head) throws IOException {
        return UndoJournal.read(journal, Head.LARGEST)
                .filter(kept -> kept.length == head.length
                        && head.length > Head.FIXED
                        && Arrays.equals(kept, 0, Head.FIXED, head, 0, Head.FIXED));
    }

    /** {@return where the head of a file is kept while it is overwritten} */
    static Path journal(Path file) {
        return file.resolveSibling(file.getFileName() + JOURNAL);
    }

    /** {@return what is there as long as a file is being re-wrapped} */
    static Path lock(Path file) {
        return file.resolveSibling(file.getFileName() + JOURNAL + ".lock");
    }

    /** Refuses to write a file over the one that it comes from. */
    static void requireDifferent(Path from, Path to) throws IOException {
        requireNoDirectory(from);
        requireReplaceable(to);
        if (Files.exists(to) && Files.isSameFile(from, to)) {
            throw new FileSystemException(
                    from.toString(), to.toString(), "both are the same file: name another one to be written");
        }
    }

    /** Refuses what a file must not take the place of: whoever names a device or a pipe means to write into it. */
    static void requireReplaceable(Path to) throws IOException {
        try {
            var found = Files.readAttributes(to, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (found.isDirectory()) {
                throw new FileSystemException(to.toString(), null, "it is a directory: name a file in it");
            }
            if (found.isOther()) {
                throw new FileSystemException(
                        to.toString(),
                        null,
                        "it is a device, a pipe or a socket, which a file would replace: name a file, or write to a stream");
            }
        } catch (NoSuchFileException e) {
            // It is going to be made.
        }
    }

    /** To open a pipe would wait for ever. */
    private static void requireFile(Path envelope) throws IOException {
        requireNoDirectory(envelope);
        if (!Files.readAttributes(envelope, BasicFileAttributes.class).isRegularFile()) {
            throw new FileSystemException(
                    envelope.toString(), null, "it is no file, which can be read at any position: open it as a stream");
        }
    }

    static void requireNoDirectory(Path file) throws FileSystemException {
        if (Files.isDirectory(file)) {
            throw new FileSystemException(file.toString(), null, "it is a directory: name a file in it");
        }
    }
}
