package io.securechannel.examples.transfer.receiver;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The directories below the target. Those on the way to the last one that was asked for stay open. */
final class TargetTree implements Closeable {

    private final Folder root;
    private final List<String> names = new ArrayList<>();
    private final List<Folder> folders = new ArrayList<>();

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
            var above = folders.isEmpty() ? root : folders.get(folders.size() - 1);
            folders.add(above.enter(name));
            names.add(name);
        }
        return folders.isEmpty() ? root : folders.get(folders.size() - 1);
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
        try {
            closeBelow(0);
        } finally {
            root.close();
        }
    }
}
