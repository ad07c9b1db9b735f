package io.securechannel.hybrid.symmetric;

import io.securechannel.secret.SecretBytes;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The keys of a {@link SymmetricCipher}: 1 to 64, no number twice; the first encrypts. Immutable but for {@link #close()}. */
final class SymmetricKeySet implements AutoCloseable {

    static final int MOST = 64;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final List<SymmetricKey> keys;

    private SymmetricKeySet(List<SymmetricKey> keys) {
        this.keys = List.copyOf(keys);
    }

    /**
     * {@return a set of keys, which are taken over}
     *
     * @param keys the one that encrypts first
     * @throws IllegalArgumentException if they are none, too many, or two have one number; then they are closed
     */
    static SymmetricKeySet of(List<SymmetricKey> keys) {
        if (keys.isEmpty() || keys.size() > MOST) {
            keys.forEach(SymmetricKey::close);
            throw new IllegalArgumentException("there are 1 to " + MOST + " keys, not " + keys.size());
        }
        if (keys.stream().map(SymmetricKey::id).distinct().count() != keys.size()) {
            keys.forEach(SymmetricKey::close);
            throw new IllegalArgumentException("two keys have the same number");
        }
        return new SymmetricKeySet(keys);
    }

    /** {@return a set of one new key} */
    static SymmetricKeySet generate() {
        return new SymmetricKeySet(List.of(fresh(List.of())));
    }

    private static SymmetricKey fresh(List<SymmetricKey> others) {
        int id;
        do {
            id = RANDOM.nextInt();
        } while (id == 0 || contains(others, id));
        return new SymmetricKey(id, SecretBytes.random(SymmetricKey.LENGTH));
    }

    List<SymmetricKey> keys() {
        return keys;
    }

    boolean contains(int id) {
        return contains(keys, id);
    }

    private static boolean contains(List<SymmetricKey> keys, int id) {
        return keys.stream().anyMatch(each -> each.id() == id);
    }

    SymmetricKeySet copy() {
        return only(each -> true);
    }

    /** {@return copies of those that are wanted, one at least, in their order} */
    SymmetricKeySet only(Predicate<SymmetricKey> wanted) {
        return of(keys.stream().filter(wanted).map(SymmetricKey::copy).toList());
    }

    /** {@return copies of all, this one first} */
    SymmetricKeySet withFirst(int id) {
        var copies = new ArrayList<SymmetricKey>();
        keys.stream().filter(each -> each.id() == id).map(SymmetricKey::copy).forEach(copies::add);
        keys.stream().filter(each -> each.id() != id).map(SymmetricKey::copy).forEach(copies::add);
        return of(copies);
    }

    /** {@return a new key, and behind it copies of all} */
    SymmetricKeySet rotate() {
        if (keys.size() == MOST) {
            throw new IllegalStateException("there are " + MOST + " keys already: leave out old ones first");
        }
        var copies = new ArrayList<SymmetricKey>();
        copies.add(fresh(keys));
        keys.stream().map(SymmetricKey::copy).forEach(copies::add);
        return of(copies);
    }

    /** {@return copies of these, and behind them of those of the others that are not among them} */
    SymmetricKeySet and(SymmetricKeySet others) {
        var copies = new ArrayList<>(keys.stream().map(SymmetricKey::copy).toList());
        others.keys.stream()
                .filter(each -> keys.stream().noneMatch(each::isSameAs))
                .map(SymmetricKey::copy)
                .forEach(copies::add);
        return of(copies);
    }

    List<String> names() {
        return keys.stream().map(SymmetricKey::name).toList();
    }

    @Override
    public void close() {
        keys.forEach(SymmetricKey::close);
    }

    /** {@return the numbers, never the keys} */
    @Override
    public String toString() {
        return names().toString();
    }
}
