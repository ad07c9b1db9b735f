package io.securechannel.examples.messenger.endtoend;

import io.securechannel.examples.messenger.protocol.DeviceId;
import io.securechannel.examples.messenger.protocol.FieldWriter;
import io.securechannel.examples.messenger.protocol.Mail;
import io.securechannel.examples.messenger.protocol.Octets;
import io.securechannel.examples.messenger.protocol.UserNames;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What an envelope is bound to, as its context: the conversation, the user who says it, the two devices, the number in their row, and
 * the hash of the mail before it. An addressee who knows the number that comes next sees in the next mail whether one was dropped,
 * moved or repeated. The user's name is there because a list of devices is not signed by the devices: somebody else may put a
 * device on a list of their own, but cannot make it say that it is theirs.
 *
 * <pre>
 * context: "SecureChannel messenger context v1" 0x00 | conversation's hash (32) | sender (text) | from (16) | to (16) | sequence (u64)
 *              | previous (32) | expires (time)
 * tag:     first 16 bytes of HMAC-SHA-256 (RFC 2104) by the conversation's hash over
 *          "SecureChannel messenger tag v1" 0x00 | from (16) | to (16) | sequence (u64)
 * </pre>
 *
 * <p>The tag lets the addressee find the conversation among those it has with the sender. It tells the server nothing about rooms,
 * whose ids it does not know; that a mail is a direct message or a broadcast it can find out.
 */
public final class MailContext {

    private MailContext() {}

    /**
     * The context of a mail that is about to be sealed, or was received.
     *
     * @param conversation in which it is
     * @param sender the user who says it
     * @param mail all but the envelope and the tag counts
     * @return for HybridCipher
     */
    public static byte[] of(Conversation conversation, String sender, Mail mail) {
        return new FieldWriter()
                .label("SecureChannel messenger context v1")
                .fixed(conversation.hash())
                .text(UserNames.check(sender))
                .fixed(mail.from().octets())
                .fixed(mail.to().octets())
                .u64(mail.sequence())
                .fixed(mail.previous())
                .time(mail.expires())
                .toBytes();
    }

    /**
     * The tag of a mail.
     *
     * @param conversation in which it is
     * @param from the sender's device
     * @param to the addressee's
     * @param sequence its number
     * @return 16 bytes
     */
    public static Octets tag(Conversation conversation, DeviceId from, DeviceId to, long sequence) {
        var message = new FieldWriter()
                .label("SecureChannel messenger tag v1")
                .fixed(from.octets())
                .fixed(to.octets())
                .u64(sequence)
                .toBytes();
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(conversation.hash().bytes(), "HmacSHA256"));
            return Octets.of(mac.doFinal(message)).first(Mail.TAG_LENGTH);
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }
}
