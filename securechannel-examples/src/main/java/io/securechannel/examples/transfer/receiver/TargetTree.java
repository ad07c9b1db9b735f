package io.securechannel.examples.transfer.receiver;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The directories below the target. Those on the way to the last one that was asked for stay open, and it is known in which of them
 * names were made that are not on the disk yet.
 */
final class TargetTree implements Closeable {

    private final Folder root;
    private final List<String> names = new ArrayList<>();
    private final List<Folder> folders = new ArrayList<>();
    private final Set<List<String>> changed = new LinkedHashSet<>();
    private final Set<List<String>> lost = new HashSet<>();
    private final Map<List<String>, HeldFolder> held = new HashMap<>();

    TargetTree(Folder root) {
        this.root = root;
    }

    /**
     * {@return a directory, open until the next call}
     *
     * @param path names of directories that are there, from the target down
     */
    Folder at(List<String> path) throws IOException {
        int same = 0;
        while (same < names.size() && same < path.size() && names.get(same).equals(path.get(same))) {
            same++;
        }
        closeBelow(same);
        for (var name : path.subList(same, path.size())) {
            folders.add(opened(folders.size()).enter(name));
            names.add(name);
        }
        return opened(folders.size());
    }

    private boolean isOpen(List<String> path) {
        return path.size() <= names.size() && names.subList(0, path.size()).equals(path);
    }

    private Folder opened(int depth) {
        return depth == 0 ? root : folders.get(depth - 1);
    }

    /** A name was made in this directory. */
    void changed(List<String> directory) {
        changed.add(List.copyOf(directory));
    }

    /**
     * Makes sure that no other receiver writes into a directory until this one leaves it. The target itself is held anyway.
     *
     * @throws BusyException if one does
     */
    void hold(List<String> directory) throws IOException {
        if (!directory.isEmpty() && !held.containsKey(directory)) {
            held.put(List.copyOf(directory), HeldFolder.take(at(directory).again()));
        }
    }

    /** Lets others write into a directory, and removes what a killed run has left of its lock. */
    void release(List<String> directory) throws IOException {
        var own = held.remove(directory);
        if (own != null) {
            own.close();
        } else if (at(directory).find(HeldFolder.LOCK).isPresent()) {
            HeldFolder.clean(at(directory).again());
        }
    }

    /** {@return whether names were made in it since the last wait} */
    boolean hasChanged(List<String> directory) {
        return changed.contains(directory);
    }

    /** Nothing more is going to be made in this directory, and all is on the disk. */
    void left(List<String> directory) {
        changed.remove(directory);
    }

    /** This directory may not be on the disk, and a second wait would not tell: the system may forget what it could not write. */
    void lost(List<String> directory) {
        changed.remove(directory);
        lost.add(List.copyOf(directory));
    }

    /**
     * Waits until names are on the disk.
     *
     * @return where that has ever failed; what lies in or below one of these may be lost with the machine's power
     */
    Set<List<String>> sync() {
        for (var each = changed.iterator(); each.hasNext(); ) {
            var directory = each.next();
            try {
                (isOpen(directory) ? opened(directory.size()) : at(directory)).sync();
            } catch (IOException e) {
                lost.add(directory);
            }
            each.remove();
        }
        return Set.copyOf(lost);
    }

    private void closeBelow(int depth) throws IOException {
        while (folders.size() > depth) {
            names.remove(names.size() - 1);
            folders.remove(folders.size() - 1).close();
        }
    }

    Folder root() {
        return root;
    }

    @Override
    public void close() throws IOException {
        Closing.all(List.<Closeable>of(() -> Closing.all(held.values()), () -> closeBelow(0), root));
    }
}
