package io.securechannel.examples.transfer.sender;

import io.securechannel.examples.transfer.protocol.Item;
import io.securechannel.examples.transfer.protocol.Refusal;
import io.securechannel.examples.transfer.protocol.Watch;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/** What of a tree needs nothing more. It is kept over cuts, and so nothing is asked for twice in one run. */
public final class Sending {

    private final SourceTree tree;
    private final Watch watch;
    private final BitSet settled = new BitSet();
    private final BitSet refusedDirectories = new BitSet();
    private final List<String> failures = new ArrayList<>();
    private long arrived;
    private boolean finishing;

    /**
     * Begins.
     *
     * @param tree to be sent
     * @param watch is told how it goes
     */
    public Sending(SourceTree tree, Watch watch) {
        this.tree = tree;
        this.watch = watch;
    }

    /** {@return what did not arrive, and why, a line each} */
    public List<String> failures() {
        return List.copyOf(failures);
    }

    /** {@return how many files are in their place} */
    public long arrived() {
        return arrived;
    }

    /** The other end has all that it asked for: nothing but its last word is missing. */
    void finishing() {
        finishing = true;
    }

    /** {@return whether every file is settled, and the whole tree was gone through} */
    public boolean complete() {
        return finishing && open().stream().noneMatch(index -> item(index).item() instanceof Item.File);
    }

    Watch watch() {
        return watch;
    }

    /** {@return all steps of the walk but the files that are settled, by their index} */
    List<Integer> open() {
        var open = new ArrayList<Integer>();
        for (int i = 0; i < tree.items().size(); i++) {
            if (!settled.get(i)) {
                open.add(i);
            }
        }
        return open;
    }

    boolean isSettled(int index) {
        return settled.get(index);
    }

    SourceItem item(int index) {
        return tree.items().get(index);
    }

    /** Takes what becomes of a file, or that a directory was refused; the first word counts. */
    void settle(int index, Optional<Refusal> why) {
        var item = item(index);
        if (settled.get(index) || refusedDirectories.get(index)) {
            return;
        }
        if (item.item() instanceof Item.File) {
            settled.set(index);
            arrived += why.isEmpty() ? 1 : 0;
        } else {
            refusedDirectories.set(index); // the walk goes through it also the next time
        }
        // What lies in a refused directory is refused one by one, and need not be said one by one.
        if (why.isPresent() && why.get() != Refusal.NO_DIRECTORY) {
            failures.add(item.shown() + ": " + why.get().text());
        }
        watch.settled(item.shown(), item.size(), why);
    }
}
