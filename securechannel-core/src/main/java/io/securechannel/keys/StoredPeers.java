package io.securechannel.keys;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.crypto.Sha256;
import io.securechannel.internal.file.WriteLock;
import io.securechannel.internal.store.EncryptedStore;
import io.securechannel.internal.store.StoreContent;
import io.securechannel.internal.store.StoreEntry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Servers that are known for as long as their entries stand in a key store. The versions of an entry are the keys of a server. */
final class StoredPeers implements PeerLedger {

    private static final int LONGEST_NAME = 128;
    private static final int HASH_IN_NAME = 32;

    private final EncryptedStore store;
    private final InstantSource clock;

    StoredPeers(EncryptedStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    @Override
    public List<MetPeer> read() throws KeyMaterialException {
        try {
            return store.read(content -> peers(entries(content)));
        } catch (IllegalStateException e) {
            throw closed(e);
        }
    }

    @Override
    public void change(Edit edit) throws KeyMaterialException {
        change(edit, WriteLock.PATIENCE);
    }

    @Override
    public void changeSoon(Edit edit) throws KeyMaterialException {
        change(edit, SOON);
    }

    @SuppressWarnings("ReferenceEquality") // the very same list says that nothing is to be changed
    private void change(Edit edit, Duration patience) throws KeyMaterialException {
        try {
            store.change(
                    content -> {
                        var before = peers(entries(content));
                        var after = edit.apply(before);
                        return after == before ? content : changed(content, before, after);
                    },
                    patience);
        } catch (IllegalStateException e) {
            throw closed(e);
        }
    }

    private StoreContent changed(StoreContent content, List<MetPeer> before, List<MetPeer> after)
            throws KeyMaterialException {
        var changed = content;
        for (var peer : before) {
            if (after.stream().noneMatch(each -> each.place().equals(peer.place()))) {
                changed = changed.without(nameOf(content, peer).orElseThrow());
            }
        }
        for (var peer : after) {
            if (!before.contains(peer)) {
                var there = nameOf(content, peer);
                var name = there.isPresent() ? there.get() : newName(changed, peer.address());
                changed = entries(changed).known(name, known(content, there, peer));
            }
        }
        return changed;
    }

    /** An address stays as it stands there. */
    private List<KnownPeer> known(StoreContent content, Optional<String> name, MetPeer peer)
            throws KeyMaterialException {
        var address = peer.address();
        if (name.isPresent()) {
            address = entries(content)
                    .versions(name.get(), KnownPeer.class, 1)
                    .get(0)
                    .address();
        }
        var all = new ArrayList<KnownPeer>();
        for (var key : peer.keys()) {
            all.add(new KnownPeer(address, key));
        }
        return all;
    }

    /** One that cannot be read stops everything: it may be the very server that is looked for. */
    private List<MetPeer> peers(StoreEntries entries) throws KeyMaterialException {
        var found = new ArrayList<MetPeer>();
        for (var entry : entries.content().entries()) {
            if (entry.kind() == EntryKind.KNOWN_PEER.number()) {
                var peer = peer(entries, entry);
                if (!peer.holdsPinsAlone()) {
                    found.add(peer);
                }
            }
        }
        return found;
    }

    private static MetPeer peer(StoreEntries entries, StoreEntry entry) throws KeyMaterialException {
        var versions = entries.versions(entry.name(), KnownPeer.class, Integer.MAX_VALUE);
        var address = versions.get(0).address();
        return new MetPeer(
                entries.source(entry),
                PeerAddress.normal(address),
                versions.stream()
                        .filter(each -> each.address().equals(address))
                        .map(KnownPeer::key)
                        .toList());
    }

    private Optional<String> nameOf(StoreContent content, MetPeer peer) {
        var entries = entries(content);
        return content.entries().stream()
                .filter(entry -> entries.source(entry).equals(peer.place()))
                .map(StoreEntry::name)
                .findFirst();
    }

    /** The address, where it is a name that an entry can have and that is free. */
    private static String newName(StoreContent content, String address) {
        if (address.length() <= LONGEST_NAME && content.find(address).isEmpty()) {
            return address;
        }
        var hash = Sha256.of(address.getBytes(StandardCharsets.UTF_8));
        return "peer-" + HexFormat.of().formatHex(hash).substring(0, HASH_IN_NAME);
    }

    private StoreEntries entries(StoreContent content) {
        return new StoreEntries(content, store.file().toString(), clock);
    }

    private KeyMaterialException closed(IllegalStateException e) {
        return new KeyMaterialException(Reason.UNREADABLE, "the known peers cannot be reached: " + e.getMessage(), e);
    }

    @Override
    public String toString() {
        return "in " + store.file();
    }
}
