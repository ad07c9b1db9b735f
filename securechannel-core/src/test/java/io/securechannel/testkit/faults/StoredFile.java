package io.securechannel.testkit.faults;

import java.nio.ByteBuffer;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** What a directory's entry leads to: what is safely on the disk, and what was written since. */
final class StoredFile {

    /** More prefixes than this of a long row of writes show nothing new. */
    private static final int PREFIXES = 6;

    private final boolean directory;
    private final List<Change> pending = new ArrayList<>();
    private byte[] durable;
    private Set<PosixFilePermission> permissions = Set.of();

    StoredFile(boolean directory, byte[] durable) {
        this.directory = directory;
        this.durable = durable;
    }

    boolean isDirectory() {
        return directory;
    }

    void permissions(Set<PosixFilePermission> now) {
        permissions = Set.copyOf(now);
    }

    void write(long at, byte[] bytes) {
        pending.add(new Change(Math.toIntExact(at), bytes, false));
    }

    void truncate(long size) {
        pending.add(new Change(Math.toIntExact(size), new byte[0], true));
    }

    void force() {
        durable = now();
        pending.clear();
    }

    /** What a reader sees as long as the power is on. */
    byte[] now() {
        return after(pending.size());
    }

    /** What may be on the disk: any part of what was written, also the new length without the new content. */
    List<DiskState.Entry> possible() {
        var contents = new ArrayList<byte[]>();
        int step = Math.max(1, pending.size() / PREFIXES);
        for (int done = 0; done < pending.size(); done += step) {
            var before = after(done);
            contents.add(before);
            pending.get(done).torn().forEach(change -> contents.add(change.applyTo(before)));
        }
        contents.add(now());
        if (!pending.isEmpty()) {
            contents.add(Arrays.copyOf(durable, now().length));
        }
        if (pending.stream().anyMatch(change -> change.cut)) {
            contents.add(new byte[now().length]);
        } else {
            // Of an overwritten part any piece may come first, and what was not written again is as it was.
            for (int i = 0; i < pending.size(); i += step) {
                contents.add(pending.get(i).applyTo(Arrays.copyOf(durable, now().length)));
            }
        }
        return contents.stream()
                .map(content -> new DiskState.Entry(ByteBuffer.wrap(content), directory, permissions))
                .distinct()
                .toList();
    }

    private byte[] after(int changes) {
        var content = durable;
        for (var change : pending.subList(0, changes)) {
            content = change.applyTo(content);
        }
        return content;
    }

    /** A write, or a cut to a length. */
    private static final class Change {

        private final int at;
        private final byte[] bytes;
        private final boolean cut;

        Change(int at, byte[] bytes, boolean cut) {
            this.at = at;
            this.bytes = bytes;
            this.cut = cut;
        }

        byte[] applyTo(byte[] content) {
            if (cut) {
                return Arrays.copyOf(content, Math.min(at, content.length));
            }
            var result = Arrays.copyOf(content, Math.max(content.length, at + bytes.length));
            System.arraycopy(bytes, 0, result, at, bytes.length);
            return result;
        }

        List<Change> torn() {
            if (cut || bytes.length < 2) {
                return List.of();
            }
            return List.of(first(1), first(bytes.length / 2), first(bytes.length - 1));
        }

        private Change first(int length) {
            return new Change(at, Arrays.copyOf(bytes, length), false);
        }
    }
}
