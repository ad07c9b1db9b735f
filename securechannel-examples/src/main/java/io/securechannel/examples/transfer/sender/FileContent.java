package io.securechannel.examples.transfer.sender;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.examples.transfer.protocol.Attributes;
import io.securechannel.examples.transfer.protocol.Codec;
import io.securechannel.examples.transfer.protocol.Item;
import io.securechannel.examples.transfer.protocol.Link;
import io.securechannel.examples.transfer.protocol.Message;
import io.securechannel.examples.transfer.protocol.Refusal;
import io.securechannel.examples.transfer.protocol.Sha256;
import io.securechannel.examples.transfer.protocol.Watch;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** Sends one file from where the receiver has it, and knows at the end whether it was one file all the time. */
final class FileContent {

    /** What is smaller goes with other messages in one record. */
    private static final int SMALL = 64 << 10;

    /** Between two messages the receiver may be heard; larger ones cost nothing more. */
    private static final long PART = 64L << 20;

    private static final int AT_ONCE = 128 << 10;

    private final Link link;
    private final long number;
    private final SourceItem item;
    private final Item.File file;
    private final Wanted wanted;
    private final MessageDigest digest = Sha256.begin();
    private final ByteBuffer buffer;
    private long at;

    /** Whether the receiver still wants the file; what it says otherwise is heard meanwhile. */
    @FunctionalInterface
    interface Wanted {
        boolean still() throws IOException;
    }

    /**
     * How it ended.
     *
     * @param skipped false if all of it was sent, and the receiver says what became of it
     * @param refusal why it was skipped; empty if the receiver has the same
     */
    record Ending(boolean skipped, Optional<Refusal> refusal) {}

    FileContent(Link link, long number, SourceItem item, Wanted wanted) {
        this.link = link;
        this.number = number;
        this.item = item;
        this.file = (Item.File) item.item();
        this.wanted = wanted;
        this.buffer = ByteBuffer.allocate((int) Math.min(AT_ONCE, file.size() + 1));
    }

    Ending send(Message.Have have, Watch watch) throws IOException {
        if (have.from() > file.size() || (have.whole() && have.from() != file.size())) {
            throw new SecureChannelException(
                    Reason.PROTOCOL_VIOLATION, "the receiver says that it has more of a file than there is");
        }
        Optional<Refusal> trouble;
        try (var in = new Source()) {
            if (in.changed()) {
                return skip(Optional.of(Refusal.CHANGED));
            }
            if (goesOn(have, in, watch)) {
                if (have.whole()) {
                    return skip(Optional.empty());
                }
                watch.had(at);
            } else if (have.whole() && !have.replaceable()) {
                return skip(Optional.of(Refusal.EXISTS));
            } else {
                in.rewind();
            }
            trouble = content(in, watch);
        } catch (SourceException e) {
            trouble = Optional.of(Refusal.UNREADABLE);
        }
        if (trouble.isPresent()) {
            return skip(trouble);
        }
        link.queue(new Message.End(number, Sha256.soFar(digest)));
        return new Ending(false, Optional.empty());
    }

    private Ending skip(Optional<Refusal> why) throws IOException {
        link.queue(new Message.Skip(number, why));
        return new Ending(true, why);
    }

    /** {@return whether what the receiver has is the beginning of this file; only then it is read further from there} */
    private boolean goesOn(Message.Have have, Source in, Watch watch) throws IOException {
        long told = 0;
        while (at < have.from()) {
            if (in.read(have.from() - at) < 0) {
                return false;
            }
            take();
            if (at - told >= PART) {
                told = at;
                watch.checking(at);
                link.advanced(); // by this end's own work, for which the other one waits
                if (!wanted.still()) {
                    return false;
                }
            }
        }
        return Sha256.soFar(digest).equals(have.hash());
    }

    private Optional<Refusal> content(Source in, Watch watch) throws IOException {
        while (at < file.size()) {
            if (!wanted.still()) {
                return Optional.of(Refusal.STOPPED);
            }
            var head = Codec.encode(new Message.Part(number, at));
            boolean more = file.size() - at <= SMALL
                    ? small(head, in, watch)
                    : large(head, in, Math.min(file.size(), at + PART), watch);
            if (!more) {
                return Optional.of(
                        link.stopping() ? Refusal.STOPPED : in.failed ? Refusal.UNREADABLE : Refusal.CHANGED);
            }
        }
        boolean same = in.read(1) < 0 && !in.changed();
        return same ? Optional.empty() : Optional.of(Refusal.CHANGED);
    }

    private boolean small(byte[] head, Source in, Watch watch) throws IOException {
        int length = (int) (file.size() - at);
        var message = Arrays.copyOf(head, head.length + length);
        int filled = 0;
        while (filled < length) {
            int count = in.read(length - filled);
            if (count < 0) {
                return false;
            }
            System.arraycopy(buffer.array(), 0, message, head.length + filled, count);
            filled += count;
            take();
        }
        link.queue(message);
        watch.moved(length);
        return true;
    }

    /** What cannot be read ends the message early, and not the link. */
    private boolean large(byte[] head, Source in, long until, Watch watch) throws IOException {
        var whole = new boolean[1];
        link.stream(out -> {
            out.write(head);
            whole[0] = copy(in, until, out, watch);
        });
        return whole[0];
    }

    private boolean copy(Source in, long until, OutputStream out, Watch watch) throws IOException {
        while (at < until) {
            if (link.stopping()) {
                return false;
            }
            int count;
            try {
                count = in.read(until - at);
            } catch (SourceException e) {
                in.failed = true;
                return false;
            }
            if (count < 0) {
                return false;
            }
            out.write(buffer.array(), 0, count);
            take();
            watch.moved(count);
        }
        return true;
    }

    private void take() {
        digest.update(buffer.array(), 0, buffer.position());
        at += buffer.position();
    }

    /** Reading failed here, and not the link. */
    private static final class SourceException extends IOException {

        private static final long serialVersionUID = 1L;

        SourceException(IOException cause) {
            super(cause);
        }
    }

    private final class Source implements AutoCloseable {

        private final SeekableByteChannel channel;
        private final BasicFileAttributes before;
        private boolean failed;

        Source() throws SourceException {
            try {
                this.before = look();
                if (!before.isRegularFile()) {
                    throw new IOException("no file any more");
                }
                this.channel =
                        Files.newByteChannel(item.path(), Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
            } catch (IOException e) {
                throw new SourceException(e);
            }
        }

        private BasicFileAttributes look() throws IOException {
            return Files.readAttributes(item.path(), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        }

        /** {@return whether it is another file than the one that was announced, or than when it was opened} */
        boolean changed() throws SourceException {
            try {
                var now = look();
                return now.size() != file.size()
                        || !now.lastModifiedTime().equals(before.lastModifiedTime())
                        || !announced(now.lastModifiedTime().toInstant())
                        || !String.valueOf(now.fileKey()).equals(String.valueOf(before.fileKey()));
            } catch (IOException e) {
                throw new SourceException(e);
            }
        }

        private boolean announced(Instant modified) {
            var as = new Attributes(Attributes.NO_MODE, modified);
            return as.modified().equals(file.attributes().modified());
        }

        /** {@return how many bytes are in the buffer now; −1 at the end} */
        int read(long most) throws SourceException {
            try {
                buffer.clear().limit((int) Math.min(buffer.capacity(), most));
                return channel.read(buffer);
            } catch (IOException e) {
                throw new SourceException(e);
            }
        }

        void rewind() throws SourceException {
            try {
                channel.position(0);
                digest.reset();
                at = 0;
            } catch (IOException e) {
                throw new SourceException(e);
            }
        }

        @Override
        public void close() throws SourceException {
            try {
                channel.close();
            } catch (IOException e) {
                throw new SourceException(e);
            }
        }
    }
}
