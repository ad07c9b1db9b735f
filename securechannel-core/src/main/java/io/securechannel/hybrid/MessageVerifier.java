package io.securechannel.hybrid;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.crypto.EncodedPublicKey;
import io.securechannel.internal.crypto.Sha256;
import io.securechannel.internal.crypto.SignatureStream;
import io.securechannel.internal.crypto.Signatures;
import io.securechannel.internal.envelope.SignatureAlgorithm;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Verifies detached signatures of the senders that are expected; made by {@link MessageSigner#verifier(Sender...)}. What does not
 * hold is an exception, never an answer that can be overlooked. Immutable.
 *
 * <p>A sender with two keys is there if both signatures are there and hold; one of them alone is {@link Reason#UNKNOWN_SENDER}, so
 * nobody gains by taking one away. And who expects one key alone is given no two signatures: the set has to be the expected one.
 * Still, a signature of two is a plain signature of each, and who expects one of the keys alone accepts that one alone.
 */
public final class MessageVerifier {

    /** A sender with what is computed of it once. */
    private record Expected(Sender sender, List<EncodedPublicKey> keys, List<byte[]> hashes) {

        static Expected of(Sender sender) {
            var keys = Signers.encoded(sender);
            return new Expected(
                    sender,
                    keys,
                    keys.stream()
                            .map(key -> Sha256.of(key.subjectPublicKeyInfo()))
                            .toList());
        }

        boolean signed(DetachedSignature signature) {
            var entries = signature.entries();
            boolean same = entries.size() == keys.size();
            for (int i = 0; same && i < keys.size(); i++) {
                same = entries.get(i).isBy(hashes.get(i))
                        && entries.get(i).algorithm() == SignatureAlgorithm.of(keys.get(i));
            }
            return same;
        }

        boolean hasOneOf(DetachedSignature signature) {
            return signature.entries().stream()
                    .anyMatch(entry -> hashes.stream().anyMatch(entry::isBy));
        }

        Claim claim(DetachedSignature signature) {
            return new Claim(
                    sender,
                    keys,
                    signature.entries().stream()
                            .map(DetachedSignature.Entry::signature)
                            .toList());
        }
    }

    /** That a sender signed; true if all the signatures hold. */
    private record Claim(Sender sender, List<EncodedPublicKey> keys, List<byte[]> signatures) {

        boolean holds(byte[] message) {
            boolean all = true;
            for (int i = 0; i < keys.size(); i++) {
                all &= Signatures.verify(keys.get(i), signatures.get(i), message);
            }
            return all;
        }

        boolean holds(List<SignatureStream> streams) {
            boolean all = true;
            for (int i = 0; i < keys.size(); i++) {
                all &= signatures.get(i).length == Signatures.length(keys.get(i))
                        && streams.get(i).verify(signatures.get(i));
            }
            return all;
        }

        boolean needsWhole() {
            return !keys.stream().allMatch(SignatureStream::supports);
        }
    }

    private final List<Expected> senders;

    MessageVerifier(List<Sender> senders) {
        if (senders.isEmpty()) {
            throw new IllegalArgumentException("no sender is expected: name those whose signatures count");
        }
        this.senders = senders.stream().distinct().map(Expected::of).toList();
    }

    /**
     * Verifies a signature that names its keys.
     *
     * @param message what was signed
     * @param signature stands beside it
     * @return who signed
     * @throws KeyMaterialException {@link Reason#UNKNOWN_SENDER} if it is by others, by one of two or by more than expected; {@link
     *     Reason#BAD_SIGNATURE} if it does not belong to the message; {@link Reason#NOT_GRANTED} if the message begins as what
     *     envelopes sign
     */
    public Sender verify(byte[] message, DetachedSignature signature) throws KeyMaterialException {
        return verify(message, List.of(claim(signature)));
    }

    /**
     * Verifies a signature that names its keys over a stream up to its end.
     *
     * @param message stays open
     * @param signature stands beside it
     * @return who signed; until it is returned nothing that the stream gave is verified
     * @throws IOException if the stream fails
     * @throws KeyMaterialException as {@link #verify(byte[], DetachedSignature)}, and {@link Reason#TOO_LARGE} for Ed25519 over
     *     256 MiB
     */
    public Sender verify(InputStream message, DetachedSignature signature) throws IOException, KeyMaterialException {
        return verify(message, List.of(claim(signature)));
    }

    /**
     * Verifies a signature that names its keys over the content of a file.
     *
     * @param message the file; if others can change it, it may be another one when it is read again
     * @param signature stands beside it
     * @return who signed
     * @throws IOException if the file cannot be read
     * @throws KeyMaterialException as {@link #verify(InputStream, DetachedSignature)}
     */
    public Sender verify(Path message, DetachedSignature signature) throws IOException, KeyMaterialException {
        return verify(message, List.of(claim(signature)));
    }

    /**
     * Verifies a plain signature, as {@link MessageSigner#sign(byte[])} and other programs make it. It names nobody, so it is tried
     * with every sender that signs by one key.
     *
     * @param message what was signed
     * @param signature the bytes that the algorithm makes, and nothing around them
     * @return who signed
     * @throws KeyMaterialException {@link Reason#BAD_SIGNATURE} if it is not by these senders over this message; {@link
     *     Reason#MALFORMED} if none of their keys makes signatures of that length; {@link Reason#NOT_GRANTED} if the message begins
     *     as what envelopes sign
     */
    public Sender verify(byte[] message, byte[] signature) throws KeyMaterialException {
        return verify(message, claims(signature));
    }

    /**
     * Verifies a plain signature over a stream up to its end.
     *
     * @param message stays open
     * @param signature the bytes that the algorithm makes, and nothing around them
     * @return who signed; until it is returned nothing that the stream gave is verified
     * @throws IOException if the stream fails
     * @throws KeyMaterialException as {@link #verify(byte[], byte[])}, and {@link Reason#TOO_LARGE} for Ed25519 over 256 MiB
     */
    public Sender verify(InputStream message, byte[] signature) throws IOException, KeyMaterialException {
        return verify(message, claims(signature));
    }

    /**
     * Verifies a plain signature over the content of a file.
     *
     * @param message the file; if others can change it, it may be another one when it is read again
     * @param signature the bytes that the algorithm makes, and nothing around them
     * @return who signed
     * @throws IOException if the file cannot be read
     * @throws KeyMaterialException as {@link #verify(InputStream, byte[])}
     */
    public Sender verify(Path message, byte[] signature) throws IOException, KeyMaterialException {
        return verify(message, claims(signature));
    }

    private Claim claim(DetachedSignature signature) throws KeyMaterialException {
        for (var each : senders) {
            if (each.signed(signature)) {
                return each.claim(signature);
            }
        }
        boolean other = senders.stream().anyMatch(each -> each.hasOneOf(signature));
        throw new KeyMaterialException(
                Reason.UNKNOWN_SENDER,
                signature
                        + (other
                                ? ", and no sender with just these keys is expected: a signature was taken away or added,"
                                        + " or one key is expected where two sign, or two where one does; ask the sender for"
                                        + " the whole signature, or expect the sender as it signs (Sender.of, Sender.both)"
                                : ", who is none of those expected (" + senders.size()
                                        + "): compare the fingerprints, and expect the sender if the key is known to be"
                                        + " theirs"));
    }

    private List<Claim> claims(byte[] signature) throws KeyMaterialException {
        var copy = signature.clone();
        var claims = new ArrayList<Claim>();
        for (var each : senders) {
            if (each.keys.size() == 1 && Signatures.length(each.keys.get(0)) == copy.length) {
                claims.add(new Claim(each.sender, each.keys, List.of(copy)));
            }
        }
        if (claims.isEmpty()) {
            throw new KeyMaterialException(
                    Reason.MALFORMED,
                    "no sender that is expected makes plain signatures of " + copy.length
                            + " bytes: a signature file is read by DetachedSignature, and two keys make no plain signature");
        }
        return claims;
    }

    private static Sender verify(Path message, List<Claim> claims) throws IOException, KeyMaterialException {
        try (var in = MessageInput.open(message, needWhole(claims))) {
            return verify(in, claims);
        }
    }

    private static Sender verify(InputStream message, List<Claim> claims) throws IOException, KeyMaterialException {
        if (needWhole(claims)) {
            return verify(MessageInput.whole(message, MessageInput.LARGEST_WHOLE), claims);
        }
        var streams = claims.stream()
                .map(claim ->
                        claim.keys.stream().map(SignatureStream::verifying).toList())
                .toList();
        MessageInput.pass(message, streams.stream().flatMap(List::stream).toList());
        for (int i = 0; i < claims.size(); i++) {
            if (claims.get(i).holds(streams.get(i))) {
                return claims.get(i).sender;
            }
        }
        throw bad(claims);
    }

    private static Sender verify(byte[] message, List<Claim> claims) throws KeyMaterialException {
        MessageInput.checked(message);
        for (var claim : claims) {
            if (claim.holds(message)) {
                return claim.sender;
            }
        }
        throw bad(claims);
    }

    private static boolean needWhole(List<Claim> claims) {
        return claims.stream().anyMatch(Claim::needsWhole);
    }

    private static KeyMaterialException bad(List<Claim> claims) {
        return new KeyMaterialException(
                Reason.BAD_SIGNATURE,
                "the signature does not belong to this message and "
                        + (claims.size() == 1 ? claims.get(0).sender : "any of the " + claims.size() + " keys tried")
                        + ": the message or the signature was changed, or the two do not belong together; get both again");
    }
}
