package io.securechannel.internal.store;

import io.securechannel.secret.SecretBytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All that a store holds.
 *
 * @param generation how often the file has been written
 * @param entries in the order in which they were put in
 */
public record StoreContent(long generation, List<StoreEntry> entries) {

    /**
     * Takes the parts.
     *
     * @param generation how often the file has been written
     * @param entries in the order in which they were put in
     */
    public StoreContent {
        entries = List.copyOf(entries);
    }

    /** {@return what a new store holds} */
    static StoreContent empty() {
        return new StoreContent(0, List.of());
    }

    /**
     * {@return the entry of a name}
     *
     * @param name the name
     */
    public Optional<StoreEntry> find(String name) {
        return entries.stream().filter(each -> each.name().equals(name)).findFirst();
    }

    /**
     * {@return the content with this entry in the place of the one of its name, or behind all others}
     *
     * @param entry the entry
     */
    public StoreContent with(StoreEntry entry) {
        var changed = new ArrayList<StoreEntry>();
        boolean found = false;
        for (var each : entries) {
            boolean same = each.name().equals(entry.name());
            changed.add(same ? entry : each);
            found |= same;
        }
        if (!found) {
            changed.add(entry);
        }
        return new StoreContent(generation, changed);
    }

    /**
     * {@return the content without the entry of this name}
     *
     * @param name the name
     */
    public StoreContent without(String name) {
        return new StoreContent(
                generation,
                entries.stream().filter(each -> !each.name().equals(name)).toList());
    }

    StoreContent written() {
        return new StoreContent(generation + 1, entries);
    }

    List<SecretBytes> secrets() {
        return entries.stream()
                .flatMap(entry -> entry.versions().stream())
                .map(StoreVersion::material)
                .toList();
    }
}
