package io.securechannel.examples.tap.pcap;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Writes packets into a capture file (draft-ietf-opsawg-pcap, sections 4 and 5), big-endian, with time in nanoseconds.
 * Every packet goes to the system at once and whole, so that a reader sees it while the writer runs and an end by force
 * loses nothing. For one thread at a time.
 *
 * <pre>
 * file header      magic (4)  A1 B2 3C 4D: seconds and nanoseconds
 *                  version (2+2)  2, 4
 *                  reserved (4+4)  0
 *                  snap length (4)  the most that is kept of a packet
 *                  link type (4)  101, LINKTYPE_RAW: every packet begins with its IPv4 or IPv6 header
 * packet record    seconds (4), nanoseconds (4)  since 1970, UTC
 *                  captured length (4), original length (4)
 *                  the packet
 * </pre>
 */
public final class PcapWriter implements Closeable {

    private static final int MAGIC_NANOSECONDS = 0xA1B23C4D;
    private static final int LINKTYPE_RAW = 101;
    private static final int FILE_HEADER = 24;
    private static final int RECORD_HEADER = 16;

    /** What Wireshark takes at most. */
    private static final int SNAP_LENGTH = 262_144;

    private final FileChannel file;
    private final boolean regular;
    private final Supplier<Instant> clock;

    private PcapWriter(FileChannel file, boolean regular, Supplier<Instant> clock) {
        this.file = file;
        this.regular = regular;
        this.clock = clock;
    }

    /**
     * Begins a capture.
     *
     * @param path a new file; or a named pipe that something reads, such as {@code wireshark -k -i PIPE}
     * @param replace whether a file that is there may be overwritten
     * @return the writer, whose file holds a whole, empty capture already
     * @throws FileAlreadyExistsException if a file is there and may not be overwritten; nothing has happened to it
     * @throws IOException if the file cannot be written
     */
    public static PcapWriter open(Path path, boolean replace) throws IOException {
        return open(path, replace, steadyClock());
    }

    static PcapWriter open(Path path, boolean replace, Supplier<Instant> clock) throws IOException {
        var file = FileChannel.open(path, options(path, replace));
        try {
            var writer = new PcapWriter(file, Files.isRegularFile(path), clock);
            writer.writeFileHeader();
            return writer;
        } catch (IOException | RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    /**
     * Adds one packet, with the time of now.
     *
     * @param parts of the packet in order, the first of which begins with its IP header; they are consumed
     * @throws IOException if it could not be written; the file ends with the packet before then, where it is one that can
     *     be cut
     */
    public void write(ByteBuffer... parts) throws IOException {
        int length = Arrays.stream(parts).mapToInt(ByteBuffer::remaining).sum();
        var now = clock.get();
        var header = ByteBuffer.allocate(RECORD_HEADER)
                .putInt((int) now.getEpochSecond())
                .putInt(now.getNano())
                .putInt(length)
                .putInt(length)
                .flip();
        var all = new ByteBuffer[parts.length + 1];
        all[0] = header;
        System.arraycopy(parts, 0, all, 1, parts.length);
        writeAll(all);
    }

    /** Ends the capture. */
    @Override
    public void close() throws IOException {
        file.close();
    }

    private void writeFileHeader() throws IOException {
        writeAll(ByteBuffer.allocate(FILE_HEADER)
                .putInt(MAGIC_NANOSECONDS)
                .putShort((short) 2)
                .putShort((short) 4)
                .putLong(0)
                .putInt(SNAP_LENGTH)
                .putInt(LINKTYPE_RAW)
                .flip());
    }

    private void writeAll(ByteBuffer... buffers) throws IOException {
        long before = regular ? file.position() : 0;
        try {
            while (Arrays.stream(buffers).anyMatch(ByteBuffer::hasRemaining)) {
                file.write(buffers);
            }
        } catch (IOException e) {
            cutTo(before, e);
            throw e;
        }
    }

    /** A packet that is there in part, as on a full disk, would make readers complain of the whole file. */
    private void cutTo(long end, IOException because) {
        try {
            if (regular) {
                file.truncate(end);
            }
        } catch (IOException e) {
            because.addSuppressed(e);
        }
    }

    /** What is no regular file holds nothing that could be lost: a pipe, a terminal, /dev/null. */
    private static Set<OpenOption> options(Path path, boolean replace) {
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            return Set.of(StandardOpenOption.WRITE);
        }
        return replace
                ? Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING)
                : Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
    }

    /** Never goes back, whatever is done to the system's clock: readers take going back for damage. */
    private static Supplier<Instant> steadyClock() {
        var start = Instant.now();
        long ticks = System.nanoTime();
        return () -> start.plusNanos(System.nanoTime() - ticks);
    }
}
