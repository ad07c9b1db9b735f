package io.securechannel.examples.messenger.protocol;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.error.SecureChannelException;
import io.securechannel.keys.EnvelopePublicKey;
import io.securechannel.keys.SigningKeyPair;
import io.securechannel.keys.SigningPublicKey;
import java.time.Duration;
import java.time.Instant;

/**
 * A public key to which messages for one device are sealed for some days, stated by that device. It names the user and the identity,
 * so that nobody else can put the device on a list of their own.
 *
 * <pre>
 * "SecureChannel messenger prekey v1" 0x00 | user (text) | SHA-256 of the identity key's SubjectPublicKeyInfo (32)
 *     | device (16) | from (time) | until (time) | envelope key's SubjectPublicKeyInfo (octets)
 * </pre>
 *
 * @param user to whom the device belongs
 * @param identity hash of the user's identity key
 * @param device who states it
 * @param from when it was made
 * @param until when its private half is wiped, at most {@link #LIFE} after it was made
 * @param key X-Wing
 */
public record Prekey(
        String user, Octets identity, DeviceId device, Instant from, Instant until, EnvelopePublicKey key) {

    /** After so long a device makes a new one. */
    public static final Duration ROTATION = Duration.ofDays(1);

    /**
     * After so long the private half is wiped, by a client that runs, or when it starts again: whoever takes the device after that
     * cannot open what was sent before.
     */
    public static final Duration LIFE = Duration.ofDays(7);

    private static final String LABEL = "SecureChannel messenger prekey v1";

    /**
     * Checks names and times.
     *
     * @param user to whom the device belongs
     * @param identity hash of the user's identity key
     * @param device who states it
     * @param from when it was made
     * @param until later, by at most {@link #LIFE}
     * @param key X-Wing
     */
    public Prekey {
        UserNames.check(user);
        if (!Octets.isHash(identity)) {
            throw new IllegalArgumentException("no hash of an identity");
        }
        if (!until.isAfter(from) || until.isAfter(from.plus(LIFE))) {
            throw new IllegalArgumentException("a prekey lives at most " + LIFE.toDays() + " days");
        }
        if (!key.type().postQuantum()) {
            throw new IllegalArgumentException("a prekey is an X-Wing key, this is " + key.type());
        }
    }

    /**
     * States it.
     *
     * @param keys the device's
     * @return to be published
     * @throws KeyMaterialException if the key cannot sign
     */
    public SignedStatement sign(SigningKeyPair keys) throws KeyMaterialException {
        var out = new FieldWriter()
                .label(LABEL)
                .text(user)
                .fixed(identity)
                .fixed(device.octets())
                .time(from)
                .time(until)
                .octets(Octets.of(key.subjectPublicKeyInfo()));
        return SignedStatement.sign(out.toBytes(), keys);
    }

    /**
     * Verifies and reads a prekey.
     *
     * @param signed as it was published
     * @param owner the list of the user whose it has to be, verified
     * @return the prekey of one of these devices
     * @throws KeyMaterialException if it is none of theirs
     */
    public static Prekey verify(SignedStatement signed, DeviceList owner) throws KeyMaterialException {
        var claimed = parse(signed.statement().bytes());
        var device = owner.find(claimed.device())
                .orElseThrow(() -> new KeyMaterialException(
                        Reason.WRONG_CONTEXT, "a prekey of a device that is not on the list of " + owner.user()));
        signed.verified(device.key());
        if (!claimed.user().equals(owner.user()) || !claimed.identity().equals(owner.identity())) {
            throw new KeyMaterialException(
                    Reason.WRONG_CONTEXT,
                    "a device on the list of " + owner.user() + " says that it is somebody else's");
        }
        return claimed;
    }

    private static Prekey parse(byte[] statement) throws KeyMaterialException {
        var in = new FieldReader("a prekey", statement);
        try {
            in.label(LABEL);
            var read = new Prekey(
                    in.text(),
                    in.fixed(32),
                    DeviceId.read(in),
                    in.time(),
                    in.time(),
                    EnvelopePublicKey.fromSubjectPublicKeyInfo(in.octets().bytes()));
            in.end();
            return read;
        } catch (SecureChannelException | IllegalArgumentException e) {
            throw new KeyMaterialException(Reason.MALFORMED, "a prekey is none: " + e.getMessage(), e);
        }
    }

    /**
     * The hash by which statements name an identity.
     *
     * @param identity a user's identity key
     * @return SHA-256 over its SubjectPublicKeyInfo
     */
    public static Octets identityHash(SigningPublicKey identity) {
        return Octets.sha256(identity.subjectPublicKeyInfo());
    }
}
