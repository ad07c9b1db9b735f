package io.securechannel.examples.demo;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.hybrid.EnvelopeInfo;
import io.securechannel.hybrid.HybridCipher;
import io.securechannel.hybrid.SignedEnvelope;
import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.EnvelopeKeyType;
import io.securechannel.keys.SigningKeyPair;
import io.securechannel.keys.SigningKeyType;
import io.securechannel.keys.SigningPublicKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * A message from Ada to Bob and Carol in an envelope, and others who tried.
 *
 * @param length of the envelope, in bytes
 * @param info what it shows to everybody
 * @param sender whom Bob knows it to be from
 * @param bob whether he read what Ada wrote
 * @param carol whether she did
 * @param stranger what somebody else was told
 * @param changed what Bob was told of the envelope with one bit changed
 * @param passedOn what Dave was told of the envelope that Bob had re-wrapped for him
 */
record EnvelopeShow(
        int length,
        EnvelopeInfo info,
        String sender,
        boolean bob,
        boolean carol,
        Optional<KeyMaterialException> stranger,
        Optional<KeyMaterialException> changed,
        Optional<KeyMaterialException> passedOn) {

    private static final byte[] CONTEXT = "the demo".getBytes(StandardCharsets.UTF_8);

    static EnvelopeShow run(byte[] message) throws KeyMaterialException {
        try (var ada = SigningKeyPair.generate(SigningKeyType.ED25519);
                var bob = EnvelopeKeyPair.generate(EnvelopeKeyType.X_WING);
                var carol = EnvelopeKeyPair.generate(EnvelopeKeyType.X_WING);
                var dave = EnvelopeKeyPair.generate(EnvelopeKeyType.X_WING)) {
            var from = ada.publicKey();
            var envelope = HybridCipher.to(bob.publicKey(), carol.publicKey())
                    .signedBy(ada)
                    .seal(message, CONTEXT);
            var passedOn = HybridCipher.rewrapper(bob).add(dave.publicKey()).rewrap(envelope);
            var opened = open(bob, from, envelope);
            return new EnvelopeShow(
                    envelope.length,
                    EnvelopeInfo.of(envelope),
                    opened.sender().toString(),
                    Arrays.equals(message, opened.plaintext()),
                    Arrays.equals(message, open(carol, from, envelope).plaintext()),
                    refused(dave, from, envelope),
                    refused(bob, from, changed(envelope)),
                    refused(dave, from, passedOn));
        }
    }

    private static SignedEnvelope open(EnvelopeKeyPair keys, SigningPublicKey sender, byte[] envelope)
            throws KeyMaterialException {
        return HybridCipher.opener(keys).from(sender).read(envelope, CONTEXT);
    }

    private static Optional<KeyMaterialException> refused(
            EnvelopeKeyPair keys, SigningPublicKey sender, byte[] envelope) {
        try {
            open(keys, sender, envelope);
            return Optional.empty();
        } catch (KeyMaterialException e) {
            return Optional.of(e);
        }
    }

    /** One bit of the content. */
    private static byte[] changed(byte[] envelope) {
        var copy = envelope.clone();
        copy[copy.length - 20] ^= 1;
        return copy;
    }

    /** Whether the envelope kept its promises. */
    boolean good() {
        return bob
                && carol
                && is(stranger, Reason.NOT_OPENED)
                && is(changed, Reason.NOT_OPENED)
                && is(passedOn, Reason.NOT_ADDRESSED);
    }

    private static boolean is(Optional<KeyMaterialException> error, Reason reason) {
        return error.filter(each -> each.reason() == reason).isPresent();
    }
}
