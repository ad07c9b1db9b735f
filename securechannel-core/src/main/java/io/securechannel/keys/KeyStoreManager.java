package io.securechannel.keys;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.store.EncryptedStore;
import io.securechannel.internal.store.ExternalProtection;
import io.securechannel.internal.store.PasswordProtection;
import io.securechannel.internal.store.Protection;
import io.securechannel.internal.store.StoreContent;
import io.securechannel.peer.Trust;
import io.securechannel.secret.Password;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One encrypted file with all the keys of a program: TLS identities, keys for Noise, envelopes and signatures, trusted
 * certificates, known peers, shared secrets and a little data of its own, each under a name.
 *
 * <pre>{@code
 * try (var keys = KeyStoreManager.open(file, password)) {
 *     serve.accept(TlsContextFactory.forServer(keys.liveIdentity("server")));
 * }
 * }</pre>
 *
 * <p><b>Names, kinds, versions.</b> {@link #put} takes a new name; {@link #rotate} gives a name new material, of the same kind,
 * which is the primary one from then on; {@link #versions} still has the old, to open what was sealed with them, until
 * {@link #prune}.
 *
 * <p><b>Several threads and programs</b> may use one file at once: every call sees the file as it is then, and changes are made
 * one after another, under a lock ({@code NAME.lock} beside it, which stays). A change is on the disk when the call returns;
 * where it fails, or the power does, the old file is there or the new one, whole.
 *
 * <p><b>What protects it</b>: AES-256-GCM with a fresh key at every writing, under a password by Argon2id, or under a
 * {@link KeyEncryption}; and the permissions of the file, which its owner alone may read: others are refused on opening. The
 * form is in {@code docs/spec/keystore.md}. <b>Not noticed</b> is an older copy of the file put in its place. What has been
 * opened is in the memory of the program until {@link #close()}; the JDK's key objects longer.
 *
 * <p>All methods throw {@link IllegalStateException} after {@link #close()}.
 */
@CheckReturnValue
public final class KeyStoreManager implements AutoCloseable {

    private final EncryptedStore store;
    private final Optional<PasswordCost> chosenCost;
    private final InstantSource clock;

    KeyStoreManager(EncryptedStore store, Optional<PasswordCost> chosenCost, InstantSource clock) {
        this.store = store;
        this.chosenCost = chosenCost;
        this.clock = clock;
    }

    /**
     * Makes a new file that a password protects.
     *
     * @param file where no file is yet
     * @param password still belongs to the caller, and may be closed
     * @return the key store, empty
     * @throws KeyMaterialException with {@link Reason#ALREADY_THERE} or {@link Reason#UNWRITABLE}
     */
    public static KeyStoreManager create(Path file, Password password) throws KeyMaterialException {
        return builder(file).create(password);
    }

    /**
     * Makes a new file that a key protects.
     *
     * @param file where no file is yet
     * @param protection the key
     * @return the key store, empty
     * @throws KeyMaterialException with {@link Reason#ALREADY_THERE} or {@link Reason#UNWRITABLE}
     */
    public static KeyStoreManager create(Path file, KeyEncryption protection) throws KeyMaterialException {
        return builder(file).create(protection);
    }

    /**
     * Opens a file that a password protects.
     *
     * @param file the file
     * @param password still belongs to the caller, and may be closed
     * @return the key store
     * @throws KeyMaterialException with {@link Reason#WRONG_PASSWORD}, {@link Reason#DAMAGED}, {@link Reason#TOO_NEW},
     *     {@link Reason#EXPOSED}, {@link Reason#TOO_LARGE} if a guess would cost more than is taken here,
     *     {@link Reason#MALFORMED} if it is no key store, or {@link Reason#UNREADABLE}
     */
    public static KeyStoreManager open(Path file, Password password) throws KeyMaterialException {
        return builder(file).open(password);
    }

    /**
     * Opens a file that a key protects.
     *
     * @param file the file
     * @param protection the key
     * @return the key store
     * @throws KeyMaterialException as {@link #open(Path, Password)}
     */
    public static KeyStoreManager open(Path file, KeyEncryption protection) throws KeyMaterialException {
        return builder(file).open(protection);
    }

    /**
     * Begins with settings of its own.
     *
     * @param file where it is, or is to be
     * @return a builder that ends with {@code create} or {@code open}
     */
    public static KeyStoreBuilder builder(Path file) {
        return new KeyStoreBuilder(file);
    }

    /**
     * Puts something in under a new name.
     *
     * @param name 1 to 128 visible characters
     * @param material what; still belongs to the caller
     * @return the entry
     * @throws KeyMaterialException with {@link Reason#ALREADY_THERE} if the name is taken
     * @throws IllegalArgumentException if the name is none
     */
    @CanIgnoreReturnValue
    public EntryInfo put(String name, KeyMaterial material) throws KeyMaterialException {
        return put(name, material, "");
    }

    /**
     * Puts something in under a new name, with a note.
     *
     * @param name 1 to 128 visible characters
     * @param material what; still belongs to the caller
     * @param note for people: 1,024 characters at most, nothing secret
     * @return the entry
     * @throws KeyMaterialException with {@link Reason#ALREADY_THERE} if the name is taken
     * @throws IllegalArgumentException if name or note is none
     */
    @CanIgnoreReturnValue
    public EntryInfo put(String name, KeyMaterial material, String note) throws KeyMaterialException {
        StoreNames.requireName(name);
        StoreNames.requireNote(note);
        return changed(name, entries -> entries.put(name, material, note));
    }

    /**
     * Gives a name new material of the same kind. It becomes the primary version; those before stay until {@link #prune}.
     *
     * @param name that is there
     * @param fresh what; still belongs to the caller
     * @return the entry
     * @throws KeyMaterialException with {@link Reason#MISSING} or {@link Reason#WRONG_KIND}
     */
    @CanIgnoreReturnValue
    public EntryInfo rotate(String name, KeyMaterial fresh) throws KeyMaterialException {
        return changed(name, entries -> entries.rotate(name, fresh));
    }

    /**
     * Returns the primary version of what is there under a name.
     *
     * @param name the name
     * @param type what it has to be
     * @param <M> the same
     * @return the material, which belongs to the caller
     * @throws KeyMaterialException with {@link Reason#MISSING}, or {@link Reason#WRONG_KIND} if it is something else
     */
    public <M extends KeyMaterial> M get(String name, Class<M> type) throws KeyMaterialException {
        return store.read(content -> entries(content).versions(name, type, 1).get(0));
    }

    /**
     * Returns all versions of what is there under a name.
     *
     * @param name the name
     * @param type what it has to be
     * @param <M> the same
     * @return the versions, which belong to the caller, the primary one first
     * @throws KeyMaterialException with {@link Reason#MISSING}, or {@link Reason#WRONG_KIND} if it is something else
     */
    public <M extends KeyMaterial> List<M> versions(String name, Class<M> type) throws KeyMaterialException {
        return store.read(content -> entries(content).versions(name, type, Integer.MAX_VALUE));
    }

    /**
     * Says what an entry is to become, knowing what it is.
     *
     * @param <M> what it is
     */
    @FunctionalInterface
    public interface Update<M extends KeyMaterial> {
        /**
         * Makes the new material.
         *
         * @param current what is there now, if anything is
         * @return what is to be there; the same object changes nothing
         * @throws KeyMaterialException if it cannot be done; then nothing changes
         */
        M apply(Optional<M> current) throws KeyMaterialException;
    }

    /**
     * Replaces what is there under a name, or puts in what is not, in one step: nobody else changes the file meanwhile. No older
     * version is kept. For counters, lists and ledgers; keys are {@link #rotate rotated}.
     *
     * @param name 1 to 128 visible characters
     * @param type what it is
     * @param change says what it becomes; must not use this key store
     * @param <M> the same
     * @return what is there now, as the change returned it
     * @throws KeyMaterialException with {@link Reason#WRONG_KIND}, or what the change throws
     */
    @CanIgnoreReturnValue
    public <M extends KeyMaterial> M update(String name, Class<M> type, Update<M> change) throws KeyMaterialException {
        StoreNames.requireName(name);
        var result = new AtomicReference<M>();
        store.change(content -> entries(content).update(name, type, current -> {
            var made = change.apply(current);
            result.set(made);
            return made;
        }));
        return Objects.requireNonNull(result.get(), "a change returns material");
    }

    /**
     * {@return what is in there, without secrets, in the order in which it was put in}
     *
     * @throws KeyMaterialException if the file cannot be read any more
     */
    public List<EntryInfo> list() throws KeyMaterialException {
        return store.read(content -> entries(content).list());
    }

    /**
     * Looks whether something is there.
     *
     * @param name the name
     * @return the entry, if there is one
     * @throws KeyMaterialException if the file cannot be read any more
     */
    public Optional<EntryInfo> find(String name) throws KeyMaterialException {
        return store.read(content -> content.find(name).isEmpty()
                ? Optional.empty()
                : Optional.of(entries(content).info(name)));
    }

    /**
     * Writes another note to an entry.
     *
     * @param name that is there
     * @param note for people: 1,024 characters at most, nothing secret; may be empty
     * @return the entry
     * @throws KeyMaterialException with {@link Reason#MISSING}
     */
    @CanIgnoreReturnValue
    public EntryInfo note(String name, String note) throws KeyMaterialException {
        StoreNames.requireNote(note);
        return changed(name, entries -> entries.note(name, note));
    }

    /**
     * Removes all versions of an entry but the primary one: what was sealed with them can then not be opened any more.
     *
     * @param name that is there
     * @return how many were removed
     * @throws KeyMaterialException with {@link Reason#MISSING}
     */
    @CanIgnoreReturnValue
    public int prune(String name) throws KeyMaterialException {
        var removed = new AtomicInteger();
        store.change(content -> {
            removed.set(entries(content).require(name).versions().size() - 1);
            return removed.get() == 0 ? content : entries(content).prune(name);
        });
        return removed.get();
    }

    /**
     * Removes an entry with all its versions.
     *
     * @param name that is there
     * @throws KeyMaterialException with {@link Reason#MISSING}
     */
    public void delete(String name) throws KeyMaterialException {
        store.change(content -> entries(content).delete(name));
    }

    /**
     * Protects the file by another password, or by a password for the first time, with a fresh salt, at the recommended cost or
     * the one that the file has, if that is dearer. Other programs that have the
     * file open have to open it again. Copies that were made before still open with the old one.
     *
     * @param fresh still belongs to the caller, and may be closed
     * @throws KeyMaterialException if the file cannot be written; then the old protection holds, unless the message says that the
     *     disk did not confirm the change
     */
    public void changePassword(Password fresh) throws KeyMaterialException {
        var found = store.sealed().passwordCost();
        var cost = chosenCost.orElseGet(() -> PasswordCost.recommendedOr(found));
        store.protect(PasswordProtection.create(fresh, cost.parameters()));
    }

    /**
     * Protects the file by a key from now on, in place of a password or another key.
     *
     * @param protection the key
     * @throws KeyMaterialException if the file cannot be written; then the old protection holds, unless the message says that the
     *     disk did not confirm the change
     */
    public void protectBy(KeyEncryption protection) throws KeyMaterialException {
        store.protect(external(protection));
    }

    /**
     * Copies the file as it is, encrypted as it is, after making sure that it can be opened.
     *
     * @param copy where no file is yet
     * @throws KeyMaterialException with {@link Reason#ALREADY_THERE}, or if it cannot be written
     */
    public void backup(Path copy) throws KeyMaterialException {
        store.copyTo(copy);
    }

    /**
     * {@return what somebody should look at: weak keys, certificates that have expired or soon will, versions that nothing needs
     * any more, a password that is guessed too fast}
     *
     * @throws KeyMaterialException if the file cannot be read any more
     */
    public List<AuditFinding> audit() throws KeyMaterialException {
        var audit = new StoreAudit(clock.instant());
        store.sealed()
                .passwordCost()
                .filter(PasswordCost::weak)
                .ifPresent(found -> audit.cheapPassword(found.toString()));
        return store.read(content -> {
            for (var entry : content.entries()) {
                var kind = EntryKind.of(entry.kind()).orElse(EntryKind.UNKNOWN);
                audit.look(entry, kind, entries(content).source(entry));
            }
            return audit.findings();
        });
    }

    /**
     * An identity by its name, for {@code TlsContextFactory}: a rotation, also by another program, reaches new handshakes without
     * a restart.
     *
     * @param name of a TLS identity
     * @return the identity; while the file cannot be read, what held before still does
     */
    public Live<Identity> liveIdentity(String name) {
        return LiveEntries.identity(store, name);
    }

    /**
     * Trust in certificates by their names, and in nothing else; all versions of each count, so that a rotated authority and the
     * one before it are both trusted until {@link #prune}. One of several that is deleted is no longer trusted; the last one of
     * all stays in force until the program ends, since nothing would be left to trust.
     *
     * @param name of a trusted certificate, or of an authority whose key is kept here too
     * @param more further ones
     * @return the trust; while the file cannot be read, what held before still does
     */
    public Live<Trust> liveTrust(String name, String... more) {
        return LiveEntries.trust(store, name, more);
    }

    /**
     * A server's Noise key by its name, for {@code NoiseContext.forServer}, replaced in two steps and without a restart, also by another
     * program: after {@link #rotate} the server goes on with the key before and announces the new one to its clients; after {@link #prune}
     * it has the new one alone.
     *
     * <p>Whoever rotates again before that changes what is announced: the server goes on with its oldest key, announces the newest, and
     * does not serve those between any more. A pair that was replaced may be at work in a handshake and is not closed: it is in the memory
     * until the JVM reuses that.
     *
     * @param name of a Noise key
     * @return the keys; while the file cannot be read, what held before still does
     */
    public Live<NoiseServerKeys> liveNoiseKeys(String name) {
        return LiveEntries.noiseKeys(store, name);
    }

    /**
     * {@return the servers that are known by their Noise keys: all entries of the kind {@link EntryKind#KNOWN_PEER}, whatever their names}
     * They are read anew for each connection, and may be shared by threads and programs. The key store has to stay open.
     */
    public KnownPeers knownPeers() {
        return new KnownPeers(new StoredPeers(store, clock));
    }

    /** {@return the file, by its real path} */
    public Path file() {
        return store.file();
    }

    /** Wipes what is held in memory. Material that was handed out stays good. Further calls do nothing. */
    @Override
    public void close() {
        store.close();
    }

    /** {@return the file, never what is in it} */
    @Override
    public String toString() {
        return "KeyStoreManager[" + store.file() + "]";
    }

    private EntryInfo changed(String name, StoreEntries.Edit edit) throws KeyMaterialException {
        var info = new AtomicReference<EntryInfo>();
        store.change(content -> {
            var changed = edit.apply(entries(content));
            info.set(entries(changed).info(name));
            return changed;
        });
        return Objects.requireNonNull(info.get());
    }

    private StoreEntries entries(StoreContent content) {
        return new StoreEntries(content, store.file().toString(), clock);
    }

    static Protection external(KeyEncryption protection) {
        return new ExternalProtection(new OuterKey(protection));
    }
}
