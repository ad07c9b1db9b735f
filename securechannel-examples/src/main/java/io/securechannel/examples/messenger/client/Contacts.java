package io.securechannel.examples.messenger.client;

import io.securechannel.error.SecureChannelException;
import io.securechannel.examples.messenger.protocol.DeviceId;
import io.securechannel.examples.messenger.protocol.FieldReader;
import io.securechannel.examples.messenger.protocol.FieldWriter;
import io.securechannel.keys.SigningPublicKey;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The users that this one has met. */
final class Contacts {

    private final Map<String, Contact> byName = new LinkedHashMap<>();

    Contacts() {}

    Optional<Contact> find(String user) {
        return Optional.ofNullable(byName.get(user));
    }

    void set(Contact contact) {
        byName.put(contact.user(), contact);
    }

    /** Whether nothing may be sent to a user until their new key is accepted (M2). */
    boolean changed(String user) {
        return find(user).filter(Contact::changed).isPresent();
    }

    /** The key of a device that is on the list of a user, as the user's identity has signed it (M1). */
    Optional<SigningPublicKey> deviceKey(String user, DeviceId device) {
        return find(user).map(contact -> contact.devices().get(device)).map(Contact.SeenDevice::key);
    }

    /** By name. */
    Collection<Contact> all() {
        return byName.values().stream()
                .sorted(Comparator.comparing(Contact::user))
                .toList();
    }

    /** The one that was met first is the first. */
    List<Contact> inOrder() {
        return List.copyOf(byName.values());
    }

    int size() {
        return byName.size();
    }

    void forget(String user) {
        byName.remove(user);
    }

    /** Whether a device is on somebody's list. */
    boolean lists(DeviceId device) {
        return byName.values().stream().anyMatch(each -> each.devices().containsKey(device));
    }

    /** {@return all devices on the lists of all, also those of identities that were believed before: they may come back} */
    Set<DeviceId> devices() {
        var devices = new HashSet<DeviceId>();
        for (var contact : byName.values()) {
            devices.addAll(contact.devices().keySet());
            contact.earlier().forEach(each -> devices.addAll(each.devices().keySet()));
        }
        return devices;
    }

    void write(FieldWriter out) {
        Fields.size(out, byName.size());
        byName.values().forEach(each -> each.write(out));
    }

    static Contacts read(FieldReader in) throws SecureChannelException {
        var contacts = new Contacts();
        for (int left = Fields.size(in); left > 0; left--) {
            contacts.set(Contact.read(in));
        }
        return contacts;
    }
}
