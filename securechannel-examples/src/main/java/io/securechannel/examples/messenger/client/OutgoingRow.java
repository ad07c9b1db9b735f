package io.securechannel.examples.messenger.client;

import io.securechannel.error.SecureChannelException;
import io.securechannel.examples.messenger.protocol.DeviceId;
import io.securechannel.examples.messenger.protocol.FieldReader;
import io.securechannel.examples.messenger.protocol.FieldWriter;
import io.securechannel.examples.messenger.protocol.Mail;
import io.securechannel.examples.messenger.protocol.Octets;

/**
 * Where the row to one device has got to.
 *
 * @param user whose device it is, as the user's identity has signed: not as the server says
 * @param to the addressee's device
 * @param next the number of the mail that is sealed next
 * @param previous the hash of the one before it
 */
record OutgoingRow(String user, DeviceId to, long next, Octets previous) {

    static OutgoingRow empty(String user, DeviceId to) {
        return new OutgoingRow(user, to, 1, Mail.NONE_BEFORE);
    }

    OutgoingRow after(Mail mail) {
        return new OutgoingRow(user, to, mail.sequence() + 1, mail.hash());
    }

    void write(FieldWriter out) {
        out.text(user).fixed(to.octets()).u64(next).fixed(previous);
    }

    static OutgoingRow read(FieldReader in) throws SecureChannelException {
        var user = in.user();
        var to = DeviceId.read(in);
        long next = in.count();
        if (next < 1) {
            throw in.violation("has a row whose next number is 0");
        }
        return new OutgoingRow(user, to, next, in.fixed(Mail.NONE_BEFORE.length()));
    }
}
