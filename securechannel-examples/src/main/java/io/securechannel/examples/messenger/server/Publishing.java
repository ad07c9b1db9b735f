package io.securechannel.examples.messenger.server;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.messenger.protocol.SignedStatement;
import io.securechannel.framing.CloseReason;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A new prekey of a device that is there. Nobody answers it; all are told that the entry has changed. */
final class Publishing implements MailWriter.Work {

    private final Services services;
    private final Sessions.Session session;
    private final SignedStatement prekey;
    private Change.@Nullable Publish change;

    Publishing(Services services, Sessions.Session session, SignedStatement prekey) {
        this.services = services;
        this.session = session;
        this.prekey = prekey;
    }

    @Override
    public Optional<Change> change() {
        try {
            var decision = services.directory().publish(session.user(), session.device(), prekey);
            if (decision instanceof Directory.Decision.Changed changed) {
                change = changed.change();
                return Optional.of(changed.change());
            }
            if (decision instanceof Directory.Decision.Refused refused) {
                refuse(refused.text());
            }
        } catch (KeyMaterialException e) {
            refuse(e.getMessage());
        }
        session.outbox().reply(List.of());
        return Optional.empty();
    }

    @Override
    public void done(Outcome outcome) {
        var published = change;
        if (published != null) {
            var entry = published.entry();
            services.directory().show(entry);
            services.audit().published(session, entry.revision());
            services.sessions().changed(entry.user(), entry.revision(), published.removed());
        }
        session.outbox().reply(List.of());
    }

    @Override
    public void failed(IOException cause) {
        session.outbox().end(ChatServer.FAILED);
    }

    private void refuse(@Nullable String why) {
        session.outbox().end(CloseReason.shortened(CloseReason.PROTOCOL_ERROR, "the prekey is not taken: " + why));
    }
}
