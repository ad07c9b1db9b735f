package io.securechannel.examples.messenger.client;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.examples.messenger.endtoend.Conversation;
import io.securechannel.examples.messenger.endtoend.MailContext;
import io.securechannel.examples.messenger.protocol.Mail;
import io.securechannel.hybrid.HybridCipher;
import io.securechannel.hybrid.SignedEnvelope;
import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.SigningPublicKey;
import java.util.ArrayList;

/** Opens a mail: finds its conversation by its tag, and its envelope must be bound to both. */
final class Opening {

    private final Desk desk;

    Opening(Desk desk) {
        this.desk = desk;
    }

    /**
     * What was in a mail.
     *
     * @param conversation where it was said
     * @param envelope what its device has signed
     */
    record Opened(Conversation conversation, SignedEnvelope envelope) {}

    /**
     * Opens.
     *
     * @throws KeyMaterialException if it is not what that device has sealed for this one in this place of their row
     */
    Opened open(Mail mail, String sender, SigningPublicKey device) throws KeyMaterialException {
        var conversation = conversation(mail, sender);
        var prekeys = desk.prekeys().all();
        var envelope = HybridCipher.opener(
                        prekeys.get(0), prekeys.subList(1, prekeys.size()).toArray(EnvelopeKeyPair[]::new))
                .from(device)
                .read(mail.envelope().bytes(), MailContext.of(conversation, sender, mail));
        return new Opened(conversation, envelope);
    }

    private Conversation conversation(Mail mail, String sender) throws KeyMaterialException {
        var possible = new ArrayList<Conversation>();
        if (sender.equals(desk.user())) {
            possible.add(new Conversation.Own(sender));
        } else {
            possible.add(Conversation.Direct.between(desk.user(), sender));
            possible.add(new Conversation.Broadcast());
            possible.addAll(desk.book().rooms().ids());
        }
        return possible.stream()
                .filter(each -> MailContext.tag(each, mail.from(), mail.to(), mail.sequence())
                        .equals(mail.tag()))
                .findFirst()
                .orElseThrow(() -> new KeyMaterialException(
                        Reason.WRONG_CONTEXT,
                        "it belongs to no conversation that this device knows; they may believe it to be in a room,"
                                + " with keys that you had before"));
    }
}
