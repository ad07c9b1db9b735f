package io.securechannel.examples.messenger.server;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.messenger.protocol.ClientMessage;
import io.securechannel.examples.messenger.protocol.EntryRefusal;
import io.securechannel.examples.messenger.protocol.PublishedUser;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** The entry of a device, decided upon by the writer, so that no two are decided upon at once. */
final class Entering implements MailWriter.Work {

    private final Services services;
    private final ClientMessage.Enter enter;
    private final PublishedUser user;
    private final CompletableFuture<Directory.Decision> decided = new CompletableFuture<>();
    private Directory.Decision.@Nullable Changed changed;

    Entering(Services services, ClientMessage.Enter enter, PublishedUser user) {
        this.services = services;
        this.enter = enter;
        this.user = user;
    }

    /** {@return what was decided, once the store has it} */
    Directory.Decision await() throws IOException, InterruptedException {
        try {
            return decided.get();
        } catch (ExecutionException e) {
            throw new IOException("the server has failed, and has not let this device in", e);
        }
    }

    @Override
    public Optional<Change> change() {
        try {
            var decision = services.directory().enter(enter, user);
            if (decision instanceof Directory.Decision.Changed found) {
                changed = found;
                return Optional.of(found.change());
            }
            decided.complete(decision);
        } catch (KeyMaterialException e) {
            decided.complete(new Directory.Decision.Refused(
                    EntryRefusal.OTHER, "what the server has of this user cannot be read"));
        }
        return Optional.empty();
    }

    @Override
    public void done(Outcome outcome) {
        var found = changed;
        if (found != null) {
            var entry = found.change().entry();
            services.directory().show(entry);
            services.sessions()
                    .changed(entry.user(), entry.revision(), found.change().removed());
            Expiring.tell(outcome, services.sessions(), services.audit());
            decided.complete(found);
        }
    }

    @Override
    public void failed(IOException cause) {
        decided.completeExceptionally(cause);
    }
}
