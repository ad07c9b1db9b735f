package io.securechannel.examples.transfer.receiver;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.examples.transfer.protocol.Item;
import io.securechannel.examples.transfer.protocol.Link;
import io.securechannel.examples.transfer.protocol.Message;
import io.securechannel.examples.transfer.protocol.Refusal;
import io.securechannel.examples.transfer.protocol.Sha256;
import io.securechannel.examples.transfer.protocol.Watch;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.security.MessageDigest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A file on its way: it grows under another name in its directory, and gets its own when it is whole. A part stays when the transfer
 * is cut, and the next run goes on with it.
 */
final class Incoming implements Closeable {

    /** So often the sender hears that this end is still reading what it has. */
    private static final long TELL = 64L << 20;

    private static final int AT_ONCE = 128 << 10;

    private final Place place;
    private final Link link;
    private final TargetTree tree;
    private final Policy policy;
    private final Watch watch;
    private final MessageDigest digest = Sha256.begin();
    private @Nullable SeekableByteChannel channel;
    private boolean whole;
    private boolean failed;
    private boolean begun;
    private boolean empty;
    private long at;

    Incoming(Place place, Link link, TargetTree tree, Policy policy, Watch watch) {
        this.place = place;
        this.link = link;
        this.tree = tree;
        this.policy = policy;
        this.watch = watch;
    }

    Place place() {
        return place;
    }

    private Item.File file() {
        return (Item.File) place.item();
    }

    /** {@return whether anything of it has come} */
    boolean begun() {
        return begun;
    }

    void begin() {
        begun = true;
    }

    /** {@return how many bytes are there} */
    long at() {
        return at;
    }

    /** {@return whether what is there is a finished file, and nothing of it has been sent yet} */
    boolean whole() {
        return whole;
    }

    /** {@return whether it was refused in the middle, and what comes of it is thrown away} */
    boolean failed() {
        return failed;
    }

    /** Looks up what is there, and tells the sender, unless it returns why the file is refused. */
    Optional<Refusal> look() throws IOException {
        try {
            var folder = tree.at(place.path());
            var found = folder.find(file().name());
            if (found.isPresent() && !found.get().file()) {
                return Optional.of(Refusal.NOT_A_FILE);
            }
            whole = found.isPresent() && found.get().size() == file().size();
            if (found.isPresent() && !whole && !policy.overwrite()) {
                return Optional.of(Refusal.EXISTS);
            }
            if (whole) {
                read(folder, file().name());
                if (at < file().size()) {
                    return Optional.of(Refusal.FAILED); // somebody is writing it
                }
            } else {
                lookForPart(Place.unfinished(file().name()));
            }
        } catch (LinkException e) {
            throw e.cause();
        } catch (IOException e) {
            return Optional.of(Trouble.of(e, tree.root()));
        }
        link.queue(new Message.Have(place.number(), at, Sha256.soFar(digest), whole, whole && policy.overwrite()));
        return Optional.empty();
    }

    /** From here on it is this run's own: another one neither writes nor deletes it. */
    private void lookForPart(String name) throws IOException {
        tree.hold(place.path());
        var folder = tree.at(place.path());
        var found = folder.find(name);
        if (found.isEmpty()) {
            return;
        }
        if (found.get().file() && found.get().size() <= file().size() && isOwn(folder, name)) {
            read(folder, name);
        } else {
            folder.delete(name);
        }
    }

    private static boolean isOwn(Folder folder, String name) throws IOException {
        try {
            return folder.reclaim(name);
        } catch (AccessDeniedException e) {
            return false;
        }
    }

    private void read(Folder folder, String name) throws IOException {
        var buffer = ByteBuffer.allocate((int) Math.min(AT_ONCE, file().size() + 1));
        long told = 0;
        try (var in = folder.read(name)) {
            while (at < file().size()) {
                buffer.clear().limit((int) Math.min(buffer.capacity(), file().size() - at));
                if (in.read(buffer) < 0) {
                    return; // it has become shorter meanwhile
                }
                digest.update(buffer.flip());
                at += buffer.limit();
                if (at - told >= TELL) {
                    told = at;
                    tell();
                }
            }
        }
    }

    private void tell() throws LinkException {
        try {
            watch.checking(at);
            link.send(new Message.Checking(place.number(), at));
        } catch (IOException e) {
            throw new LinkException(e);
        }
    }

    /**
     * Takes the next bytes.
     *
     * @return why the file is refused now; empty if it is not, or was before
     * @throws SecureChannelException PROTOCOL_VIOLATION if they have no place in the file
     */
    Optional<Refusal> write(long offset, byte[] bytes, int length) throws SecureChannelException {
        boolean again = channel == null && offset == 0 && at > 0;
        if (offset != at && !again) {
            throw violation("bytes at " + offset + " of a file that goes on at " + at);
        }
        if (length > file().size() - offset || (whole && !(again && policy.overwrite()))) {
            throw violation("more of a file than belongs to it");
        }
        if (failed) {
            at = offset + length;
            return Optional.empty();
        }
        try {
            var part = channel == null ? open(again) : channel;
            var buffer = ByteBuffer.wrap(bytes, 0, length);
            while (buffer.hasRemaining()) {
                part.write(buffer);
            }
        } catch (IOException e) {
            at = offset + length;
            return Optional.of(fail(e));
        }
        digest.update(bytes, 0, length);
        at += length;
        return Optional.empty();
    }

    /**
     * A message had nothing of it, as where the sender could not read on.
     *
     * @throws SecureChannelException PROTOCOL_VIOLATION if it was not the first of these: they could go on for ever
     */
    void nothing() throws SecureChannelException {
        if (empty) {
            throw violation("nothing of a file, again");
        }
        empty = true;
    }

    private SeekableByteChannel open(boolean again) throws IOException {
        if (again) {
            at = 0;
            digest.reset();
            whole = false;
        }
        tree.hold(place.path());
        var opened = tree.at(place.path()).open(Place.unfinished(file().name()));
        channel = opened;
        if (opened.size() < at) {
            throw new IOException("the part has become shorter");
        }
        return opened.truncate(at).position(at);
    }

    /** Whatever comes of it now is thrown away, and what there is stays. */
    private Refusal fail(IOException e) {
        failed = true;
        try {
            close();
        } catch (IOException closing) {
            e.addSuppressed(closing);
        }
        return Trouble.of(e, tree.root());
    }

    /**
     * Gives the file its name, if it is what the sender has read.
     *
     * @return why not; empty if the file is in its place
     */
    Optional<Refusal> end(Sha256 hash) throws SecureChannelException {
        if (at != file().size() || whole) {
            throw violation("that a file has ended which has not");
        }
        if (failed) {
            return Optional.empty();
        }
        try {
            var folder = tree.at(place.path());
            if (!Sha256.soFar(digest).equals(hash)) {
                discard();
                return Optional.of(Refusal.HASH);
            }
            var content = channel == null ? open(false) : channel;
            var found = folder.find(file().name());
            if (found.isPresent() && !(policy.overwrite() && found.get().file())) {
                discard();
                return Optional.of(found.get().file() ? Refusal.EXISTS : Refusal.NOT_A_FILE);
            }
            var part = Place.unfinished(file().name());
            folder.set(part, file().attributes());
            folder.force(content);
            close();
            folder.rename(part, file().name());
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(fail(e));
        }
    }

    /** Removes the part: nobody goes on with it. */
    void discard() {
        try {
            close();
            if (!whole) {
                tree.hold(place.path());
                tree.at(place.path()).delete(Place.unfinished(file().name()));
            }
        } catch (IOException e) {
            failed = true; // the next run finds it, and begins it anew
        }
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }

    private static SecureChannelException violation(String what) {
        return new SecureChannelException(Reason.PROTOCOL_VIOLATION, "the sender has sent " + what);
    }

    /** The link failed, and not a file. */
    private static final class LinkException extends IOException {

        private static final long serialVersionUID = 1L;

        private final IOException link;

        LinkException(IOException link) {
            super(link);
            this.link = link;
        }

        IOException cause() {
            return link;
        }
    }
}
