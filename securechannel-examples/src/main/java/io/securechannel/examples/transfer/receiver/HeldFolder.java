package io.securechannel.examples.transfer.receiver;

import io.securechannel.examples.service.ProgramLock;
import io.securechannel.examples.transfer.protocol.Names;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A directory into which one run at a time writes: parts have the same names in every run, and two that write one would make a file of
 * neither. The directory cannot be locked itself, and a part must not be: the system drops the lock of a file as soon as the program
 * closes any descriptor of it, and to set its time is to open and close one. So there is a file of its own for the lock, which nobody
 * opens a second time. The system lets go of it when the run ends, however it ends.
 */
final class HeldFolder implements Closeable {

    /** No sender's name ends so. */
    static final String LOCK = ".lock" + Names.UNFINISHED;

    /** So often somebody may have removed the file between two looks at it. */
    private static final int TRIES = 100;

    private static final System.Logger LOG = System.getLogger(HeldFolder.class.getName());

    private final Folder folder;
    private final ProgramLock lock;

    private HeldFolder(Folder folder, ProgramLock lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /**
     * Takes a directory; does not wait for it.
     *
     * @param folder is closed with the result, or now if there is none
     * @throws BusyException if another run has it
     * @throws IOException if nobody can write into it
     */
    static HeldFolder take(Folder folder) throws IOException {
        var lock = Optional.<ProgramLock>empty();
        try {
            lock = ProgramLock.take(new InFolder(folder));
            return new HeldFolder(
                    folder, lock.orElseThrow(() -> new BusyException("another receive-file is receiving into it")));
        } finally {
            if (lock.isEmpty()) {
                folder.close();
            }
        }
    }

    /** Removes what a run that was killed has left; leaves what belongs to one that still runs, and what cannot be removed. */
    static void clean(Folder folder) {
        try {
            take(folder).close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "the lock of a run that was killed", e); // it hinders nobody
        }
    }

    @Override
    public void close() throws IOException {
        try (folder) {
            lock.close();
        }
    }

    private record InFolder(Folder folder) implements ProgramLock.LockFile {

        @Override
        public Object key() throws IOException {
            return folder.key();
        }

        @Override
        public FileChannel open() throws IOException {
            for (int tries = 0; tries < TRIES; tries++) {
                try {
                    return onDisk(folder.open(LOCK, StandardOpenOption.CREATE_NEW));
                } catch (FileAlreadyExistsException e) {
                    var there = openThere();
                    if (there.isPresent()) {
                        return there.get();
                    }
                }
            }
            throw new BusyException(LOCK + " in it comes and goes");
        }

        /** A link, a device, or a file with another name, is not opened: it could be something else of the user's. */
        private Optional<FileChannel> openThere() throws IOException {
            try {
                if (!folder.reclaim(LOCK)) {
                    throw new BusyException(
                            LOCK + " in it is another user's, or no plain file: where nobody receives into"
                                    + " it, delete that");
                }
                return Optional.of(onDisk(folder.open(LOCK, StandardOpenOption.READ)));
            } catch (NoSuchFileException e) {
                return Optional.empty(); // who held it has ended
            }
        }

        private static FileChannel onDisk(SeekableByteChannel opened) throws IOException {
            if (opened instanceof FileChannel file) {
                return file;
            }
            opened.close();
            throw new IOException("this file system has no locks: receive into another one");
        }

        @Override
        public FileChannel read() throws IOException {
            return onDisk(folder.read(LOCK));
        }

        @Override
        public void delete() throws IOException {
            folder.delete(LOCK);
        }
    }
}
