package io.securechannel.examples.messenger.server;

import io.securechannel.examples.messenger.protocol.Mail;
import io.securechannel.examples.messenger.protocol.Octets;
import io.securechannel.examples.messenger.protocol.ServerMessage;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A mail on its way into the store, from there to its sender's eyes (C4), and to its addressee.
 *
 * @param services of the server
 * @param sender who is told
 * @param mail from that device
 * @param hash of the mail, made before the writer's thread has it
 */
record Keeping(Services services, Sessions.Session sender, Mail mail, Octets hash) implements MailWriter.Work {

    @Override
    public Optional<Change> change() {
        return Optional.of(new Change.Keep(sender.user(), mail, hash));
    }

    @Override
    public void done(Outcome outcome) {
        if (outcome instanceof Outcome.Refused refused) {
            services.audit().rejected(sender, mail, refused.reason());
            sender.outbox()
                    .reply(List.of(new ServerMessage.Rejected(
                            mail.to(), mail.sequence(), refused.reason(), refused.expected())));
            return;
        }
        var delivery = outcome instanceof Outcome.Kept kept ? kept.delivery() : Optional.<Delivery>empty();
        services.audit().accepted(sender, mail, delivery.isPresent());
        sender.outbox().reply(List.of(new ServerMessage.Accepted(mail.to(), mail.sequence())));
        delivery.ifPresent(services.sessions()::offer);
    }

    @Override
    public void failed(IOException cause) {
        sender.outbox().end(ChatServer.FAILED);
    }
}
