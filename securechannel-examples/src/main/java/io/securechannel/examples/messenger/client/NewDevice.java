package io.securechannel.examples.messenger.client;

import io.securechannel.ClientConfig;
import io.securechannel.SecureChannel;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.examples.messenger.protocol.DeviceId;
import io.securechannel.examples.messenger.protocol.DeviceList;
import io.securechannel.examples.messenger.protocol.FieldReader;
import io.securechannel.examples.messenger.protocol.Octets;
import io.securechannel.examples.messenger.protocol.Prekey;
import io.securechannel.keys.EntryInfo;
import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.EnvelopeKeyType;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.keys.SigningKeyPair;
import io.securechannel.keys.SigningKeyType;
import io.securechannel.keys.SigningPublicKey;
import io.securechannel.noise.OneTimeCode;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Makes an empty key store that of another device of a user, by a code that the user's first device shows ({@link Messenger#link}). */
public final class NewDevice {

    static final Duration PATIENCE = Duration.ofSeconds(30);

    private final KeyStoreManager keys;
    private final String user;
    private final Instant now;
    private boolean asked;
    private boolean complete;

    private NewDevice(KeyStoreManager keys, String user, Instant now) {
        this.keys = keys;
        this.user = user;
        this.now = now;
    }

    /**
     * Links.
     *
     * @param keys new; if this fails, nothing in it is of use
     * @param user who has to be at the other end
     * @param first where the first device waits
     * @param code as it shows it; used up, whatever comes of it
     * @param now by this device's clock
     * @throws ChatException if the key store is used, or the other end is another user's
     * @throws SecureChannelException if the code is refused, or the other end cannot be reached
     * @throws KeyMaterialException if what it gives is not signed, or cannot be kept
     */
    public static void join(KeyStoreManager keys, String user, InetSocketAddress first, OneTimeCode code, Instant now)
            throws ChatException, SecureChannelException, KeyMaterialException {
        requireNew(keys);
        join(keys, user, first, ClientConfig.noise(code), now);
    }

    /**
     * Checks that a key store can become that of a new device.
     *
     * @param keys empty
     * @throws ChatException if something is in it; also if that is what a link has left that broke off
     * @throws KeyMaterialException if it cannot be read
     */
    public static void requireNew(KeyStoreManager keys) throws ChatException, KeyMaterialException {
        if (isLeftByALink(keys)) {
            throw new ChatException(brokenOff(keys));
        }
        if (!keys.list().isEmpty()) {
            throw new ChatException(keys.file() + " is in use already: a new device begins with a new key store");
        }
    }

    /** The list comes last: what lacks it, and has no identity of its own, was not linked. A user's first start begins with the identity. */
    static boolean isLeftByALink(KeyStoreManager keys) throws KeyMaterialException {
        var names = keys.list().stream().map(EntryInfo::name).toList();
        return !names.contains(Account.DEVICES)
                && !names.contains(Account.IDENTITY)
                && names.stream()
                        .anyMatch(name -> name.equals(Book.ENTRY)
                                || name.equals(Account.DEVICE)
                                || name.startsWith(Prekeys.ENTRY));
    }

    static String brokenOff(KeyStoreManager keys) {
        return keys.file()
                + " has what a link has left that broke off, and can become no device any more: delete that file;"
                + " if /devices at your first device shows one more than you have, /unlink it; and /link again";
    }

    /** By a configuration that has the code. */
    static void join(
            KeyStoreManager keys, String user, InetSocketAddress first, ClientConfig.Builder config, Instant now)
            throws ChatException, SecureChannelException, KeyMaterialException {
        var fresh = new NewDevice(keys, user, now);
        try (var channel = SecureChannel.connect(first.getHostString(), first.getPort(), config.build())) {
            fresh.join(channel);
        } catch (SecureChannelException e) {
            if (!fresh.asked) {
                throw e;
            }
            if (!fresh.complete) {
                throw new ChatException("not linked: " + e.getMessage()
                        + ". The other device may have this one on its list all the same: if /devices there shows one more,"
                        + " /unlink it");
            }
            // The other device had put this one on the list before, and all is on the disk: it is linked, whoever has
            // heard so.
        }
    }

    private void join(SecureChannel channel) throws ChatException, SecureChannelException, KeyMaterialException {
        if (!(receive(channel) instanceof LinkMessage.Offer offer)) {
            throw unexpected();
        }
        if (!offer.user().equals(user)) {
            throw new ChatException("that is a device of " + offer.user() + ", not of " + user);
        }
        var identity =
                SigningPublicKey.fromSubjectPublicKeyInfo(offer.identity().bytes());
        try (var device = SigningKeyPair.generate(SigningKeyType.ED25519);
                var prekey = EnvelopeKeyPair.generate(EnvelopeKeyType.X_WING)) {
            var from = Instant.ofEpochMilli(now.toEpochMilli());
            var id = DeviceId.of(device.publicKey());
            var statement = new Prekey(
                    user, Prekey.identityHash(identity), id, from, from.plus(Prekey.LIFE), prekey.publicKey());
            asked = true;
            channel.send(new LinkMessage.Request(
                            Octets.of(device.publicKey().subjectPublicKeyInfo()), statement.sign(device))
                    .encode());
            if (!(receive(channel) instanceof LinkMessage.Grant grant)) {
                throw unexpected();
            }
            var list = DeviceList.verify(grant.list(), user, identity);
            if (list.find(id).isEmpty()) {
                throw new ChatException("the first device has not put this one on its list");
            }
            keep(grant);
            keys.put(Account.DEVICE, device);
            keys.put(Prekeys.ENTRY + from.toEpochMilli(), prekey);
            new StoredDevices(Optional.of(identity), grant.list(), List.of()).save(keys, user);
        }
        complete = true;
        channel.send(new LinkMessage.Done().encode());
    }

    /** An invitation that was made at the first device is answered there. */
    private void keep(LinkMessage.Grant grant) throws SecureChannelException, KeyMaterialException {
        var contacts = new FieldReader("contacts", grant.contacts().bytes());
        var rooms = new FieldReader("rooms", grant.rooms().bytes());
        var book = Book.open(keys);
        var open = Rooms.read(rooms);
        book.begin(Contacts.read(contacts), open);
        contacts.end();
        rooms.end();
        open.invitations().stream().filter(each -> each.from().equals(user)).forEach(open::remove);
        book.save();
    }

    static LinkMessage receive(SecureChannel channel) throws SecureChannelException {
        var message = channel.receive(PATIENCE);
        if (message.isEmpty()) {
            throw new SecureChannelException(
                    Reason.CLOSED_BY_PEER, "the other device has ended the linking: /link there, and try again");
        }
        return LinkMessage.decode(message.get());
    }

    static SecureChannelException unexpected() {
        return new SecureChannelException(Reason.PROTOCOL_VIOLATION, "the other device says what was not asked for");
    }
}
