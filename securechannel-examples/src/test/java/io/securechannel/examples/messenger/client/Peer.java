package io.securechannel.examples.messenger.client;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.messenger.protocol.Device;
import io.securechannel.examples.messenger.protocol.DeviceId;
import io.securechannel.examples.messenger.protocol.DeviceList;
import io.securechannel.examples.messenger.protocol.DirectoryEntry;
import io.securechannel.examples.messenger.protocol.Octets;
import io.securechannel.examples.messenger.protocol.Prekey;
import io.securechannel.examples.messenger.protocol.SignedStatement;
import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.EnvelopeKeyType;
import io.securechannel.keys.SigningKeyPair;
import io.securechannel.keys.SigningKeyType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Keys of a user with as many devices as a test wants, of which some have prekeys. */
final class Peer {

    private final String name;
    private final SigningKeyPair identity = SigningKeyPair.generate(SigningKeyType.ED25519);
    private final List<SigningKeyPair> devices = new ArrayList<>();
    private long version;

    Peer(String name, int devices) {
        this.name = name;
        for (int i = 0; i < devices; i++) {
            this.devices.add(SigningKeyPair.generate(SigningKeyType.ED25519));
        }
    }

    DeviceId device(int number) {
        return DeviceId.of(devices.get(number).publicKey());
    }

    /** Another device, in the place of one. */
    void renew(int number) {
        devices.set(number, SigningKeyPair.generate(SigningKeyType.ED25519));
    }

    /** A newer list with all devices, of which those have fresh prekeys. */
    DirectoryEntry entry(Instant now, Set<Integer> withKeys) throws KeyMaterialException {
        var list = DeviceList.of(
                name,
                identity.publicKey(),
                ++version,
                now,
                devices.stream().map(each -> new Device(each.publicKey())).toList());
        var prekeys = new ArrayList<SignedStatement>();
        for (int number : withKeys) {
            prekeys.add(prekey(devices.get(number), now));
        }
        var key = Octets.of(identity.publicKey().subjectPublicKeyInfo());
        return new DirectoryEntry(name, version, key, list.sign(identity), prekeys);
    }

    private SignedStatement prekey(SigningKeyPair device, Instant now) throws KeyMaterialException {
        try (var keys = EnvelopeKeyPair.generate(EnvelopeKeyType.X_WING)) {
            var hash = Prekey.identityHash(identity.publicKey());
            var id = DeviceId.of(device.publicKey());
            return new Prekey(name, hash, id, now, now.plus(Prekey.LIFE), keys.publicKey()).sign(device);
        }
    }
}
