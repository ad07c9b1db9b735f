package io.securechannel.peer;

import io.securechannel.error.KeyMaterialException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whom this side believes by key, with no certificates: made by {@link Trust#pinned(PeerKey, PeerKey...)}, {@link Trust#allow} and {@link
 * Trust#known}. Immutable.
 */
public final class KeyTrust {

    private final List<PeerKey> pinned;
    private final @Nullable Predicate<? super PeerKey> allowed;
    private final @Nullable KnownKeys known;

    private KeyTrust(List<PeerKey> pinned, @Nullable Predicate<? super PeerKey> allowed, @Nullable KnownKeys known) {
        this.pinned = List.copyOf(new LinkedHashSet<>(pinned));
        this.allowed = allowed;
        this.known = known;
    }

    static KeyTrust pinned(List<PeerKey> keys) {
        return new KeyTrust(keys, null, null);
    }

    static KeyTrust allow(Predicate<? super PeerKey> allowed) {
        return new KeyTrust(List.of(), allowed, null);
    }

    static KeyTrust known(KnownKeys keys) {
        return new KeyTrust(List.of(), null, keys);
    }

    /** {@return the keys that alone are believed, each once; empty if something else decides} */
    public List<PeerKey> pinnedKeys() {
        return pinned;
    }

    /** {@return what remembers servers; empty if something else decides} */
    public Optional<KnownKeys> knownKeys() {
        return Optional.ofNullable(known);
    }

    /**
     * {@return whether a key is believed}
     *
     * @param address where the peer is, as this side asked for it
     * @param key what it shows
     * @throws KeyMaterialException if known peers decide, and cannot be read
     */
    public boolean trusts(String address, PeerKey key) throws KeyMaterialException {
        if (allowed != null) {
            return allowed.test(key);
        }
        Set<PeerKey> keys = known == null ? Set.copyOf(pinned) : known.at(address);
        return keys.contains(key);
    }

    /** {@return in words who is believed} */
    @Override
    public String toString() {
        if (known != null) {
            return "peers that are known by their keys";
        }
        return allowed != null
                ? "keys that are allowed"
                : pinned.stream().map(PeerKey::text).collect(Collectors.joining(", ", "only the keys ", ""));
    }
}
