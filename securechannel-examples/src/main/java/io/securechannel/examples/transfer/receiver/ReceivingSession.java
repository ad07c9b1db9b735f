package io.securechannel.examples.transfer.receiver;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.examples.transfer.protocol.Attributes;
import io.securechannel.examples.transfer.protocol.Codec;
import io.securechannel.examples.transfer.protocol.Greeting;
import io.securechannel.examples.transfer.protocol.Item;
import io.securechannel.examples.transfer.protocol.Link;
import io.securechannel.examples.transfer.protocol.Message;
import io.securechannel.examples.transfer.protocol.Refusal;
import io.securechannel.examples.transfer.protocol.Sha256;
import io.securechannel.examples.transfer.protocol.StoppedException;
import io.securechannel.examples.transfer.protocol.Watch;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Receives over one link. It remembers nothing of others: what is there already says where to go on, after a cut as after a sudden end.
 */
public final class ReceivingSession {

    private static final int AT_ONCE = 128 << 10;

    /** So many files wait together until their names are on the disk; there would be time for little else if each did. */
    private static final int TOGETHER = 128;

    private final Link link;
    private final TargetTree tree;
    private final Policy policy;
    private final Watch watch;
    private final Survey survey;
    private final Deque<Incoming> places = new ArrayDeque<>();

    /** Files that have their names, and of which nothing is said before those are on the disk. */
    private final List<Incoming> unsaid = new ArrayList<>();

    private final byte[] buffer = new byte[AT_ONCE];
    private boolean begun;

    ReceivingSession(Link link, Folder root, Policy policy, Watch watch) {
        this.link = link;
        this.policy = policy;
        this.watch = watch;
        this.tree = new TargetTree(root);
        this.survey = new Survey(link, tree, policy, watch, places);
    }

    /**
     * Receives all that the sender has.
     *
     * @param link after the greeting
     * @param target into which it goes
     * @param policy what is taken
     * @param watch is told how it goes
     * @throws StoppedException if the sender has gone away and said why, or this end has to
     * @throws IOException if the link was cut, or the sender breaks the rules
     */
    public static void receive(Link link, Target target, Policy policy, Watch watch) throws IOException {
        new ReceivingSession(link, target.folder(), policy, watch).run();
    }

    /** Receives, and closes the directories; the last message is followed by the sender's end of the link. */
    void run() throws IOException {
        try (tree) {
            try {
                while (!step()) {
                    leaveDirectories();
                }
            } finally {
                Closing.all(places);
            }
            tree.changed(List.of());
            if (!tree.sync().isEmpty()) {
                throw Trouble.stop(link, Refusal.FAILED);
            }
            link.send(new Message.Finished());
        }
        try {
            link.receive();
        } catch (IOException e) {
            return; // all has been said; that the sender has heard it is the sender's matter
        }
    }

    private boolean step() throws IOException {
        var in = link.receive()
                .orElseThrow(() -> new SecureChannelException(
                        Reason.CONNECTION_CUT, "the sender has gone away before the end of the transfer"));
        var message = Codec.decode(in);
        if (!(message instanceof Message.Part)) {
            link.advanced(); // there are only so many of these
        }
        if (message instanceof Message.Offer offer && !begun) {
            begin(offer);
        } else if (message instanceof Message.Batch batch && begun) {
            survey.take(batch);
        } else if (message instanceof Message.Part part) {
            part(part, in);
        } else if (message instanceof Message.End end) {
            end(current(end.item()), end.hash());
        } else if (message instanceof Message.Skip skip) {
            skip(current(skip.item()), skip.why());
        } else if (message instanceof Message.Finish && begun && places.isEmpty() && survey.complete()) {
            return true;
        } else if (message instanceof Message.Stop stop) {
            throw new StoppedException(stop.why());
        } else {
            throw Greeting.unexpected(message);
        }
        return false;
    }

    private void begin(Message.Offer offer) throws IOException {
        begun = true;
        var limits = policy.limits();
        if (offer.items() > limits.items() || offer.bytes() > limits.bytes()) {
            throw Trouble.stop(link, Refusal.TOO_MUCH);
        }
        survey.offered(offer);
        watch.offered(offer.bytes());
    }

    /** The first file that is not settled: whatever comes is about it. */
    private Incoming current(long number) throws SecureChannelException {
        var first = places.peek();
        if (first == null || first.place().number() != number) {
            throw new SecureChannelException(
                    Reason.PROTOCOL_VIOLATION, "the sender has sent something of a file that was not due");
        }
        return first;
    }

    private void part(Message.Part part, InputStream in) throws IOException {
        var incoming = current(part.item());
        long offset = part.offset();
        long before = offset;
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            if (!incoming.begun()) {
                begin(incoming, offset);
            }
            var why = incoming.write(offset, buffer, count);
            offset += count;
            watch.moved(count);
            if (why.isPresent()) {
                refuse(incoming, why.get());
            }
        }
        if (offset == before) {
            incoming.nothing();
        }
    }

    private void begin(Incoming incoming, long offset) {
        incoming.begin();
        var file = (Item.File) incoming.place().item();
        watch.file(incoming.place().shown(file.name()), file.size());
        if (offset > 0) {
            watch.had(offset);
        }
    }

    private void refuse(Incoming incoming, Refusal why) throws IOException {
        settled(incoming, Optional.of(why));
        if (why == Refusal.DISK_FULL) {
            throw Trouble.stop(link, why);
        }
        link.send(new Message.Refused(incoming.place().number(), why));
    }

    private void end(Incoming incoming, Sha256 hash) throws IOException {
        if (!incoming.begun()) {
            begin(incoming, incoming.at());
        }
        boolean before = incoming.failed();
        var why = incoming.end(hash);
        places.remove();
        if (why.isPresent()) {
            refuse(incoming, why.get());
        } else if (!before) {
            tree.changed(incoming.place().path());
            unsaid.add(incoming);
            if (unsaid.size() >= TOGETHER) {
                sayDone();
            }
        }
    }

    /** Says of the files that have their names that they are done, after these are on the disk, and those of directories on the way to them. */
    private void sayDone() throws IOException {
        var failed = tree.sync();
        for (var each : unsaid) {
            var path = each.place().path();
            boolean lost =
                    IntStream.rangeClosed(0, path.size()).anyMatch(depth -> failed.contains(path.subList(0, depth)));
            link.queue(
                    lost
                            ? new Message.Refused(each.place().number(), Refusal.FAILED)
                            : new Message.Done(each.place().number()));
            settled(each, lost ? Optional.of(Refusal.FAILED) : Optional.empty());
        }
        unsaid.clear();
    }

    private void skip(Incoming incoming, Optional<Refusal> why) throws IOException {
        if (why.isEmpty() && !incoming.whole()) {
            throw new SecureChannelException(
                    Reason.PROTOCOL_VIOLATION, "the sender says that a file is the same which is not there");
        }
        places.remove();
        if (why.isPresent() && why.get() == Refusal.CHANGED) {
            incoming.discard();
        }
        incoming.close();
        if (!incoming.failed()) {
            settled(incoming, why);
        }
    }

    /** What follows a file that is settled and needs nobody's bytes: directories are complete, in their order. */
    private void leaveDirectories() throws IOException {
        for (var first = places.peek(); first != null; first = places.peek()) {
            if (!(first.place().item() instanceof Item.Leave leave)) {
                return;
            }
            places.remove();
            leave(first, leave.attributes());
        }
        sayDone();
        link.flush(); // nothing is left to be done here: let the sender know all
    }

    private void leave(Incoming directory, Attributes attributes) throws IOException {
        var path = directory.place().path();
        if (tree.hasChanged(path)) {
            sayDone(); // with its own permissions it may be closed to this user
        }
        try {
            tree.release(path);
            var folder = tree.at(path);
            boolean made = folder.find(Place.MADE).isPresent();
            folder.delete(Place.MADE);
            if (!folder.set(made ? attributes : attributes.withoutMode()) && made) {
                settled(directory, Optional.of(Refusal.FAILED));
            }
            tree.left(path);
        } catch (IOException e) {
            tree.lost(path);
            settled(directory, Optional.of(Trouble.of(e, tree.root())));
        }
    }

    private void settled(Incoming incoming, Optional<Refusal> why) {
        var item = incoming.place().item();
        if (item instanceof Item.File file) {
            watch.settled(incoming.place().shown(file.name()), file.size(), why);
        } else {
            watch.settled(String.join("/", incoming.place().path()), 0, why);
        }
    }
}
