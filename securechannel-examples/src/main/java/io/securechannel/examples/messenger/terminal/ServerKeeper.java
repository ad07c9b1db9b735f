package io.securechannel.examples.messenger.terminal;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.messenger.client.ChatEvent;
import io.securechannel.examples.messenger.client.ChatListener;
import io.securechannel.examples.messenger.client.ConnectionState;
import io.securechannel.keys.KeyStoreManager;

/** Keeps where the server is, and whom to believe about it, once that server has let the user in: no slip of the finger stays. */
final class ServerKeeper implements ChatListener {

    private final KeyStoreManager keys;
    private final ServerEntry entry;
    private final ChatListener next;
    private boolean kept;

    /**
     * Keeps what is not kept yet.
     *
     * @param keys where to
     * @param entry what the messenger connects to
     * @param next who is told all that happens
     */
    ServerKeeper(KeyStoreManager keys, ServerEntry entry, ChatListener next) throws KeyMaterialException {
        this.keys = keys;
        this.entry = entry;
        this.next = next;
        this.kept = ServerEntry.load(keys).filter(entry::equals).isPresent();
    }

    @Override
    public boolean showsLater() {
        return next.showsLater();
    }

    @Override
    public void on(ChatEvent event) {
        if (!kept
                && event instanceof ChatEvent.ConnectionChanged changed
                && changed.state() == ConnectionState.ONLINE) {
            kept = true;
            try {
                entry.save(keys);
            } catch (KeyMaterialException e) {
                next.on(new ChatEvent.Told("", "the server's address is not kept: " + e.getMessage()));
            }
        }
        next.on(event);
    }
}
