package io.securechannel.keys;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.crypto.Sha256;
import io.securechannel.internal.store.EncryptedStore;
import io.securechannel.internal.store.StoreContent;
import io.securechannel.internal.store.StoreEntry;
import io.securechannel.internal.store.StoreVersion;
import io.securechannel.peer.Trust;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Entries of a key store that are looked at from time to time: the very same object comes out as long as they have not changed.
 *
 * @param <T> what is made of them
 */
final class LiveEntries<T> implements Live<T> {

    private final EncryptedStore store;
    private final List<String> names;
    private final Making<T> making;
    private final ReentrantLock lock = new ReentrantLock();
    private List<String> digest = List.of();
    private @Nullable T last;

    private LiveEntries(EncryptedStore store, List<String> names, Making<T> making) {
        this.store = store;
        this.names = names;
        this.making = making;
    }

    /** What the entries become. */
    @FunctionalInterface
    private interface Making<T> {
        T make(StoreEntries entries) throws KeyMaterialException;
    }

    static Live<Identity> identity(EncryptedStore store, String name) {
        return new LiveEntries<>(
                store,
                List.of(name),
                entries -> entries.versions(name, Identity.class, 1).get(0));
    }

    static Live<NoiseServerKeys> noiseKeys(EncryptedStore store, String name) {
        return new LiveEntries<>(
                store,
                List.of(name),
                entries -> noiseKeys(entries.versions(name, NoiseKeyPair.class, Integer.MAX_VALUE)));
    }

    /** The oldest is shown, however often the key was rotated since: clients may have met nothing newer. Those between are not used. */
    private static NoiseServerKeys noiseKeys(List<NoiseKeyPair> newestFirst) {
        int oldest = newestFirst.size() - 1;
        if (oldest == 0) {
            return new NoiseServerKeys(newestFirst.get(0), Optional.empty());
        }
        newestFirst.subList(1, oldest).forEach(NoiseKeyPair::close);
        return new NoiseServerKeys(newestFirst.get(oldest), Optional.of(newestFirst.get(0)));
    }

    static Live<Trust> trust(EncryptedStore store, String name, String... more) {
        var names = Stream.concat(Stream.of(name), Stream.of(more)).toList();
        var known = new AtomicBoolean();
        return new LiveEntries<>(store, names, entries -> {
            var certificates = new ArrayList<X509Certificate>();
            for (var each : names) {
                boolean withdrawn = known.get() && !entries.holds(each);
                if (!withdrawn) {
                    certificates.addAll(entries.trusted(each));
                }
            }
            if (certificates.isEmpty()) {
                certificates.addAll(entries.trusted(name)); // says what is missing: nothing would be left to trust
            }
            known.set(true);
            return Trust.only(
                    certificates.get(0),
                    certificates.subList(1, certificates.size()).toArray(X509Certificate[]::new));
        });
    }

    @Override
    public T current() throws KeyMaterialException {
        lock.lock();
        try {
            return store.read(content -> {
                var found = digest(content);
                var held = last;
                if (held == null || !found.equals(digest)) {
                    held = making.make(new StoreEntries(content, store.file().toString(), InstantSource.system()));
                    last = held;
                    digest = found;
                }
                return held;
            });
        } catch (IllegalStateException e) {
            throw new KeyMaterialException(Reason.UNREADABLE, "the key store " + store.file() + " has been closed", e);
        } finally {
            lock.unlock();
        }
    }

    /** {@return the names, and the file} */
    @Override
    public String toString() {
        return String.join(", ", names) + " in " + store.file();
    }

    private List<String> digest(StoreContent content) {
        return names.stream()
                .flatMap(name -> content.find(name).stream())
                .map(StoreEntry::versions)
                .flatMap(List::stream)
                .map(LiveEntries::digest)
                .toList();
    }

    private static String digest(StoreVersion version) {
        return version.material().use(bytes -> HexFormat.of().formatHex(Sha256.of(bytes)));
    }
}
