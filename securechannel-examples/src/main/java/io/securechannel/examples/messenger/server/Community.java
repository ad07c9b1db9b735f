package io.securechannel.examples.messenger.server;

import io.securechannel.examples.messenger.protocol.DeviceId;
import io.securechannel.framing.CloseReason;
import java.io.IOException;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Hears what other servers of the same store have done, and what becomes of the store; in the writer's thread.
 *
 * @param directory of this server
 * @param sessions who is there
 * @param store that is shared
 * @param say tells whoever runs the server
 * @param onFailure hears once that this server cannot go on; must not block
 */
record Community(
        Directory directory, Sessions sessions, MailStore store, Consumer<String> say, Consumer<IOException> onFailure)
        implements MailWriter.Observer {

    private static final CloseReason LOST = new CloseReason(
            CloseReason.INTERNAL_ERROR,
            "this server has lost its database: say again what it has not answered, here or at another server");

    @Override
    public void heard(News news) {
        for (var each : news.entries()) {
            var entry = each.entry();
            var removed = directory.renew(entry, each.devices());
            sessions.changed(entry.user(), entry.revision(), removed);
        }
        news.sessions().forEach(sessions::elsewhere);
    }

    @Override
    public void mailFor(Set<DeviceId> devices) {
        devices.forEach(sessions::wake);
    }

    /** Nobody stays who would wait for an answer: clients try again, where they know one at another server. */
    @Override
    public void lost(IOException cause) {
        say.accept(cause.getMessage() + "; nobody is let in until it is back");
        sessions.endAll(LOST);
    }

    @Override
    public void another(IOException what) {
        say.accept(String.valueOf(what.getMessage()));
    }

    @Override
    public void found() throws IOException {
        directory.reset(store.entries(), store.devices());
        say.accept("the database is back");
    }

    @Override
    public void failed(IOException cause) {
        onFailure.accept(cause);
    }
}
