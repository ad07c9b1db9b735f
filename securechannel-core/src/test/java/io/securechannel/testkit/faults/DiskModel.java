package io.securechannel.testkit.faults;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What of a directory is safely on the disk, and what is only on its way there.
 *
 * <p>The model is harsh: a file's content is safe once the file was forced, its name, its renaming and its deletion once the
 * directory was, and of what was not forced any part may be there, in any order. Real file systems do better, each in its
 * own way; whoever relies on none of them is right on all.
 */
final class DiskModel {

    /** All subsets of up to so many renames and deletions; of more, what happened in order, and with one left out. */
    private static final int ALL_SUBSETS = 6;

    private final Path root;
    private final FileStore store;
    private final Map<Path, StoredFile> live = new TreeMap<>();
    private final Map<Path, StoredFile> durable = new TreeMap<>();
    private final List<EntryChange> pending = new ArrayList<>();
    private final Set<String> permissionsEver = new TreeSet<>();

    DiskModel(Path root) throws IOException {
        this.root = root;
        this.store = Files.getFileStore(root);
        for (var path : realPaths()) {
            boolean directory = Files.isDirectory(path);
            var file = new StoredFile(directory, directory ? new byte[0] : Files.readAllBytes(path));
            live.put(path, file);
            permissionsOf(path);
        }
        durable.putAll(live);
        permissionsEver.clear();
    }

    /** The volume, which is slow to find. */
    FileStore store() {
        return store;
    }

    Map<Path, StoredFile> live() {
        return live;
    }

    Set<String> permissionsEver() {
        return Set.copyOf(permissionsEver);
    }

    boolean holds(Path path) {
        return path.startsWith(root) && !path.equals(root);
    }

    Optional<StoredFile> file(Path path) {
        return Optional.ofNullable(live.get(path));
    }

    /** A file or directory has come to be; nothing happens if it was there before. */
    void created(Path path, boolean directory) throws IOException {
        if (holds(path) && !live.containsKey(path)) {
            change(Map.of(path, Optional.of(new StoredFile(directory, new byte[0]))));
            permissionsOf(path);
        }
    }

    void linked(Path link, Path existing) {
        change(Map.of(link, file(existing)));
    }

    void deleted(Path path) {
        change(Map.of(path, Optional.empty()));
    }

    void moved(Path from, Path to) {
        var file = live.get(from);
        if (file == null || file.isDirectory() || !holds(to)) {
            throw new UnsupportedOperationException("only files of the directory are moved within it: " + from);
        }
        if (!from.equals(to)) {
            change(Map.of(from, Optional.empty(), to, Optional.of(file)));
        }
    }

    /** The file may have another name by now, or none; a directory is what its path says. */
    void forced(@Nullable StoredFile file, Path path) {
        if (path.equals(root) || (file != null && file.isDirectory())) {
            pending.forEach(change -> change.unforced().remove(path));
            pending.stream().filter(change -> change.unforced().isEmpty()).forEach(change -> change.applyTo(durable));
            pending.removeIf(change -> change.unforced().isEmpty());
        } else if (file != null) {
            file.force();
        }
    }

    /** Takes note of the permissions that a file has now. */
    void permissionsOf(Path path) throws IOException {
        var file = live.get(path);
        if (file != null && store.supportsFileAttributeView("posix")) {
            var permissions = Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
            file.permissions(permissions);
            if (!file.isDirectory()) {
                permissionsEver.add(PosixFilePermissions.toString(permissions));
            }
        }
    }

    List<DiskState> states() {
        var states = new LinkedHashSet<DiskState>();
        for (var happened : choices()) {
            var entries = new TreeMap<>(durable);
            happened.forEach(change -> change.applyTo(entries));
            List<Map<String, DiskState.Entry>> worlds = List.of(Map.of());
            for (var entry : entries.entrySet()) {
                worlds = times(worlds, root.relativize(entry.getKey()).toString(), entry.getValue());
            }
            worlds.forEach(world -> states.add(new DiskState(world)));
        }
        return List.copyOf(states);
    }

    /** A test that went round the file system would prove nothing. */
    void requireNothingPassedBy() throws IOException {
        var real = realPaths();
        if (!real.equals(live.keySet())) {
            throw new IllegalStateException("seen here: " + live.keySet() + ", on the disk: " + real);
        }
        for (var entry : live.entrySet()) {
            if (!entry.getValue().isDirectory()
                    && !Arrays.equals(entry.getValue().now(), Files.readAllBytes(entry.getKey()))) {
                throw new IllegalStateException("written to past this file system: " + entry.getKey());
            }
        }
    }

    private void change(Map<Path, Optional<StoredFile>> effect) {
        var unforced = new TreeSet<Path>();
        effect.keySet().forEach(path -> unforced.add(path.getParent()));
        var change = new EntryChange(unforced, effect);
        change.applyTo(live);
        pending.add(change);
    }

    private List<List<EntryChange>> choices() {
        var choices = new ArrayList<List<EntryChange>>();
        if (pending.size() <= ALL_SUBSETS) {
            for (int mask = 0; mask < 1 << pending.size(); mask++) {
                var choice = new ArrayList<EntryChange>();
                for (int i = 0; i < pending.size(); i++) {
                    if ((mask >> i & 1) == 1) {
                        choice.add(pending.get(i));
                    }
                }
                choices.add(choice);
            }
            return choices;
        }
        for (int done = 0; done <= pending.size(); done++) {
            choices.add(pending.subList(0, done));
            for (int lost = 0; lost < done; lost++) {
                var choice = new ArrayList<>(pending.subList(0, done));
                choice.remove(lost);
                choices.add(choice);
            }
        }
        return choices;
    }

    private static List<Map<String, DiskState.Entry>> times(
            List<Map<String, DiskState.Entry>> worlds, String name, StoredFile file) {
        var result = new ArrayList<Map<String, DiskState.Entry>>();
        for (var world : worlds) {
            for (var possible : file.possible()) {
                var next = new TreeMap<>(world);
                next.put(name, possible);
                result.add(next);
            }
        }
        return result;
    }

    private Set<Path> realPaths() throws IOException {
        try (var walk = Files.walk(root)) {
            return new TreeSet<>(walk.filter(path -> !path.equals(root)).toList());
        }
    }

    /** Names that come, go or change, all at once; safe once all the directories are forced. */
    private record EntryChange(Set<Path> unforced, Map<Path, Optional<StoredFile>> effect) {

        void applyTo(Map<Path, StoredFile> entries) {
            effect.forEach((path, file) ->
                    file.ifPresentOrElse(there -> entries.put(path, there), () -> entries.remove(path)));
        }
    }
}
