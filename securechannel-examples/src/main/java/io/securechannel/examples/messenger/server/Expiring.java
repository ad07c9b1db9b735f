package io.securechannel.examples.messenger.server;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * Looks for mail that has ended, and tells whom it was from (C6).
 *
 * @param sessions who is there
 * @param audit is told
 */
record Expiring(Sessions sessions, AuditTrail audit) implements MailWriter.Housekeeping {

    @Override
    public Optional<Change> change() {
        return Optional.of(new Change.Expire());
    }

    @Override
    public void done(Outcome outcome) {
        tell(outcome, sessions, audit);
    }

    /** Hands over what those are told whose mail has ended. */
    static void tell(Outcome outcome, Sessions sessions, AuditTrail audit) {
        if (outcome instanceof Outcome.Ended ended) {
            ended.notices().forEach(notice -> {
                audit.expired(notice);
                sessions.offer(notice);
            });
        }
    }

    @Override
    public void groupDone() {
        audit.flush();
    }

    @Override
    public void leftOut(RuntimeException cause) {
        audit.server("request left out", Map.of("defect", cause.getClass().getName()));
    }

    @Override
    public void failed(IOException cause) {
        // Those who are connected hear it from the server.
    }
}
