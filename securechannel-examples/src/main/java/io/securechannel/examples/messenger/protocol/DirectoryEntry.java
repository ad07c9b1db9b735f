package io.securechannel.examples.messenger.protocol;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.error.SecureChannelException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * What the directory says about a user. It is the server's word until {@link #verify} has looked at the signatures, and even then the
 * identity key is the server's word: only people who compare safety numbers know better.
 *
 * @param user the name
 * @param revision the server's count of changes, so that clients ask again
 * @param identityKey SubjectPublicKeyInfo
 * @param devices a {@link DeviceList}, signed by the identity
 * @param prekeys {@link Prekey prekeys}, one a device, each signed by its device
 */
public record DirectoryEntry(
        String user, long revision, Octets identityKey, SignedStatement devices, List<SignedStatement> prekeys) {

    /**
     * Copies the list.
     *
     * @param user the name
     * @param revision the server's count of changes
     * @param identityKey SubjectPublicKeyInfo
     * @param devices signed by the identity
     * @param prekeys at most one a device
     */
    public DirectoryEntry {
        prekeys = List.copyOf(prekeys);
        if (prekeys.size() > DeviceList.MOST_DEVICES) {
            throw new IllegalArgumentException("an entry of " + prekeys.size() + " prekeys");
        }
    }

    /**
     * Looks at all signatures.
     *
     * @return what the holder of the identity key has published
     * @throws KeyMaterialException if one is wrong, or somebody else's
     */
    public PublishedUser verify() throws KeyMaterialException {
        var identity = Device.signingKey(identityKey);
        var list = DeviceList.verify(devices, user, identity);
        var verified = new LinkedHashMap<DeviceId, Prekey>();
        for (var each : prekeys) {
            var prekey = Prekey.verify(each, list);
            if (verified.put(prekey.device(), prekey) != null) {
                throw new KeyMaterialException(Reason.MALFORMED, "two prekeys for one device of " + user);
            }
        }
        return new PublishedUser(identity, list, verified);
    }

    /**
     * Writes it.
     *
     * @param out where to
     */
    public void write(FieldWriter out) {
        out.text(user).u64(revision).octets(identityKey);
        devices.write(out);
        out.u8(prekeys.size());
        prekeys.forEach(each -> each.write(out));
    }

    /**
     * Reads it; nothing is verified.
     *
     * @param in where it begins
     * @return what the server says
     * @throws SecureChannelException if it is cut
     */
    public static DirectoryEntry read(FieldReader in) throws SecureChannelException {
        var user = in.user();
        long revision = in.count();
        var identity = in.octets();
        var devices = SignedStatement.read(in);
        int count = in.u8();
        if (count > DeviceList.MOST_DEVICES) {
            throw in.violation("has " + count + " prekeys");
        }
        var prekeys = new ArrayList<SignedStatement>();
        for (int i = 0; i < count; i++) {
            prekeys.add(SignedStatement.read(in));
        }
        return new DirectoryEntry(user, revision, identity, devices, prekeys);
    }
}
