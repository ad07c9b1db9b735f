package io.securechannel.examples.messenger;

import io.securechannel.examples.messenger.protocol.Mail;
import io.securechannel.examples.messenger.protocol.Octets;

/** Mails that nobody has sealed, each another. */
final class Forgery {

    private Forgery() {}

    /** The mail with another predecessor, by number. */
    static Mail of(Mail mail, int number) {
        var previous = Octets.sha256(new byte[] {(byte) (number >>> 8), (byte) number});
        return new Mail(mail.from(), mail.to(), mail.sequence(), previous, mail.tag(), mail.expires(), mail.envelope());
    }
}
