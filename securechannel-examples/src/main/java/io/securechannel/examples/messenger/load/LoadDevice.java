package io.securechannel.examples.messenger.load;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.messenger.endtoend.Conversation;
import io.securechannel.examples.messenger.endtoend.MailContext;
import io.securechannel.examples.messenger.endtoend.Payload;
import io.securechannel.examples.messenger.protocol.ClientMessage;
import io.securechannel.examples.messenger.protocol.Device;
import io.securechannel.examples.messenger.protocol.DeviceId;
import io.securechannel.examples.messenger.protocol.DeviceList;
import io.securechannel.examples.messenger.protocol.DirectoryEntry;
import io.securechannel.examples.messenger.protocol.EntryProof;
import io.securechannel.examples.messenger.protocol.Mail;
import io.securechannel.examples.messenger.protocol.Octets;
import io.securechannel.examples.messenger.protocol.Prekey;
import io.securechannel.hybrid.HybridCipher;
import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.EnvelopeKeyType;
import io.securechannel.keys.SigningKeyPair;
import io.securechannel.keys.SigningKeyType;
import io.securechannel.peer.ChannelBinding;
import java.net.InetAddress;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** A user with one device: real keys, a real entry of the directory, real envelopes. */
public final class LoadDevice implements AutoCloseable {

    private final String user;
    private final InetAddress address;
    private final SigningKeyPair identity = SigningKeyPair.generate(SigningKeyType.ED25519);
    private final SigningKeyPair device = SigningKeyPair.generate(SigningKeyType.ED25519);
    private final EnvelopeKeyPair prekey = EnvelopeKeyPair.generate(EnvelopeKeyType.X_WING);
    private final DeviceId id = DeviceId.of(device.publicKey());
    private final Instant expires;
    private final DirectoryEntry entry;

    /**
     * Makes keys.
     *
     * @param number of the device, 0 to 65,000: it names the user, and where the device connects from
     * @throws KeyMaterialException if they cannot sign
     */
    public LoadDevice(int number) throws KeyMaterialException {
        user = "user-" + number;
        address = LoopbackSockets.address(number);
        var now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        var list = DeviceList.of(user, identity.publicKey(), 1, now, List.of(new Device(device.publicKey())));
        var statement = new Prekey(user, list.identity(), id, now, now.plus(Prekey.LIFE), prekey.publicKey());
        entry = new DirectoryEntry(
                user,
                0,
                Octets.of(identity.publicKey().subjectPublicKeyInfo()),
                list.sign(identity),
                List.of(statement.sign(device)));
        expires = now.plus(Prekey.ROTATION);
    }

    /** {@return the name} */
    public String user() {
        return user;
    }

    /** Where it connects from. */
    InetAddress address() {
        return address;
    }

    /** {@return the device's name} */
    public DeviceId id() {
        return id;
    }

    /** The answer to the server's challenge. */
    ClientMessage.Enter enter(Octets nonce, ChannelBinding binding) throws KeyMaterialException {
        return new ClientMessage.Enter(entry, id, EntryProof.sign(device, nonce, binding), false);
    }

    /**
     * Seals a direct message as a client does: signed, to the prekey, bound to its place in the row.
     *
     * @param to whose device can open it
     * @param sequence its number
     * @param previous hash of the mail before it
     * @param text what it says
     * @return ready to be sent
     */
    public Mail seal(LoadDevice to, long sequence, Octets previous, String text) {
        var conversation = Conversation.Direct.between(user, to.user);
        var tag = MailContext.tag(conversation, id, to.id, sequence);
        var open = new Mail(id, to.id, sequence, previous, tag, to.expires, Octets.zeros(0));
        byte[] envelope = HybridCipher.to(to.prekey.publicKey())
                .signedBy(device)
                .seal(new Payload.Text(text).encode(), MailContext.of(conversation, user, open));
        return next(open, sequence, previous, Octets.of(envelope));
    }

    /**
     * Gives an envelope that was sealed before another place in the row. The server cannot tell; its addressee could not open it.
     *
     * @param sealed by {@link #seal}
     * @param sequence its number
     * @param previous hash of the mail before it
     * @param envelope what to carry
     * @return ready to be sent
     */
    public static Mail next(Mail sealed, long sequence, Octets previous, Octets envelope) {
        return new Mail(sealed.from(), sealed.to(), sequence, previous, sealed.tag(), sealed.expires(), envelope);
    }

    @Override
    public void close() {
        identity.close();
        device.close();
        prekey.close();
    }
}
