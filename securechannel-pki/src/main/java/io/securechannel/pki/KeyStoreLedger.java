package io.securechannel.pki;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.keys.Identity;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.keys.StoredData;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A ledger in the key store that holds the authority's key, as an entry beside it. The key store changes it in one step, so
 * that several threads and programs lose no certificate and give no number of a revocation list twice.
 */
final class KeyStoreLedger implements LedgerStore {

    private static final String SUFFIX = ".ledger";
    private static final String FORMAT = "securechannel ca ledger/1";
    private static final int LONGEST_NAME = 128 - SUFFIX.length();

    private final KeyStoreManager keys;
    private final String entry;
    private final String authority;

    private KeyStoreLedger(KeyStoreManager keys, String name, String authority) {
        this.keys = keys;
        this.entry = name + SUFFIX;
        this.authority = authority;
    }

    /** Puts an authority and its ledger in: the key first, since its name is what others look for. */
    static KeyStoreLedger create(KeyStoreManager keys, String name, Identity identity, Ledger ledger)
            throws KeyMaterialException {
        if (name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException("the name of an authority has " + LONGEST_NAME
                    + " characters at most, for that of its ledger is longer");
        }
        var store = new KeyStoreLedger(keys, name, ledger.authority());
        if (keys.find(store.entry).isPresent()) {
            throw new KeyMaterialException(
                    Reason.ALREADY_THERE,
                    "the key store holds " + Text.quote(store.entry) + " already, the ledger of "
                            + (keys.find(name).isPresent()
                                    ? "the authority of that name: open it, or choose another name"
                                    : "an authority that was deleted: choose another name, or delete the ledger too"));
        }
        keys.put(name, identity);
        keys.put(store.entry, data(ledger));
        return store;
    }

    /** Opens the ledger of an authority that is in the key store. */
    static KeyStoreLedger open(KeyStoreManager keys, String name, Identity identity) throws KeyMaterialException {
        var store = new KeyStoreLedger(keys, name, Issuer.keyHashOf(identity.certificate()));
        if (keys.find(store.entry).isEmpty()) {
            throw new KeyMaterialException(
                    Reason.MISSING,
                    "the key store holds " + Text.quote(name) + ", but not its ledger " + Text.quote(store.entry)
                            + ", so it is not known what was issued and revoked: put back a backup; or, if nothing was ever"
                            + " issued, take the identity out, delete the entry, and use CertificateAuthority.of(identity).keepIn");
        }
        store.read();
        return store;
    }

    @Override
    public Ledger read() throws KeyMaterialException {
        try (var data = keys.get(entry, StoredData.class)) {
            return ledger(data);
        }
    }

    @Override
    public Ledger update(Change change) throws KeyMaterialException {
        var after = new AtomicReference<Ledger>();
        keys.update(entry, StoredData.class, current -> {
                    var before = current.orElseThrow(() -> new KeyMaterialException(
                            Reason.MISSING,
                            "the ledger " + Text.quote(entry) + " is gone from the key store: put back a backup"));
                    var now = ledger(before);
                    var changed = change.apply(now);
                    var encoded = LedgerCodec.encode(changed);
                    if (changed.entries().size() > now.entries().size()) {
                        LedgerCodec.requireRoomToRevoke(changed, encoded.length);
                    }
                    after.set(changed);
                    return StoredData.of(FORMAT, encoded);
                })
                .close();
        return Objects.requireNonNull(after.get(), "a key store calls the change");
    }

    private Ledger ledger(StoredData data) throws KeyMaterialException {
        if (!data.format().equals(FORMAT)) {
            throw new KeyMaterialException(
                    Reason.WRONG_KIND,
                    Text.quote(entry) + " in the key store is " + Text.quote(data.format())
                            + " and no ledger of an authority that is read here (" + FORMAT + ")");
        }
        var ledger = LedgerCodec.decode(data.content());
        if (!ledger.authority().equals(authority)) {
            throw new KeyMaterialException(
                    Reason.KEY_MISMATCH,
                    "the ledger " + Text.quote(entry)
                            + " in the key store is that of an authority with another key, so what"
                            + " it says of certificates and revocations is not about this one: put back a backup, or keep"
                            + " the new authority under another name");
        }
        return ledger;
    }

    private static StoredData data(Ledger ledger) throws KeyMaterialException {
        return StoredData.of(FORMAT, LedgerCodec.encode(ledger));
    }
}
