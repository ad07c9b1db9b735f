package io.securechannel.examples.messenger.client;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.examples.messenger.protocol.Device;
import io.securechannel.examples.messenger.protocol.DeviceId;
import io.securechannel.examples.messenger.protocol.DeviceList;
import io.securechannel.examples.messenger.protocol.Prekey;
import io.securechannel.examples.messenger.protocol.SignedStatement;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.keys.SigningKeyPair;
import io.securechannel.keys.SigningKeyType;
import io.securechannel.keys.SigningPublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who this is: the user's identity, this device's key, and the list of devices that the identity has signed. Made at the first
 * opening, or by linking ({@link NewDevice}): then the identity's own key stays at the first device, which alone changes the list. Each
 * is an entry of its own in the key store; a crash between them leaves keys that the next opening uses.
 */
final class Account implements AutoCloseable {

    static final String IDENTITY = "messenger identity";
    static final String DEVICE = "messenger device";
    static final String DEVICES = "messenger devices";

    private static final String NEXT_DEVICE = "messenger device to come";

    private final KeyStoreManager keys;
    private final String user;
    private final SigningPublicKey identity;
    private final @Nullable SigningKeyPair identityKeys;
    private final SigningKeyPair device;
    private StoredDevices stored;
    private DeviceList list;

    private Account(
            KeyStoreManager keys,
            String user,
            @Nullable SigningKeyPair identityKeys,
            SigningKeyPair device,
            StoredDevices stored)
            throws KeyMaterialException {
        this.keys = keys;
        this.user = user;
        this.identity = identityKeys == null ? stored.identity().orElseThrow() : identityKeys.publicKey();
        this.identityKeys = identityKeys;
        this.device = device;
        this.stored = stored;
        this.list = verified(stored.list(), user, identity);
    }

    static Account open(KeyStoreManager keys, String user, Instant now) throws KeyMaterialException {
        if (NewDevice.isLeftByALink(keys)) {
            throw new KeyMaterialException(
                    Reason.MISSING, NewDevice.brokenOff(keys)); // not another identity in its place
        }
        finishRenewal(keys, user);
        var stored = StoredDevices.load(keys);
        boolean linked = keys.find(IDENTITY).isEmpty()
                && stored.flatMap(StoredDevices::identity).isPresent();
        var identity = linked ? null : key(keys, IDENTITY);
        var device = key(keys, DEVICE);
        if (stored.isEmpty() && identity != null) {
            var first = DeviceList.of(user, identity.publicKey(), 1, now, List.of(new Device(device.publicKey())));
            stored = Optional.of(new StoredDevices(Optional.empty(), first.sign(identity), List.of()));
            stored.get().save(keys, user);
        }
        var account = new Account(keys, user, identity, device, stored.orElseThrow());
        if (account.list.find(account.deviceId()).isEmpty()) {
            throw new KeyMaterialException(
                    Reason.KEY_MISMATCH, "the list of devices in the key store does not name the key store's device");
        }
        return account;
    }

    /**
     * Puts another device in place of this one, on a newer list. The key comes first, then the list that names it, then the change of
     * place, which the next opening makes if a crash comes between.
     */
    static void renewDevice(KeyStoreManager keys, String user, Instant now) throws KeyMaterialException {
        if (keys.find(DEVICES).isEmpty()) {
            return;
        }
        finishRenewal(keys, user);
        if (keys.find(IDENTITY).isEmpty()) {
            throw new KeyMaterialException(
                    Reason.DAMAGED,
                    "what this linked device knew of contacts, rooms and messages cannot be read, and only your first device"
                            + " can put a new one in its place: /unlink this one there, and /link it with a new key store");
        }
        try (var account = open(keys, user, now);
                var next = key(keys, NEXT_DEVICE)) {
            var devices = new ArrayList<Device>();
            for (var each : account.list.devices()) {
                devices.add(each.id().equals(account.deviceId()) ? new Device(next.publicKey()) : each);
            }
            account.change(devices, account.stored.prekeys(), now);
        }
        finishRenewal(keys, user);
    }

    private static void finishRenewal(KeyStoreManager keys, String user) throws KeyMaterialException {
        if (keys.find(NEXT_DEVICE).isEmpty() || keys.find(DEVICES).isEmpty()) {
            return;
        }
        try (var identity = key(keys, IDENTITY);
                var next = key(keys, NEXT_DEVICE)) {
            var stored = StoredDevices.load(keys).orElseThrow();
            if (verified(stored.list(), user, identity.publicKey())
                    .find(DeviceId.of(next.publicKey()))
                    .isPresent()) {
                keys.update(DEVICE, SigningKeyPair.class, earlier -> {
                    earlier.ifPresent(SigningKeyPair::close);
                    return next;
                });
            }
        }
        keys.delete(NEXT_DEVICE);
    }

    private static SigningKeyPair key(KeyStoreManager keys, String name) throws KeyMaterialException {
        if (keys.find(name).isEmpty()) {
            try (var made = SigningKeyPair.generate(SigningKeyType.ED25519)) {
                keys.put(name, made);
            }
        }
        return keys.get(name, SigningKeyPair.class);
    }

    private static DeviceList verified(SignedStatement signed, String user, SigningPublicKey identity)
            throws KeyMaterialException {
        try {
            return DeviceList.verify(signed, user, identity);
        } catch (KeyMaterialException e) {
            throw new KeyMaterialException(
                    e.reason(),
                    "the messenger's keys in this key store are not those of " + user
                            + ": each user has a key store of their own (" + e.getMessage() + ")",
                    e);
        }
    }

    String user() {
        return user;
    }

    SigningPublicKey identity() {
        return identity;
    }

    SigningKeyPair device() {
        return device;
    }

    DeviceId deviceId() {
        return DeviceId.of(device.publicKey());
    }

    SignedStatement devices() {
        return stored.list();
    }

    DeviceList list() {
        return list;
    }

    /** Whether this is the first device, which has the identity's key. */
    boolean mayChangeDevices() {
        return identityKeys != null;
    }

    /** Whether this user has, or had, more than this device. */
    boolean isShared() {
        return identityKeys == null || list.version() > 1;
    }

    /** The user's devices but this one. */
    List<Device> others() {
        return list.devices().stream()
                .filter(each -> !each.id().equals(deviceId()))
                .toList();
    }

    /** Those of linked devices that have not ended: until such a device has come, the server has none of it but this. */
    List<SignedStatement> prekeys(Instant now) throws KeyMaterialException {
        var left = new ArrayList<SignedStatement>();
        for (var each : stored.prekeys()) {
            if (Prekey.verify(each, list).until().isAfter(now)) {
                left.add(each);
            }
        }
        return left;
    }

    /**
     * Signs a list with another device.
     *
     * @throws KeyMaterialException if the prekey is not that device's, the list cannot be kept, or people could not tell the device from
     *     one that is there: 32 bits of a name are searched through in a day, and whoever did would be hidden behind another's
     */
    void add(Device fresh, SignedStatement prekey, Instant now) throws KeyMaterialException {
        var shortName = fresh.id().shortName();
        if (list.devices().stream().anyMatch(each -> each.id().shortName().equals(shortName))) {
            throw new KeyMaterialException(
                    KeyMaterialException.Reason.ALREADY_THERE,
                    "its name begins as that of a device that you have, " + shortName
                            + ", which hardly happens by chance: find out what it is before you link another");
        }
        var devices = new ArrayList<>(list.devices());
        devices.add(fresh);
        var prekeys = new ArrayList<>(prekeys(now));
        prekeys.add(prekey);
        change(devices, prekeys, now);
    }

    /** Signs a list without a device. */
    void remove(DeviceId gone, Instant now) throws KeyMaterialException {
        var devices =
                list.devices().stream().filter(each -> !each.id().equals(gone)).toList();
        var prekeys = new ArrayList<SignedStatement>();
        for (var each : prekeys(now)) {
            if (!Prekey.verify(each, list).device().equals(gone)) {
                prekeys.add(each);
            }
        }
        change(devices, prekeys, now);
    }

    private void change(List<Device> devices, List<SignedStatement> prekeys, Instant now) throws KeyMaterialException {
        if (identityKeys == null) {
            throw new IllegalStateException("a linked device cannot change the list");
        }
        var next = DeviceList.of(user, identity, list.version() + 1, now, devices);
        for (var each : prekeys) {
            Prekey.verify(each, next);
        }
        keep(new StoredDevices(Optional.of(identity), next.sign(identityKeys), prekeys));
    }

    /**
     * Takes a newer list than the one that is known.
     *
     * @return whether it is one, and names this device
     * @throws KeyMaterialException if the identity has not signed it, or it cannot be kept
     */
    boolean adopt(SignedStatement statement) throws KeyMaterialException {
        var newer = DeviceList.verify(statement, user, identity);
        if (newer.version() <= list.version() || newer.find(deviceId()).isEmpty()) {
            return false;
        }
        keep(new StoredDevices(Optional.of(identity), statement, List.of()));
        return true;
    }

    private void keep(StoredDevices next) throws KeyMaterialException {
        next.save(keys, user);
        stored = next;
        list = verified(next.list(), user, identity);
    }

    @Override
    public void close() {
        if (identityKeys != null) {
            identityKeys.close();
        }
        device.close();
    }
}
