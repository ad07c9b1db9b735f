package io.securechannel.testkit.faults;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A directory on the real disk, seen through a file system that numbers every call and lets one of them fail.
 *
 * <p>Code under test gets a path of {@link #path}, and everything that it does with it through {@link java.nio.file.Files}
 * or a channel passes here. What was there before {@link #over} counts as safely on the disk. For one thread at a time.
 */
public final class FaultyDisk {

    private final Path root;
    private final DiskModel model;
    private final FaultyFileSystem fileSystem;
    private final List<String> calls = new ArrayList<>();

    private int faultyCall;
    private @Nullable Fault fault;
    private boolean powerIsOff;
    private boolean forgetsPermissions;
    private int largestWrite = Integer.MAX_VALUE;

    private FaultyDisk(Path root, Set<String> views) throws IOException {
        this.root = root;
        this.model = new DiskModel(root);
        this.fileSystem = new FaultyFileSystem(this, views);
    }

    /**
     * Looks at a directory through a file system with POSIX permissions.
     *
     * @param directory of the default file system; it and all below it
     * @return the directory, without a fault
     * @throws IOException if it cannot be read
     */
    public static FaultyDisk over(Path directory) throws IOException {
        return new FaultyDisk(directory.toRealPath(), Set.of("basic", "owner", "posix"));
    }

    /**
     * Looks at a directory as Windows would show it, with access control lists, or as a memory stick would, with neither.
     *
     * @param directory of the default file system; it and all below it
     * @param views the attribute views: "basic", and perhaps "acl"
     * @return the directory, without a fault
     * @throws IOException if it cannot be read
     */
    public static FaultyDisk withViews(Path directory, Set<String> views) throws IOException {
        return new FaultyDisk(directory.toRealPath(), views);
    }

    /** {@return the path of a file in the directory, for the code under test} */
    public Path path(String name) {
        return fileSystem.wrap(root.resolve(name));
    }

    /** {@return the same file on the default file system, for the test itself} */
    public Path real(String name) {
        return root.resolve(name);
    }

    /**
     * Arms a fault.
     *
     * @param call which of the calls from now on; the next is 1
     * @param what happens there
     * @return this
     */
    public FaultyDisk at(int call, Fault what) {
        calls.clear();
        faultyCall = call;
        fault = what;
        return this;
    }

    /** Disarms the fault and starts to count anew; the power stays off if it is. */
    public void noFault() {
        calls.clear();
        fault = null;
    }

    /**
     * Lets every write take a part only, as a call may that was interrupted.
     *
     * @param bytes at most so many
     * @return this
     */
    public FaultyDisk writingAtMost(int bytes) {
        largestWrite = bytes;
        return this;
    }

    /**
     * Gives new files the permissions of all others, whatever is asked for, as memory sticks do.
     *
     * @return this
     */
    public FaultyDisk forgettingPermissions() {
        forgetsPermissions = true;
        return this;
    }

    /** {@return what was called since the fault was armed: the call and the file, in order} */
    public List<String> calls() {
        return List.copyOf(calls);
    }

    /** {@return whether the armed call was reached} */
    public boolean struck() {
        return fault != null && calls.size() >= faultyCall;
    }

    /**
     * What may be on the disk when the power comes back: what was not forced is there, or not, or in part.
     *
     * @return every possible state, each once
     * @throws IOException if the directory cannot be compared with what passed through here
     */
    public List<DiskState> afterPowerCut() throws IOException {
        model.requireNothingPassedBy();
        return model.states();
    }

    /** {@return every permission that a file of the directory ever had, also for a moment, such as {@code rw-------}} */
    public Set<String> permissionsEver() {
        return model.permissionsEver();
    }

    /** {@return the names in the directory and below it, sorted} */
    public List<String> names() {
        return model.live().keySet().stream()
                .map(path -> root.relativize(path).toString())
                .sorted(Comparator.naturalOrder())
                .toList();
    }

    boolean forgetsPermissions() {
        return forgetsPermissions;
    }

    DiskModel model() {
        return model;
    }

    int largestWrite() {
        return largestWrite;
    }

    FileStore store() {
        return new FaultyFileStore(model.store(), fileSystem.supportedFileAttributeViews());
    }

    /** Every call passes here, and does what it has to in {@code effect}. */
    <T> T call(String name, Path path, Effect<T> effect) throws IOException {
        if (powerIsOff) {
            throw new IOException("the power is off: " + name);
        }
        calls.add(name + " " + (path.startsWith(root) ? root.relativize(path) : path));
        if (fault == null || calls.size() != faultyCall) {
            return effect.happens();
        }
        if (fault == Fault.FAILS_WHEN_DONE) {
            release(effect.happens());
        }
        powerIsOff = fault == Fault.POWER_CUT;
        throw new IOException("Input/output error (the fault of call " + faultyCall + ", " + name + ")");
    }

    /** A file that was opened, and whose caller never gets it. */
    private static void release(@Nullable Object result) throws IOException {
        if (result instanceof FaultyChannel channel) {
            channel.abandon();
        } else if (result instanceof Closeable open) {
            open.close();
        }
    }

    /** What a call does. */
    @FunctionalInterface
    interface Effect<T> {
        T happens() throws IOException;
    }
}
