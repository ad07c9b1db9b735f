package io.securechannel.examples.messenger.client;

import io.securechannel.examples.messenger.client.Outbox.SealedMail;
import io.securechannel.examples.messenger.endtoend.MailContext;
import io.securechannel.examples.messenger.protocol.Mail;
import io.securechannel.examples.messenger.protocol.Octets;
import io.securechannel.examples.messenger.protocol.Prekey;
import io.securechannel.hybrid.HybridCipher;
import java.time.Instant;
import java.util.Arrays;

/** Seals what was said for one device, as the next mail of the row to it. */
final class Sealing {

    private static final Octets NOT_YET = Octets.zeros(0);

    private final Desk desk;

    Sealing(Desk desk) {
        this.desk = desk;
    }

    /**
     * Seals, moves the row on, and leaves the mail in the outbox.
     *
     * @param item what was said
     * @param prekey of the addressee's device, which has not ended (M5)
     * @return to be sent
     */
    Mail seal(OutboxItem item, Prekey prekey) {
        var rows = desk.book().rows();
        var row = rows.to(prekey.user(), prekey.device());
        var from = desk.account().deviceId();
        var tag = MailContext.tag(item.conversation(), from, row.to(), row.next());
        var unsealed = new Mail(from, row.to(), row.next(), row.previous(), tag, end(prekey), NOT_YET);
        var payload = item.payload().encode();
        var envelope = HybridCipher.to(prekey.key())
                .signedBy(desk.account().device())
                .clock(desk.settings().clock())
                .seal(payload, MailContext.of(item.conversation(), desk.user(), unsealed));
        Arrays.fill(payload, (byte) 0);
        var mail = new Mail(from, row.to(), row.next(), row.previous(), tag, unsealed.expires(), Octets.of(envelope));
        rows.set(row.after(mail));
        desk.book().outbox().sealed(new SealedMail(item.number(), prekey.user(), mail));
        return mail;
    }

    /** When the prekey is wiped, and never later than a server takes (C7), also if the addressee's clock is ahead. */
    private Instant end(Prekey prekey) {
        var latest = desk.now().plus(Mail.LONGEST_LIFE);
        return prekey.until().isAfter(latest) ? latest : prekey.until();
    }
}
