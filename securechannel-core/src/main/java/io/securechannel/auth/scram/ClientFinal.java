package io.securechannel.auth.scram;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.securechannel.error.SecureChannelException;
import io.securechannel.secret.SecretBytes;
import java.util.Arrays;
import java.util.Base64;

/**
 * The last message of the client (RFC 5802, section 7).
 *
 * <pre>{@code c=base64 of GS2 header and binding data,r=nonce[,extensions],p=proof}</pre>
 *
 * @param binding what {@code c} holds, in base64
 * @param nonce both sides' nonces
 * @param withoutProof what the proof covers, as it was sent
 * @param proof ClientProof, 32 bytes
 */
record ClientFinal(String binding, String nonce, String withoutProof, SecretBytes proof) {

    private static final String WHAT = "client-final-message";

    /** The proof is read from the bytes, so that no string of it stays. */
    static ClientFinal parse(byte[] message) throws SecureChannelException {
        if (message.length > ScramText.LONGEST_MESSAGE) {
            throw ScramText.malformed(WHAT, "is too long: " + message.length + " bytes");
        }
        int proofStart = message.length;
        while (proofStart > 0 && message[proofStart - 1] != ',') {
            proofStart--;
        }
        boolean proof =
                message.length - proofStart >= 2 && message[proofStart] == 'p' && message[proofStart + 1] == '=';
        if (proofStart == 0 || !proof) {
            throw ScramText.malformed(WHAT, "has no proof (p=) at its end");
        }
        var text = ScramText.read(WHAT, Arrays.copyOf(message, proofStart - 1));
        var attributes = new Attributes(WHAT, text);
        var binding = attributes.take('c');
        ScramText.base64(WHAT, binding);
        var nonce = ScramText.nonce(WHAT, attributes.take('r'));
        attributes.takeExtensions();
        return new ClientFinal(binding, nonce, text, proof(message, proofStart + 2));
    }

    static String withoutProof(String binding, String nonce) {
        return "c=" + binding + ",r=" + nonce;
    }

    /** {@return the message} The proof becomes no string. */
    static byte[] of(String withoutProof, SecretBytes proof) {
        return proof.use(bytes -> {
            byte[] start = (withoutProof + ",p=").getBytes(UTF_8);
            byte[] encoded = Base64.getEncoder().encode(bytes);
            var message = Arrays.copyOf(start, start.length + encoded.length);
            System.arraycopy(encoded, 0, message, start.length, encoded.length);
            Arrays.fill(encoded, (byte) 0);
            return message;
        });
    }

    private static SecretBytes proof(byte[] message, int start) throws SecureChannelException {
        var encoded = Arrays.copyOfRange(message, start, message.length);
        byte[] proof = {};
        try {
            proof = ScramText.base64(WHAT, encoded);
            if (proof.length != ScramKeys.LENGTH) {
                throw ScramText.malformed(WHAT, "has a proof of " + proof.length + " bytes instead of 32");
            }
            return SecretBytes.copyOf(proof);
        } finally {
            Arrays.fill(encoded, (byte) 0);
            Arrays.fill(proof, (byte) 0);
        }
    }
}
