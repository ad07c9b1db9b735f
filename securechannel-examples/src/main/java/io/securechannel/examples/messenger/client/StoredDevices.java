package io.securechannel.examples.messenger.client;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.error.SecureChannelException;
import io.securechannel.examples.messenger.protocol.DeviceList;
import io.securechannel.examples.messenger.protocol.FieldReader;
import io.securechannel.examples.messenger.protocol.FieldWriter;
import io.securechannel.examples.messenger.protocol.Octets;
import io.securechannel.examples.messenger.protocol.SignedStatement;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.keys.SigningPublicKey;
import io.securechannel.keys.StoredData;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A user's signed list of devices in the key store. One that knows of one device alone is written as earlier versions read it.
 *
 * @param identity who has signed it; empty in a key store that has the identity's own key and was written by an earlier version
 * @param list as it is published
 * @param prekeys of devices that were linked and have perhaps not come yet: the server is given them until it has newer ones
 */
record StoredDevices(Optional<SigningPublicKey> identity, SignedStatement list, List<SignedStatement> prekeys) {

    private static final String FORMAT = "securechannel messenger devices/1";
    private static final String LINKED = "securechannel messenger devices/2";

    StoredDevices {
        prekeys = List.copyOf(prekeys);
    }

    static Optional<StoredDevices> load(KeyStoreManager keys) throws KeyMaterialException {
        if (keys.find(Account.DEVICES).isEmpty()) {
            return Optional.empty();
        }
        try (var stored = keys.get(Account.DEVICES, StoredData.class)) {
            return Optional.of(read(stored));
        }
    }

    static StoredDevices read(StoredData stored) throws KeyMaterialException {
        boolean linked = stored.format().equals(LINKED);
        if (!linked && !stored.format().equals(FORMAT)) {
            throw new KeyMaterialException(
                    Reason.WRONG_KIND, "not a list of the messenger's devices, but " + stored.format());
        }
        var in = new FieldReader("the list of devices in the key store", stored.content());
        try {
            Optional<SigningPublicKey> identity = linked ? Optional.of(Fields.key(in)) : Optional.empty();
            var list = SignedStatement.read(in);
            var prekeys = new ArrayList<SignedStatement>();
            int count = linked ? Fields.atMost(in.u8(), DeviceList.MOST_DEVICES, in) : 0;
            for (int i = 0; i < count; i++) {
                prekeys.add(SignedStatement.read(in));
            }
            in.end();
            return new StoredDevices(identity, list, prekeys);
        } catch (SecureChannelException e) {
            throw new KeyMaterialException(Reason.DAMAGED, e.getMessage(), e);
        }
    }

    /** When this returns, it is on the disk. */
    void save(KeyStoreManager keys, String user) throws KeyMaterialException {
        var out = new FieldWriter();
        identity.ifPresent(key -> out.octets(Octets.of(key.subjectPublicKeyInfo())));
        list.write(out);
        if (identity.isPresent()) {
            out.u8(prekeys.size());
            prekeys.forEach(each -> each.write(out));
        }
        try (var made = StoredData.of(identity.isPresent() ? LINKED : FORMAT, out.toBytes())) {
            if (keys.find(Account.DEVICES).isEmpty()) {
                keys.put(Account.DEVICES, made, "devices of " + user);
                return;
            }
            keys.update(Account.DEVICES, StoredData.class, before -> {
                before.ifPresent(StoredData::close);
                return made;
            });
        }
    }
}
