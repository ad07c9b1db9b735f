package io.securechannel.examples.messenger.server;

import io.securechannel.examples.messenger.protocol.ServerMessage;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Deliveries that their addressee has, on their way out of the store.
 *
 * @param services of the server
 * @param session of the addressee
 * @param deliveries numbers that were handed over in that session
 */
record Forgetting(Services services, Sessions.Session session, List<Long> deliveries) implements MailWriter.Work {

    Forgetting {
        deliveries = List.copyOf(deliveries);
    }

    @Override
    public int weight() {
        return deliveries.size();
    }

    @Override
    public Optional<Change> change() {
        return Optional.of(new Change.Forget(session.device(), deliveries));
    }

    @Override
    public void done(Outcome outcome) {
        services.audit().delivered(session, outcome instanceof Outcome.Done done ? done.rows() : 0);
        session.outbox().reply(List.of(new ServerMessage.Forgotten(deliveries)));
    }

    @Override
    public void failed(IOException cause) {
        session.outbox().end(ChatServer.FAILED);
    }
}
