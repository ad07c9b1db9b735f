package io.securechannel.examples.messenger.server;

import java.io.IOException;
import java.util.Optional;

/**
 * A session that is over.
 *
 * @param sessions who is there
 * @param session which one
 */
record Departing(Sessions sessions, Sessions.Session session) implements MailWriter.Work {

    @Override
    public Optional<Change> change() {
        return Optional.of(new Change.Depart(session.device(), session.number()));
    }

    @Override
    public void done(Outcome outcome) {
        sessions.leave(session);
    }

    @Override
    public void failed(IOException cause) {
        sessions.leave(session);
    }
}
