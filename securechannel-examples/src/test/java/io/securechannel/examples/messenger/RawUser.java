package io.securechannel.examples.messenger;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.messenger.endtoend.Conversation;
import io.securechannel.examples.messenger.endtoend.MailContext;
import io.securechannel.examples.messenger.endtoend.Payload;
import io.securechannel.examples.messenger.protocol.Device;
import io.securechannel.examples.messenger.protocol.DeviceId;
import io.securechannel.examples.messenger.protocol.DeviceList;
import io.securechannel.examples.messenger.protocol.DirectoryEntry;
import io.securechannel.examples.messenger.protocol.Mail;
import io.securechannel.examples.messenger.protocol.Octets;
import io.securechannel.examples.messenger.protocol.Prekey;
import io.securechannel.hybrid.HybridCipher;
import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.EnvelopeKeyType;
import io.securechannel.keys.SigningKeyPair;
import io.securechannel.keys.SigningKeyType;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * Keys of a user of one device, for tests that play a user, or a server that makes one up.
 *
 * @param name who
 * @param identityKeys of the user
 * @param deviceKeys of the device
 * @param prekeys to which mail is sealed
 * @param made when the prekey was made
 */
record RawUser(
        String name, SigningKeyPair identityKeys, SigningKeyPair deviceKeys, EnvelopeKeyPair prekeys, Instant made) {

    static RawUser create(String name) throws KeyMaterialException {
        return new RawUser(
                name,
                SigningKeyPair.generate(SigningKeyType.ED25519),
                SigningKeyPair.generate(SigningKeyType.ED25519),
                EnvelopeKeyPair.generate(EnvelopeKeyType.X_WING),
                Instant.now().truncatedTo(ChronoUnit.MILLIS));
    }

    Device device() {
        return new Device(deviceKeys.publicKey());
    }

    DeviceList list(long version, List<Device> devices) {
        return DeviceList.of(name, identityKeys.publicKey(), version, made, devices);
    }

    Prekey prekey() {
        return new Prekey(
                name,
                Prekey.identityHash(identityKeys.publicKey()),
                device().id(),
                made,
                made.plus(Prekey.LIFE),
                prekeys.publicKey());
    }

    DirectoryEntry entry() throws KeyMaterialException {
        return new DirectoryEntry(
                name,
                0,
                Octets.of(identityKeys.publicKey().subjectPublicKeyInfo()),
                list(1, List.of(device())).sign(identityKeys),
                List.of(prekey().sign(deviceKeys)));
    }

    /** The first mail of a row. */
    Mail mail(Conversation conversation, Prekey to, Payload payload) throws KeyMaterialException {
        return mail(conversation, to, 1, Mail.NONE_BEFORE, payload);
    }

    Mail mail(Conversation conversation, Prekey to, long sequence, Octets previous, Payload payload)
            throws KeyMaterialException {
        return mail(conversation, to, sequence, previous, payload, Instant.now());
    }

    /** One whose device says that it was sealed at some time. */
    Mail mail(Conversation conversation, Prekey to, long sequence, Octets previous, Payload payload, Instant signedAt)
            throws KeyMaterialException {
        var empty = bare(conversation, to.device(), sequence, previous, to.until(), Octets.zeros(0));
        var envelope = HybridCipher.to(to.key())
                .signedBy(deviceKeys)
                .clock(() -> signedAt)
                .seal(payload.encode(), MailContext.of(conversation, name, empty));
        return bare(conversation, to.device(), sequence, previous, to.until(), Octets.of(envelope));
    }

    private Mail bare(
            Conversation conversation, DeviceId to, long sequence, Octets previous, Instant expires, Octets envelope) {
        var from = device().id();
        var tag = MailContext.tag(conversation, from, to, sequence);
        return new Mail(from, to, sequence, previous, tag, expires, envelope);
    }
}
