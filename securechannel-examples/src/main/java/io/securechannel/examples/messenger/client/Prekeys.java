package io.securechannel.examples.messenger.client;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.messenger.protocol.Prekey;
import io.securechannel.examples.messenger.protocol.SignedStatement;
import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.EnvelopeKeyType;
import io.securechannel.keys.KeyStoreManager;
import java.time.Instant;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * This device's prekeys: a fresh one every day, wiped after seven. Each is an entry of the key store whose name says when it was
 * made; deleting the entry writes the file anew without it. What was sealed to it cannot be opened any more, by anybody.
 */
final class Prekeys implements AutoCloseable {

    static final String ENTRY = "messenger prekey ";

    private final KeyStoreManager keys;
    private final Account account;
    private final NavigableMap<Long, EnvelopeKeyPair> byTime = new TreeMap<>();

    private Prekeys(KeyStoreManager keys, Account account) {
        this.keys = keys;
        this.account = account;
    }

    static Prekeys open(KeyStoreManager keys, Account account, Instant now) throws KeyMaterialException {
        var prekeys = new Prekeys(keys, account);
        for (var entry : keys.list()) {
            if (entry.name().startsWith(ENTRY)) {
                prekeys.byTime.put(time(entry.name()), keys.get(entry.name(), EnvelopeKeyPair.class));
            }
        }
        prekeys.refresh(now);
        return prekeys;
    }

    private static long time(String name) throws KeyMaterialException {
        try {
            return Long.parseLong(name.substring(ENTRY.length()));
        } catch (NumberFormatException e) {
            throw new KeyMaterialException(
                    KeyMaterialException.Reason.DAMAGED, "an entry of the key store is no prekey of the messenger", e);
        }
    }

    /**
     * Wipes what has lived long enough, and makes a new one when it is time. One that was made by a clock that was ahead stays the
     * newest until that time has come: nobody takes one that was made earlier (M3).
     *
     * @return whether there is a new one to publish
     */
    boolean refresh(Instant now) throws KeyMaterialException {
        for (long made : List.copyOf(byTime.keySet())) {
            if (!Instant.ofEpochMilli(made).plus(Prekey.LIFE).isAfter(now)) {
                keys.delete(ENTRY + made);
                var wiped = byTime.remove(made);
                if (wiped != null) {
                    wiped.close();
                }
            }
        }
        if (!byTime.isEmpty()
                && now.isBefore(Instant.ofEpochMilli(byTime.lastKey()).plus(Prekey.ROTATION))) {
            return false;
        }
        var fresh = EnvelopeKeyPair.generate(EnvelopeKeyType.X_WING);
        boolean isKept = false;
        try {
            keys.put(ENTRY + now.toEpochMilli(), fresh);
            isKept = true;
        } finally {
            if (!isKept) {
                fresh.close();
            }
        }
        byTime.put(now.toEpochMilli(), fresh);
        return true;
    }

    /** {@return the current one, to be published} */
    SignedStatement signed() throws KeyMaterialException {
        var from = Instant.ofEpochMilli(byTime.lastKey());
        var prekey = new Prekey(
                account.user(),
                Prekey.identityHash(account.identity()),
                account.deviceId(),
                from,
                from.plus(Prekey.LIFE),
                byTime.lastEntry().getValue().publicKey());
        return prekey.sign(account.device());
    }

    /** {@return all that are not wiped, the newest first} */
    List<EnvelopeKeyPair> all() {
        return List.copyOf(byTime.descendingMap().values());
    }

    @Override
    public void close() {
        byTime.values().forEach(EnvelopeKeyPair::close);
        byTime.clear();
    }
}
