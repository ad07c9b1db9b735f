package io.securechannel.internal.store;

import java.util.List;

/**
 * What stands under one name.
 *
 * @param name unique in its store
 * @param kind the number of its kind
 * @param note what people wrote to it
 * @param versions newest, the primary one, first; at least one
 */
public record StoreEntry(String name, int kind, String note, List<StoreVersion> versions) {

    /**
     * Takes the parts.
     *
     * @param name unique in its store
     * @param kind the number of its kind
     * @param note what people wrote to it
     * @param versions newest first
     */
    public StoreEntry {
        versions = List.copyOf(versions);
    }

    /** {@return the newest version} */
    public StoreVersion primary() {
        return versions.get(0);
    }
}
