package io.securechannel.examples.messenger.client;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.examples.messenger.client.ContactInfo.Confidence;
import io.securechannel.examples.messenger.protocol.DeviceId;
import io.securechannel.examples.messenger.protocol.DeviceList;
import io.securechannel.examples.messenger.protocol.FieldReader;
import io.securechannel.examples.messenger.protocol.FieldWriter;
import io.securechannel.examples.messenger.protocol.Octets;
import io.securechannel.keys.SigningPublicKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is known of a user, and what the server may not go back behind (M2, M3).
 *
 * @param user the name
 * @param identity SubjectPublicKeyInfo of the key that is believed
 * @param verified whether safety numbers were compared
 * @param changedTo SubjectPublicKeyInfo of the key that the server names now, if it is another; otherwise empty
 * @param listVersion of the list of devices
 * @param devices on that list
 * @param earlier what was seen of identities that were believed before, the latest last
 */
record Contact(
        String user,
        SigningPublicKey identity,
        boolean verified,
        Octets changedTo,
        long listVersion,
        Map<DeviceId, SeenDevice> devices,
        List<Earlier> earlier) {

    private static final Octets NONE = Octets.zeros(0);
    private static final int MOST_EARLIER = 4;

    /**
     * A device of a user.
     *
     * @param key by which it signs
     * @param prekeyFrom when its newest prekey was made, in milliseconds since 1970; 0 if none was seen
     */
    record SeenDevice(SigningPublicKey key, long prekeyFrom) {}

    Contact {
        devices = Collections.unmodifiableMap(new LinkedHashMap<>(devices));
        earlier = List.copyOf(earlier);
    }

    /** An identity that was believed before: the server may not go back behind this if its user goes back to it (M3). */
    record Earlier(SigningPublicKey identity, long listVersion, Map<DeviceId, SeenDevice> devices) {}

    static Contact firstSeen(String user, SigningPublicKey identity) {
        return new Contact(user, identity, false, NONE, 0, Map.of(), List.of());
    }

    boolean changed() {
        return changedTo.length() > 0;
    }

    Contact changedTo(SigningPublicKey other) {
        return new Contact(
                user, identity, verified, Octets.of(other.subjectPublicKeyInfo()), listVersion, devices, earlier);
    }

    /** The server names the known key again. */
    Contact unchanged() {
        return new Contact(user, identity, verified, NONE, listVersion, devices, earlier);
    }

    Contact accepted() throws KeyMaterialException {
        var key = currentKey();
        var before = new ArrayList<>(earlier);
        before.removeIf(each -> each.identity().equals(key));
        before.add(new Earlier(identity, listVersion, devices));
        var kept = before.subList(Math.max(0, before.size() - MOST_EARLIER), before.size());
        var again = earlier.stream()
                .filter(each -> each.identity().equals(key))
                .findFirst()
                .orElse(new Earlier(key, 0, Map.of()));
        return new Contact(user, key, false, NONE, again.listVersion(), again.devices(), kept);
    }

    Contact verifiedNow() {
        return new Contact(user, identity, true, changedTo, listVersion, devices, earlier);
    }

    Contact with(long version, Map<DeviceId, SeenDevice> seen) {
        return new Contact(user, identity, verified, changedTo, version, seen, earlier);
    }

    /** The key that the server names: the known one, or the one to which it has changed. */
    SigningPublicKey currentKey() throws KeyMaterialException {
        return changed() ? SigningPublicKey.fromSubjectPublicKeyInfo(changedTo.bytes()) : identity;
    }

    ContactInfo info() {
        try {
            var confidence = changed() ? Confidence.CHANGED : verified ? Confidence.VERIFIED : Confidence.FIRST_SEEN;
            return new ContactInfo(user, currentKey().fingerprint(), confidence);
        } catch (KeyMaterialException e) {
            throw new IllegalStateException("a key that was read before cannot be read", e);
        }
    }

    void write(FieldWriter out) {
        out.text(user)
                .octets(Octets.of(identity.subjectPublicKeyInfo()))
                .u8(verified ? 1 : 0)
                .octets(changedTo)
                .u8(earlier.size());
        write(out, listVersion, devices);
        for (var each : earlier) {
            out.octets(Octets.of(each.identity().subjectPublicKeyInfo()));
            write(out, each.listVersion(), each.devices());
        }
    }

    private static void write(FieldWriter out, long version, Map<DeviceId, SeenDevice> devices) {
        out.u64(version).u8(devices.size());
        devices.values()
                .forEach(each ->
                        out.octets(Octets.of(each.key().subjectPublicKeyInfo())).u64(each.prekeyFrom()));
    }

    static Contact read(FieldReader in) throws SecureChannelException {
        var user = in.user();
        var identity = Fields.key(in);
        boolean verified = in.flag();
        var changedTo = in.octets();
        if (changedTo.length() > 0) {
            Fields.key(new FieldReader(
                    "a changed key", new FieldWriter().octets(changedTo).toBytes()));
        }
        int before = Fields.atMost(in.u8(), MOST_EARLIER, in);
        var now = read(in, identity);
        var earlier = new ArrayList<Earlier>();
        for (int i = 0; i < before; i++) {
            earlier.add(read(in, Fields.key(in)));
        }
        return new Contact(user, identity, verified, changedTo, now.listVersion(), now.devices(), earlier);
    }

    private static Earlier read(FieldReader in, SigningPublicKey identity) throws SecureChannelException {
        long version = in.count();
        int count = Fields.atMost(in.u8(), DeviceList.MOST_DEVICES, in);
        var devices = new LinkedHashMap<DeviceId, SeenDevice>();
        for (int i = 0; i < count; i++) {
            var key = Fields.key(in);
            devices.put(DeviceId.of(key), new SeenDevice(key, in.count()));
        }
        return new Earlier(identity, version, devices);
    }
}
