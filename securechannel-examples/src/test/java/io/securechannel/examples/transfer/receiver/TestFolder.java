package io.securechannel.examples.transfer.receiver;

import io.securechannel.examples.transfer.protocol.Attributes;
import io.securechannel.examples.transfer.protocol.Link;
import io.securechannel.examples.transfer.protocol.Watch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** A real directory that waits for no disk, and has only so much room. */
public final class TestFolder implements Folder {

    /** Before a directory in the log: it cannot be waited for. */
    public static final String NO_SYNC = "no sync ";

    /** Before a part in the log: its attributes cannot be set. */
    public static final String NO_SET = "no set ";

    /** In the log at the end: a part was not closed. */
    public static final String LEAK = "left open";

    /** Parts that were opened. */
    private final List<SeekableByteChannel> open;

    private final Folder folder;
    private final String path;
    private final AtomicLong room;
    private final List<String> log;

    private TestFolder(Folder folder, String path, AtomicLong room, List<String> log, List<SeekableByteChannel> open) {
        this.open = open;
        this.folder = folder;
        this.path = path;
        this.room = room;
        this.log = log;
    }

    /** Receives as {@link ReceivingSession} does, and fails when the room is used up. */
    public static void receive(Link link, Path directory, Policy policy, Watch watch, AtomicLong room, List<String> log)
            throws IOException {
        var open = new ArrayList<SeekableByteChannel>();
        try (var target = Target.open(directory)) {
            new ReceivingSession(link, new TestFolder(target.folder(), "", room, log, open), policy, watch).run();
        } finally {
            if (open.stream().anyMatch(SeekableByteChannel::isOpen)) {
                log.add(LEAK);
            }
        }
    }

    @Override
    public Optional<Found> find(String name) throws IOException {
        return folder.find(name);
    }

    @Override
    public Folder enter(String name) throws IOException {
        return new TestFolder(folder.enter(name), path + name + "/", room, log, open);
    }

    @Override
    public Folder again() throws IOException {
        return folder.again();
    }

    @Override
    public Object key() throws IOException {
        return folder.key();
    }

    @Override
    public void makeDirectory(String name, String marker) throws IOException {
        folder.makeDirectory(name, marker);
    }

    @Override
    public SeekableByteChannel open(String name) throws IOException {
        var opened = new Limited(folder.open(name));
        open.add(opened);
        return opened;
    }

    @Override
    public SeekableByteChannel open(String name, OpenOption how) throws IOException {
        return folder.open(name, how);
    }

    @Override
    public boolean reclaim(String name) throws IOException {
        return folder.reclaim(name);
    }

    @Override
    public SeekableByteChannel read(String name) throws IOException {
        return folder.read(name);
    }

    @Override
    public void force(SeekableByteChannel file) {
        log.add("force");
    }

    @Override
    public void rename(String from, String to) throws IOException {
        log.add("rename " + to);
        folder.rename(from, to);
    }

    @Override
    public void delete(String name) throws IOException {
        folder.delete(name);
    }

    @Override
    public void set(String name, Attributes attributes) throws IOException {
        log.add("set " + name);
        if (log.contains(NO_SET + name)) {
            throw new IOException("Operation not permitted");
        }
        folder.set(name, attributes);
    }

    @Override
    public boolean set(Attributes attributes) throws IOException {
        log.add("set");
        boolean set = folder.set(attributes);
        sync();
        return set;
    }

    @Override
    public void sync() throws IOException {
        if (log.contains(NO_SYNC + path)) {
            throw new IOException("the disk does not answer");
        }
        log.add("sync " + path);
    }

    @Override
    public boolean full() {
        return room.get() <= 0;
    }

    @Override
    public void close() throws IOException {
        folder.close();
    }

    /** As much is written as there is room for, as file systems do. */
    private final class Limited implements SeekableByteChannel {

        private final SeekableByteChannel file;

        Limited(SeekableByteChannel file) {
            this.file = file;
        }

        @Override
        public int write(ByteBuffer from) throws IOException {
            int count = (int) Math.min(from.remaining(), room.get());
            if (count == 0 && from.hasRemaining()) {
                throw new IOException("the disk is as full as can be");
            }
            var part = from.slice(from.position(), count);
            while (part.hasRemaining()) {
                file.write(part);
            }
            from.position(from.position() + count);
            room.addAndGet(-count);
            return count;
        }

        @Override
        public int read(ByteBuffer to) throws IOException {
            return file.read(to);
        }

        @Override
        public long position() throws IOException {
            return file.position();
        }

        @Override
        public SeekableByteChannel position(long position) throws IOException {
            file.position(position);
            return this;
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public SeekableByteChannel truncate(long size) throws IOException {
            file.truncate(size);
            return this;
        }

        @Override
        public boolean isOpen() {
            return file.isOpen();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
