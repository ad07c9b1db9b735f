package io.securechannel.testkit.faults;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** An open file, each of whose calls may fail, and which writes a part only if it is told to. */
final class FaultyChannel extends FileChannel {

    private static final int TRANSFERRED = 1 << 16;

    private final FaultyDisk disk;
    private final Path path;
    private final FileChannel channel;
    private final @Nullable StoredFile file;
    private final boolean append;

    FaultyChannel(FaultyDisk disk, Path path, FileChannel channel, boolean append) {
        this.disk = disk;
        this.path = path;
        this.channel = channel;
        this.file = disk.model().file(path).orElse(null);
        this.append = append;
    }

    /** Closes what nobody holds, which is no call of the code under test. */
    void abandon() throws IOException {
        channel.close();
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        return disk.call("write", path, () -> {
            long at = append ? channel.size() : channel.position();
            var part = part(source);
            int written = channel.write(part.duplicate());
            return noted(at, part, written, source);
        });
    }

    @Override
    public int write(ByteBuffer source, long position) throws IOException {
        return disk.call("write", path, () -> {
            var part = part(source);
            int written = channel.write(part.duplicate(), position);
            return noted(position, part, written, source);
        });
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
        for (int i = offset; i < offset + length; i++) {
            if (sources[i].hasRemaining()) {
                return write(sources[i]);
            }
        }
        return 0;
    }

    private ByteBuffer part(ByteBuffer source) {
        return source.duplicate().limit(source.position() + Math.min(source.remaining(), disk.largestWrite()));
    }

    private int noted(long at, ByteBuffer part, int written, ByteBuffer source) {
        var bytes = new byte[written];
        part.get(bytes);
        source.position(source.position() + written);
        if (file != null) {
            file.write(at, bytes);
        }
        return written;
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
        return disk.call("truncate", path, () -> {
            channel.truncate(size);
            if (file != null) {
                file.truncate(size);
            }
            return this;
        });
    }

    /** The model alone knows of it: what would wait for the real disk proves nothing here. */
    @Override
    public void force(boolean metaData) throws IOException {
        disk.call("force", path, () -> {
            disk.model().forced(file, path);
            return path;
        });
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        return disk.call("read", path, () -> channel.read(target));
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        return disk.call("read", path, () -> channel.read(target, position));
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
        return disk.call("read", path, () -> channel.read(targets, offset, length));
    }

    @Override
    public long position() throws IOException {
        return disk.call("position", path, channel::position);
    }

    @Override
    public FileChannel position(long newPosition) throws IOException {
        disk.call("position", path, () -> channel.position(newPosition));
        return this;
    }

    @Override
    public long size() throws IOException {
        return disk.call("size", path, channel::size);
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) throws IOException {
        return disk.call("lock", path, () -> new Lock(channel.lock(position, size, shared)));
    }

    @Override
    public @Nullable FileLock tryLock(long position, long size, boolean shared) throws IOException {
        return disk.call("tryLock", path, () -> {
            var lock = channel.tryLock(position, size, shared);
            return lock == null ? null : new Lock(lock);
        });
    }

    /** The descriptor is gone whatever close says. */
    @Override
    protected void implCloseChannel() throws IOException {
        try {
            disk.call("close", path, () -> path);
        } finally {
            channel.close();
        }
    }

    /** A read, then a write of the target. */
    @Override
    public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
        var part = ByteBuffer.allocate((int) Math.min(count, TRANSFERRED));
        int read = read(part, position);
        return read <= 0 ? 0 : target.write(part.flip());
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count) {
        throw new UnsupportedOperationException("not followed here");
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) {
        throw new UnsupportedOperationException("not followed here");
    }

    /** A lock whose release is a call of its own. */
    private final class Lock extends FileLock {

        private final FileLock lock;

        Lock(FileLock lock) {
            super(FaultyChannel.this, lock.position(), lock.size(), lock.isShared());
            this.lock = lock;
        }

        @Override
        public boolean isValid() {
            return lock.isValid();
        }

        @Override
        public void release() throws IOException {
            disk.call("release", path, () -> {
                lock.release();
                return path;
            });
        }
    }
}
