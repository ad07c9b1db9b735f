package io.securechannel.keys;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.peer.KnownKeys;
import io.securechannel.peer.PeerKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

/**
 * The servers that a client has met over Noise, by address, for {@code Trust.known}: in a key store
 * ({@link KeyStoreManager#knownPeers()}), or {@linkplain #inMemory() in memory}.
 *
 * <p>Nobody is believed until a person has looked: the first connection to a server fails with UNKNOWN_PEER, and one to a server that shows
 * another key than before with PEER_KEY_CHANGED. The program then shows {@link NoisePublicKey#shortFingerprint()} of the {@link #offered}
 * key, asks, calls {@link #confirm}, and connects again.
 *
 * <p>A server may announce its next key inside a channel. It is believed from then on, beside the one that it was announced under; when the
 * server uses it, that one is forgotten. An announcement takes the place of an earlier one, so that an address has two keys at most.
 * Whoever has stolen a server's key can announce one of his own: the server's then counts as changed, and a person looks.
 *
 * <p>Addresses are host and port, as {@link #address} puts them together; letters count as small ones, and {@code bücher.example} is
 * {@code xn--bcher-kva.example}. Servers that share an address have to share a key, or an entry each; what a server forgets in one entry,
 * because it uses the key that it had announced, is forgotten in all of that address. Pins for TLS ({@code sha256/…}) that stand under an
 * address are not about Noise, and are left as they are. At most 4,096 servers are remembered. Safe for use by several threads; in a key store, by several programs.
 */
public final class KnownPeers implements KnownKeys {

    private static final int MOST = 4_096;
    private static final int MOST_OFFERED = 1_024;

    private final PeerLedger ledger;
    private final int most;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, NoisePublicKey> offered = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, NoisePublicKey> eldest) {
            return size() > MOST_OFFERED;
        }
    };

    KnownPeers(PeerLedger ledger) {
        this(ledger, MOST);
    }

    KnownPeers(PeerLedger ledger, int most) {
        this.ledger = ledger;
        this.most = most;
    }

    /**
     * {@return host and port as the address of a known peer} An IPv6 address gets brackets.
     *
     * @param host a name or an address, as the client connects to it
     * @param port 0 to 65,535
     */
    public static String address(String host, int port) {
        boolean bare = host.indexOf(':') >= 0 && !host.startsWith("[");
        return (bare ? "[" + host + "]" : host) + ":" + port;
    }

    /** {@return known peers that are forgotten when the program ends; nobody at first} */
    public static KnownPeers inMemory() {
        return new KnownPeers(new MemoryPeers());
    }

    /**
     * {@inheritDoc}
     *
     * @throws KeyMaterialException with {@link Reason#MALFORMED} if an entry is none of a known peer, or what is there for this address is
     *     no key for Noise; or if the key store cannot be read
     */
    @Override
    public Set<PeerKey> at(String address) throws KeyMaterialException {
        var keys = new LinkedHashSet<PeerKey>();
        for (var peer : at(ledger.read(), PeerAddress.normal(address))) {
            keys.addAll(peer.parsed());
        }
        return keys;
    }

    /**
     * {@return the key for which the last connection to a server was refused, in this program and since it was last confirmed} Where several
     * threads connect to one address, take the one in the exception, {@code SecureChannelException.shownKey()}.
     *
     * @param address host and port
     */
    public Optional<NoisePublicKey> offered(String address) {
        lock.lock();
        try {
            return Optional.ofNullable(offered.get(PeerAddress.normal(address)));
        } finally {
            lock.unlock();
        }
    }

    /**
     * Believes a server from now on: to be called when a person has compared the key with what the server's people say, on another way.
     * Keys that the server was known by before are not believed any more.
     *
     * @param address host and port; an IPv6 address in brackets
     * @param key the server's
     * @throws KeyMaterialException with {@link Reason#TOO_LARGE} if 4,096 servers are known already; with {@link Reason#MALFORMED} if an
     *     entry of the server holds a pin for TLS beside a key, which would be lost; or if the key store cannot be written
     * @throws IllegalArgumentException if the address is none
     */
    public void confirm(String address, NoisePublicKey key) throws KeyMaterialException {
        var where = PeerAddress.checked(address);
        ledger.change(before -> confirmed(before, where, key));
        lock.lock();
        try {
            offered.remove(where);
        } finally {
            lock.unlock();
        }
    }

    private List<MetPeer> confirmed(List<MetPeer> before, String where, NoisePublicKey key)
            throws KeyMaterialException {
        var there = at(before, where);
        for (var peer : there) {
            requireNoPin(peer);
        }
        var after = new ArrayList<>(before);
        if (!there.isEmpty()) {
            after.removeAll(there.subList(1, there.size()));
            after.set(after.indexOf(there.get(0)), there.get(0).with(key));
            return after.equals(before) ? before : after;
        }
        if (before.size() >= most) {
            throw new KeyMaterialException(
                    Reason.TOO_LARGE,
                    most + " servers are known already, and more are not remembered: forget those that are gone");
        }
        after.add(new MetPeer("", where, List.of(key.text())));
        return after;
    }

    private static void requireNoPin(MetPeer peer) throws KeyMaterialException {
        if (peer.holdsPin()) {
            throw new KeyMaterialException(
                    Reason.MALFORMED,
                    peer.place() + ", the known peer " + peer.address()
                            + ", has a pin for TLS beside a key for Noise, which"
                            + " would be lost: give each an entry of its own, and confirm again");
        }
    }

    /**
     * Forgets a server: the next connection to it is refused as to one that was never met.
     *
     * @param address host and port
     * @return whether it was known
     * @throws KeyMaterialException if the key store cannot be written
     */
    public boolean forget(String address) throws KeyMaterialException {
        var where = PeerAddress.normal(address);
        if (at(ledger.read(), where).isEmpty()) {
            return false;
        }
        ledger.change(before ->
                before.stream().filter(each -> !each.address().equals(where)).toList());
        return true;
    }

    /**
     * {@return all servers that are known; one with two keys stands there twice, with the newer first}
     *
     * @throws KeyMaterialException as {@link #at}
     */
    public List<KnownPeer> list() throws KeyMaterialException {
        var all = new ArrayList<KnownPeer>();
        for (var peer : ledger.read()) {
            peer.keys().forEach(key -> all.add(new KnownPeer(peer.address(), key)));
        }
        return List.copyOf(all);
    }

    @Override
    public void refused(String address, PeerKey key) {
        lock.lock();
        try {
            offered.put(PeerAddress.normal(address), noise(key));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean met(String address, PeerKey proved) throws KeyMaterialException {
        var key = noise(proved);
        return change(PeerAddress.normal(address), there -> {
            var forgotten = there.stream()
                    .map(each -> each.before(key))
                    .flatMap(List::stream)
                    .toList();
            return peer -> peer.holds(key)
                    ? peer.withoutBefore(key)
                    : forgotten.isEmpty() ? peer : peer.withoutAny(forgotten, key);
        });
    }

    @Override
    public boolean announced(String address, PeerKey proved, PeerKey next) throws KeyMaterialException {
        var by = noise(proved);
        var key = noise(next);
        return change(
                PeerAddress.normal(address),
                there -> peer -> peer.holds(by) && !peer.holds(key) ? peer.with(key, by) : peer);
    }

    /** What becomes of each entry of a server, by all that stand under its address. */
    @FunctionalInterface
    private interface Change {
        UnaryOperator<MetPeer> of(List<MetPeer> there);
    }

    /**
     * Looks first: nearly always there is nothing to change, and nothing is locked then. A handshake, or whoever receives, waits for this:
     * so it gives up soon, and what is not written now is said again in the next channel.
     */
    private boolean change(String where, Change change) throws KeyMaterialException {
        var seen = ledger.read();
        if (changed(seen, where, change).equals(seen)) {
            return false;
        }
        ledger.changeSoon(before -> {
            var after = changed(before, where, change);
            return after.equals(before) ? before : after;
        });
        return true;
    }

    private static List<MetPeer> changed(List<MetPeer> peers, String where, Change change) {
        var one = change.of(at(peers, where));
        return peers.stream()
                .map(each -> each.address().equals(where) ? one.apply(each) : each)
                .toList();
    }

    private static List<MetPeer> at(List<MetPeer> peers, String where) {
        return peers.stream().filter(each -> each.address().equals(where)).toList();
    }

    private static NoisePublicKey noise(PeerKey key) {
        if (key instanceof NoisePublicKey noise) {
            return noise;
        }
        throw new IllegalArgumentException("known peers have keys for Noise, which " + key + " is not");
    }

    /** {@return where they are written down} */
    @Override
    public String toString() {
        return "known peers " + ledger;
    }
}
