package io.securechannel.testkit.faults;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.attribute.AclFileAttributeView;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileStoreAttributeView;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A volume that tells which attributes it keeps. */
final class FaultyFileStore extends FileStore {

    private final FileStore store;
    private final Set<String> views;

    FaultyFileStore(FileStore store, Set<String> views) {
        this.store = store;
        this.views = views;
    }

    @Override
    public boolean supportsFileAttributeView(String name) {
        return views.contains(name);
    }

    @Override
    public boolean supportsFileAttributeView(Class<? extends FileAttributeView> type) {
        if (type == PosixFileAttributeView.class) {
            return views.contains("posix");
        }
        return type == AclFileAttributeView.class ? views.contains("acl") : store.supportsFileAttributeView(type);
    }

    @Override
    public String name() {
        return store.name();
    }

    @Override
    public String type() {
        return store.type();
    }

    @Override
    public boolean isReadOnly() {
        return store.isReadOnly();
    }

    @Override
    public long getTotalSpace() throws IOException {
        return store.getTotalSpace();
    }

    @Override
    public long getUsableSpace() throws IOException {
        return store.getUsableSpace();
    }

    @Override
    public long getUnallocatedSpace() throws IOException {
        return store.getUnallocatedSpace();
    }

    @Override
    public <V extends FileStoreAttributeView> @Nullable V getFileStoreAttributeView(Class<V> type) {
        return store.getFileStoreAttributeView(type);
    }

    @Override
    public Object getAttribute(String attribute) throws IOException {
        return store.getAttribute(attribute);
    }
}
