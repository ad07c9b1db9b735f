package io.securechannel.examples.messenger.server;

import io.securechannel.examples.messenger.protocol.ClientMessage;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A row that goes on behind what the store has lost (C8). Nobody answers it: the next mail shows what became of it.
 *
 * @param services of the server
 * @param session of the device that asks
 * @param resume which row, and at which number
 */
record Resuming(Services services, Sessions.Session session, ClientMessage.Resume resume) implements MailWriter.Work {

    @Override
    public Optional<Change> change() {
        return Optional.of(new Change.Resume(session.user(), session.device(), resume.to(), resume.sequence()));
    }

    @Override
    public void done(Outcome outcome) {
        if (outcome instanceof Outcome.Done done && done.rows() > 0) {
            services.audit().resumed(session, resume);
        }
        session.outbox().reply(List.of());
    }

    @Override
    public void failed(IOException cause) {
        session.outbox().end(ChatServer.FAILED);
    }
}
