package io.securechannel.examples.messenger.client;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.messenger.protocol.ClientMessage;
import io.securechannel.examples.messenger.protocol.DirectoryEntry;
import io.securechannel.examples.messenger.protocol.Octets;
import java.util.ArrayList;

/** What the server is shown of this user at an entry. */
final class Shown {

    private final Desk desk;
    private long listVersion;
    private boolean wasLetIn;

    Shown(Desk desk) {
        this.desk = desk;
    }

    /** The entry of the directory, with the newest prekeys; at the first one of a program, another identity than the server's if that is meant. */
    ClientMessage.Enter enter(Octets proof) throws KeyMaterialException {
        desk.prekeys().refresh(desk.now());
        var account = desk.account();
        listVersion = account.list().version();
        var prekeys = new ArrayList<>(account.prekeys(desk.now()));
        prekeys.add(desk.prekeys().signed());
        var identity = Octets.of(account.identity().subjectPublicKeyInfo());
        var entry = new DirectoryEntry(account.user(), 0, identity, account.devices(), prekeys);
        return new ClientMessage.Enter(
                entry, account.deviceId(), proof, desk.settings().replaceIdentity() && !wasLetIn);
    }

    /**
     * The server has taken the last one.
     *
     * @return whether that is still true: the list of devices may have changed since
     */
    boolean letIn() {
        wasLetIn = true;
        return desk.account().list().version() == listVersion;
    }
}
