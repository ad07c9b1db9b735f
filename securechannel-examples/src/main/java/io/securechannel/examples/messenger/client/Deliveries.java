package io.securechannel.examples.messenger.client;

/** Tells what has become of what this user has said, when nothing of it is left to be sealed or accepted. */
final class Deliveries {

    private final Desk desk;

    Deliveries(Desk desk) {
        this.desk = desk;
    }

    /**
     * The server has another mail under the number of this one. What it says later about that number is about the other one: this
     * mail, and those behind it, which name it, are never told as delivered.
     */
    void numberTaken(Outbox.SealedMail refused) {
        var outbox = desk.book().outbox();
        for (var each : outbox.row(refused.mail().to())) {
            if (each.mail().sequence() >= refused.mail().sequence()) {
                outbox.item(each.item()).ifPresent(item -> item.numberTaken(each.user()));
            }
        }
    }

    /** Tells it, if this was the last of it. */
    void finish(long number) {
        desk.book()
                .outbox()
                .finished(number)
                .ifPresent(item -> item.message().ifPresent(message -> tell(item, message)));
    }

    private void tell(OutboxItem item, ChatMessage message) {
        if (item.reached()) {
            desk.effects().event(new ChatEvent.Delivered(message));
        }
        for (var user : item.unsure()) {
            desk.effects()
                    .event(new ChatEvent.Undelivered(
                            user,
                            1,
                            false,
                            "the server had another message of this device under that number, so this one is lost, or comes out of its"
                                    + " row: two programs use these keys, or the key store is an old copy. Ask "
                                    + user + " what has come."));
        }
    }
}
