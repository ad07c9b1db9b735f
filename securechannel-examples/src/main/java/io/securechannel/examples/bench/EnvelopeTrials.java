package io.securechannel.examples.bench;

import com.google.crypto.tink.hybrid.HpkeParameters.KemId;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.bench.EnvelopeTrial.Both;
import io.securechannel.hybrid.HybridCipher;
import io.securechannel.hybrid.Sealer;
import io.securechannel.hybrid.Sender;
import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.EnvelopeKeyType;
import io.securechannel.keys.EnvelopePublicKey;
import io.securechannel.keys.SigningKeyPair;
import io.securechannel.keys.SigningKeyType;
import io.securechannel.tls.TlsProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.bouncycastle.crypto.hpke.HPKE;

/** Messages of 1 KiB to 1, 10 and 100 recipients of each kind, and the primitives alone. Keys are made here, and then kept. */
final class EnvelopeTrials {

    private static final int SIZE = 1 << 10;
    private static final int[] RECIPIENTS = {1, 10, 100};
    private static final byte[] CONTEXT = {1};

    private final List<Trial> trials = new ArrayList<>();
    private final SigningKeyPair ed25519 = SigningKeyPair.generate(SigningKeyType.ED25519);
    private final SigningKeyPair mlDsa65 = SigningKeyPair.generate(SigningKeyType.ML_DSA_65);
    private final byte[] message = RawSlot.random(SIZE);
    private final Both rawContent;
    private final Both rawEd25519;
    private final Both rawMlDsa65;

    private EnvelopeTrials() throws Exception {
        rawContent = content();
        var classical = RawSignature.ed25519();
        var postQuantum = RawSignature.mlDsa65();
        rawEd25519 = new Both(classical.sign(), classical.verify());
        rawMlDsa65 = new Both(postQuantum.sign(), postQuantum.verify());
    }

    static List<Trial> create(int most, int mostRsaBits) throws Exception {
        var all = new EnvelopeTrials();
        all.primitives();
        for (var type : EnvelopeKeyType.values()) {
            if (EnvelopeReaders.rsaBits(type) <= mostRsaBits) {
                all.envelopes(type, most);
            }
        }
        return List.copyOf(all.trials);
    }

    private void primitives() throws Exception {
        raw("jdk-aes-256-gcm", rawContent);
        raw("bouncycastle-ed25519", rawEd25519);
        raw("bouncycastle-ml-dsa-65", rawMlDsa65);
        if (TlsProvider.CONSCRYPT.available()) {
            raw("tink-x-wing", both(RawSlot.tinkXWing()));
        }
        raw("tink-x25519", both(RawSlot.tink(KemId.DHKEM_X25519_HKDF_SHA256)));
        raw("tink-p256", both(RawSlot.tink(KemId.DHKEM_P256_HKDF_SHA256)));
    }

    /** The slot alone, the envelopes without a signature, and to one recipient with one. */
    private void envelopes(EnvelopeKeyType type, int most) throws Exception {
        var own = EnvelopeKeyPair.generate(type);
        var slot = both(slot(own));
        raw((EnvelopeReaders.rsaBits(type) > 0 ? "jdk-" : "bouncycastle-") + name(type), slot);
        var counts = IntStream.of(RECIPIENTS).filter(each -> each <= most).toArray();
        var readers = EnvelopeReaders.of(own, counts[counts.length - 1]);
        for (int count : counts) {
            add(name(type) + "-" + count, unsigned(own, readers.subList(0, count)), floor(slot, count));
        }
        var to = HybridCipher.to(own.publicKey());
        add(
                name(type) + "-1-ed25519",
                signed(own, to.signedBy(ed25519), Sender.of(ed25519.publicKey())),
                joined(floor(slot, 1), rawEd25519));
        if (type == EnvelopeKeyType.X_WING) {
            add(
                    name(type) + "-1-ml-dsa-65",
                    signed(own, to.signedBy(mlDsa65), Sender.of(mlDsa65.publicKey())),
                    joined(floor(slot, 1), rawMlDsa65));
            add(
                    name(type) + "-1-both",
                    signed(own, to.signedBy(ed25519, mlDsa65), Sender.both(ed25519.publicKey(), mlDsa65.publicKey())),
                    joined(joined(floor(slot, 1), rawEd25519), rawMlDsa65));
        }
    }

    private static String name(EnvelopeKeyType type) {
        return type.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static RawSlot slot(EnvelopeKeyPair own) throws Exception {
        return switch (own.type()) {
            case X_WING -> RawSlot.bouncyCastle(HPKE.kem_X_WING);
            case X25519 -> RawSlot.bouncyCastle(HPKE.kem_X25519_SHA256);
            case P256 -> RawSlot.bouncyCastle(HPKE.kem_P256_SHA256);
            default -> RawSlot.rsaOaep(own);
        };
    }

    private Both unsigned(EnvelopeKeyPair own, List<EnvelopePublicKey> readers) throws KeyMaterialException {
        var sealer = HybridCipher.to(readers).unsigned();
        var opener = HybridCipher.opener(own).unsigned();
        byte[] envelope = sealer.seal(message, CONTEXT);
        return new Both(seal(sealer), () -> RawSlot.require(opener.open(envelope, CONTEXT).length == SIZE));
    }

    private Both signed(EnvelopeKeyPair own, Sealer sealer, Sender sender) {
        var opener = HybridCipher.opener(own).from(sender);
        byte[] envelope = sealer.seal(message, CONTEXT);
        return new Both(seal(sealer), () -> RawSlot.require(opener.open(envelope, CONTEXT).length == SIZE));
    }

    private Turns.Work seal(Sealer sealer) {
        return () -> RawSlot.require(sealer.seal(message, CONTEXT).length > SIZE);
    }

    /** As many slots as there are recipients, and the content; to open, one slot and the content. */
    private Both floor(Both slot, int count) {
        return new Both(
                Turns.all(Turns.times(count, slot.seal()), rawContent.seal()),
                Turns.all(slot.open(), rawContent.open()));
    }

    private static Both joined(Both one, Both other) {
        return new Both(Turns.all(one.seal(), other.seal()), Turns.all(one.open(), other.open()));
    }

    private static Both both(RawSlot slot) {
        return new Both(slot.seal(), slot.open());
    }

    private Both content() throws Exception {
        var cipher = new RawAesGcm();
        var sealed = new byte[SIZE + RawAesGcm.TAG];
        var target = new byte[SIZE + RawAesGcm.TAG];
        long nonce = cipher.next();
        cipher.seal(message, 0, SIZE, sealed);
        return new Both(
                () -> RawSlot.require(cipher.seal(message, 0, SIZE, target) == sealed.length),
                () -> RawSlot.require(cipher.open(nonce, sealed, sealed.length, target) == SIZE));
    }

    private void raw(String contender, Both work) {
        trials.add(new EnvelopeTrial(contender, work, null));
    }

    private void add(String contender, Both work, Both floor) {
        trials.add(new EnvelopeTrial(contender, work, floor));
    }
}
