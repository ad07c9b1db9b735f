package io.securechannel.examples.transfer.receiver;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.examples.transfer.protocol.Item;
import io.securechannel.examples.transfer.protocol.Limits;
import io.securechannel.examples.transfer.protocol.Link;
import io.securechannel.examples.transfer.protocol.Message;
import io.securechannel.examples.transfer.protocol.Names;
import io.securechannel.examples.transfer.protocol.Refusal;
import io.securechannel.examples.transfer.protocol.Watch;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Walks where the sender walks: makes directories, looks up what is there of each file, and says so. */
final class Survey {

    private final Link link;
    private final TargetTree tree;
    private final Policy policy;
    private final Watch watch;
    private final Deque<Incoming> places;
    private final List<String> path = new ArrayList<>();

    /** Names that were sent, folded, in each directory on the way. */
    private final Deque<SeenNames> names = new ArrayDeque<>();

    private final byte[] salt = SeenNames.newSalt();

    /** How many directories deep the walk is in one that was refused. */
    private int refusedDepth;

    private Message.Offer left = new Message.Offer(0, 0);
    private long next;

    Survey(Link link, TargetTree tree, Policy policy, Watch watch, Deque<Incoming> places) {
        this.link = link;
        this.tree = tree;
        this.policy = policy;
        this.watch = watch;
        this.places = places;
        names.push(new SeenNames(salt));
    }

    void offered(Message.Offer offer) {
        left = offer;
    }

    /** Takes the next items; each gets its place, in order. */
    void take(Message.Batch batch) throws IOException {
        if (places.size() + batch.items().size() > Limits.BATCHES * Limits.BATCH) {
            throw violation("more items ahead than it may");
        }
        for (var item : batch.items()) {
            long bytes = item instanceof Item.File file ? file.size() : 0;
            int counted = item instanceof Item.Leave ? 0 : 1; // there are as many ways out of directories as into them
            if (left.items() < counted || left.bytes() < bytes) {
                throw violation("more than it has offered");
            }
            left = new Message.Offer(left.items() - counted, left.bytes() - bytes);
            if (item instanceof Item.Directory directory) {
                enter(directory);
            } else if (item instanceof Item.File file) {
                look(file);
            } else {
                leave(item);
            }
            next++;
        }
        link.flush();
    }

    /** {@return whether every directory has been left, and all that was offered has come} */
    boolean complete() {
        return names.size() == 1 && left.items() == 0;
    }

    private void enter(Item.Directory directory) throws IOException {
        var refusal = refusedDepth > 0 ? Optional.of(Refusal.NO_DIRECTORY) : refusal(directory.name());
        if (refusal.isEmpty() && path.size() >= Limits.DEPTH) {
            refusal = Optional.of(Refusal.TOO_DEEP);
        }
        if (refusal.isEmpty()) {
            refusal = make(directory.name());
        }
        if (refusal.isPresent()) {
            refuse(directory.name(), 0, refusal.get());
            refusedDepth++;
        } else {
            path.add(directory.name());
            names.push(new SeenNames(salt));
        }
    }

    private Optional<Refusal> make(String name) throws IOException {
        try {
            var folder = tree.at(path);
            var found = folder.find(name);
            if (found.isPresent() && !found.get().directory()) {
                return Optional.of(Refusal.NOT_A_FILE);
            }
            if (found.isEmpty()) {
                tree.hold(path);
                tree.at(path).makeDirectory(name, Place.MADE);
            }
            tree.changed(path); // also where it was there: by a run that was cut before it could wait for the disk
            return Optional.empty();
        } catch (IOException | InvalidPathException e) {
            return Optional.of(Trouble.of(e, tree.root()));
        }
    }

    private void leave(Item item) throws SecureChannelException {
        if (refusedDepth > 0) {
            refusedDepth--;
            return;
        }
        if (names.size() == 1) {
            throw violation("that it leaves the directory into which somebody wants to receive");
        }
        places.add(new Incoming(new Place(next, item, path), link, tree, policy, watch));
        path.remove(path.size() - 1);
        names.pop();
    }

    private void look(Item.File file) throws IOException {
        var refusal = refusedDepth > 0 ? Optional.of(Refusal.NO_DIRECTORY) : refusal(file.name());
        var incoming = new Incoming(new Place(next, file, path), link, tree, policy, watch);
        if (refusal.isEmpty()) {
            try {
                refusal = incoming.look();
            } catch (InvalidPathException e) {
                refusal = Optional.of(Refusal.NAME); // the file system of this machine has no such characters
            }
        }
        if (refusal.isPresent()) {
            refuse(file.name(), file.size(), refusal.get());
        } else {
            places.add(incoming);
        }
    }

    private Optional<Refusal> refusal(String name) {
        var refusal = Names.refusal(name, policy.posixNames());
        if (refusal.isPresent()) {
            return refusal;
        }
        boolean isNew = names.element().add(policy.posixNames() ? name : Names.fold(name));
        return isNew ? Optional.empty() : Optional.of(Refusal.SAME_NAME);
    }

    private void refuse(String name, long size, Refusal why) throws IOException {
        link.queue(new Message.Refused(next, why));
        watch.settled(new Place(next, new Item.Directory(name), path).shown(name), size, Optional.of(why));
        if (why == Refusal.DISK_FULL) {
            throw Trouble.stop(link, why);
        }
    }

    private static SecureChannelException violation(String what) {
        return new SecureChannelException(Reason.PROTOCOL_VIOLATION, "the sender says " + what);
    }
}
