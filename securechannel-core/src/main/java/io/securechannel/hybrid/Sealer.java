package io.securechannel.hybrid;

import io.securechannel.internal.envelope.ContentKey;
import io.securechannel.internal.envelope.Head;
import io.securechannel.internal.envelope.MessageContent;
import io.securechannel.internal.envelope.Preheader;
import io.securechannel.internal.envelope.Slots;
import io.securechannel.internal.envelope.Suite;
import io.securechannel.secret.SecretBytes;
import java.util.Arrays;

/**
 * Seals envelopes: a {@link SignedSealer} ones that prove their sender, an {@link UnsignedSealer} ones that do not. Immutable, and
 * safe for use by several threads.
 */
public abstract sealed class Sealer permits SignedSealer, UnsignedSealer {

    private static final int ID_LENGTH = 16;

    private final Recipients recipients;

    Sealer(Recipients recipients) {
        this.recipients = recipients;
    }

    /**
     * Seals a message.
     *
     * @param plaintext what only the recipients are to read
     * @param context what it is for; who opens it has to give the same; may be empty
     * @return the envelope
     */
    public final byte[] seal(byte[] plaintext, byte[] context) {
        try (var key = ContentKey.random()) {
            var head = head(Suite.MESSAGE, key, context);
            byte[] inner = inner(head.preheader(), context, plaintext);
            try {
                return join(head.bytes(), MessageContent.seal(key, head.preheader(), inner));
            } finally {
                Arrays.fill(inner, (byte) 0);
            }
        }
    }

    /** What is encrypted: what the sender says, and the plaintext. */
    abstract byte[] inner(Preheader preheader, byte[] context, byte[] plaintext);

    final Head head(Suite suite, ContentKey key, byte[] context) {
        byte[] id = SecretBytes.random(ID_LENGTH).copy();
        var preheader = Preheader.of(suite, id, key, context);
        return Head.of(preheader, Slots.seal(key, preheader, recipients.encoded()));
    }

    final Recipients recipients() {
        return recipients;
    }

    static byte[] join(byte[] first, byte[] second) {
        var all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }
}
