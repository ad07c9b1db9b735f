package io.securechannel.examples.messenger.server;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * A device that is let in. Its session begins in the writer's thread, as those of other servers are heard of there: of two
 * sessions of one device each server so ends the earlier (C2).
 */
final class Arriving implements MailWriter.Work {

    private final Services services;
    private final Sessions.Session session;
    private final long revision;
    private final CompletableFuture<Outcome> there = new CompletableFuture<>();

    Arriving(Services services, Sessions.Session session, long revision) {
        this.services = services;
        this.session = session;
        this.revision = revision;
    }

    /** Waits until the session has begun. */
    void await() throws IOException, InterruptedException {
        try {
            there.get();
        } catch (ExecutionException e) {
            throw new IOException("the server has failed, and has not let this device in", e);
        }
    }

    @Override
    public Optional<Change> change() {
        return Optional.of(new Change.Arrive(session.user(), session.device(), session.number()));
    }

    @Override
    public void done(Outcome outcome) {
        services.sessions().enter(session, revision);
        there.complete(outcome);
    }

    @Override
    public void failed(IOException cause) {
        there.completeExceptionally(cause);
    }
}
