package io.securechannel.examples.messenger.protocol;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.error.SecureChannelException;
import io.securechannel.keys.SigningKeyPair;
import io.securechannel.keys.SigningPublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The devices of a user, stated by the user's identity key. So the server cannot add one.
 *
 * <pre>
 * "SecureChannel messenger device list v1" 0x00 | user (text) | SHA-256 of the identity key's SubjectPublicKeyInfo (32)
 *     | version (u64) | issued (time) | count (u8, 1 to 16) | count * signing key's SubjectPublicKeyInfo (octets)
 * </pre>
 *
 * @param user whose devices they are
 * @param identity hash of the key that states it
 * @param version grows with each change; who has seen one does not take an older one
 * @param issued when it was stated
 * @param devices 1 to 16, each once
 */
public record DeviceList(String user, Octets identity, long version, Instant issued, List<Device> devices) {

    /** So many may a user have. */
    public static final int MOST_DEVICES = 16;

    private static final String LABEL = "SecureChannel messenger device list v1";

    /**
     * Checks names and numbers.
     *
     * @param user whose devices they are
     * @param identity hash of the key that states it
     * @param version 1 or more
     * @param issued when it was stated
     * @param devices 1 to 16, each once
     */
    public DeviceList {
        UserNames.check(user);
        devices = List.copyOf(devices);
        if (!Octets.isHash(identity) || version < 1) {
            throw new IllegalArgumentException("no hash of an identity, or no version: " + version);
        }
        if (devices.isEmpty() || devices.size() > MOST_DEVICES) {
            throw new IllegalArgumentException("a user has 1 to 16 devices, not " + devices.size());
        }
        if (devices.stream().map(Device::id).distinct().count() < devices.size()) {
            throw new IllegalArgumentException("a device is there twice");
        }
    }

    /**
     * A list.
     *
     * @param user whose devices they are
     * @param identity the key that will state it
     * @param version 1 or more
     * @param issued now
     * @param devices 1 to 16
     * @return to be signed
     */
    public static DeviceList of(
            String user, SigningPublicKey identity, long version, Instant issued, List<Device> devices) {
        return new DeviceList(user, Octets.sha256(identity.subjectPublicKeyInfo()), version, issued, devices);
    }

    /**
     * Finds a device.
     *
     * @param id its name
     * @return empty if it is not on the list
     */
    public Optional<Device> find(DeviceId id) {
        return devices.stream().filter(device -> device.id().equals(id)).findFirst();
    }

    /**
     * States it.
     *
     * @param keys the identity's
     * @return to be published
     * @throws KeyMaterialException if the key cannot sign
     */
    public SignedStatement sign(SigningKeyPair keys) throws KeyMaterialException {
        var out = new FieldWriter()
                .label(LABEL)
                .text(user)
                .fixed(identity)
                .u64(version)
                .time(issued)
                .u8(devices.size());
        devices.forEach(device -> out.octets(Octets.of(device.key().subjectPublicKeyInfo())));
        return SignedStatement.sign(out.toBytes(), keys);
    }

    /**
     * Verifies and reads a list.
     *
     * @param signed as it was published
     * @param user whose it has to be
     * @param identity who has to have stated it
     * @return the list
     * @throws KeyMaterialException if somebody else stated it, or it is about somebody else, or none
     */
    public static DeviceList verify(SignedStatement signed, String user, SigningPublicKey identity)
            throws KeyMaterialException {
        var in = new FieldReader("a list of devices", signed.verified(identity));
        DeviceList list;
        try {
            list = read(in);
        } catch (SecureChannelException | IllegalArgumentException e) {
            throw new KeyMaterialException(Reason.MALFORMED, "the list of devices is none: " + e.getMessage(), e);
        }
        if (!list.user().equals(user) || !list.identity().equals(Octets.sha256(identity.subjectPublicKeyInfo()))) {
            throw new KeyMaterialException(
                    Reason.WRONG_CONTEXT, "the list of devices is not that of " + user + " and of this key");
        }
        return list;
    }

    private static DeviceList read(FieldReader in) throws SecureChannelException, KeyMaterialException {
        in.label(LABEL);
        var user = in.text();
        var identity = in.fixed(32);
        long version = in.count();
        var issued = in.time();
        int count = in.u8();
        var devices = new ArrayList<Device>();
        for (int i = 0; i < count; i++) {
            devices.add(new Device(Device.signingKey(in.octets())));
        }
        in.end();
        return new DeviceList(user, identity, version, issued, devices);
    }
}
