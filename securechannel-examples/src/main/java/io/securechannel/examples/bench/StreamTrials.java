package io.securechannel.examples.bench;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.bench.EnvelopeTrial.Both;
import io.securechannel.hybrid.HybridCipher;
import io.securechannel.hybrid.Progress;
import io.securechannel.hybrid.Sealer;
import io.securechannel.hybrid.SignedOpener;
import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.EnvelopeKeyType;
import io.securechannel.keys.SigningKeyPair;
import io.securechannel.keys.SigningKeyType;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.List;

/**
 * A large content to one X-Wing key, beside the JDK's AES-256-GCM over the same streams: a read of 1 MiB, a nonce, one
 * {@code doFinal}, a write; and beside the same with what a signature of every MiB asks for, SHA-256 and the signatures.
 */
final class StreamTrials {

    private static final byte[] CONTEXT = {1};

    private final int size;
    private final StreamPipe.Source plain;
    private final StreamPipe.Sink sink;
    private final EnvelopeKeyPair own = EnvelopeKeyPair.generate(EnvelopeKeyType.X_WING);

    /** @param megabytes of content, 2^20 bytes each */
    private StreamTrials(int megabytes) {
        size = megabytes << 20;
        plain = new StreamPipe.Source(RawSlot.random(size));
        sink = new StreamPipe.Sink(size + (megabytes + 1) * (8 << 10));
    }

    static List<Trial> create(int megabytes) throws Exception {
        var all = new StreamTrials(megabytes);
        var ed25519 = SigningKeyPair.generate(SigningKeyType.ED25519);
        var mlDsa65 = SigningKeyPair.generate(SigningKeyType.ML_DSA_65);
        var classical = RawSignature.ed25519();
        var postQuantum = RawSignature.mlDsa65();
        Turns.Work nothing = () -> {};
        var raw = all.raw(nothing, nothing, false);
        var one = all.raw(classical.sign(), classical.verify(), true);
        var two = all.raw(
                Turns.all(classical.sign(), postQuantum.sign()),
                Turns.all(classical.verify(), postQuantum.verify()),
                true);
        var to = HybridCipher.to(all.own.publicKey());
        var opener = HybridCipher.opener(all.own);
        return List.of(
                new StreamTrial("raw", all.size, raw, null, null),
                new StreamTrial("raw-sha-256", all.size, all.raw(nothing, nothing, true), null, null),
                new StreamTrial("unsigned", all.size, all.unsigned(), raw, null),
                new StreamTrial(
                        "ed25519",
                        all.size,
                        all.signed(to.signedBy(ed25519), opener.from(ed25519.publicKey())),
                        raw,
                        one),
                new StreamTrial(
                        "both",
                        all.size,
                        all.signed(
                                to.signedBy(ed25519, mlDsa65),
                                opener.from(
                                        io.securechannel.hybrid.Sender.both(ed25519.publicKey(), mlDsa65.publicKey()))),
                        raw,
                        two));
    }

    private Both unsigned() throws IOException, KeyMaterialException {
        var sealer = HybridCipher.to(own.publicKey()).unsigned();
        var opener = HybridCipher.opener(own).unsigned();
        var seal = seal(sealer);
        var sealed = new StreamPipe.Source(sealed(sealer));
        return new Both(seal, () -> {
            opener.open(sealed.rewound(), sink.rewound(), CONTEXT, Progress.none());
            RawSlot.require(sink.written() == size);
        });
    }

    private Both signed(Sealer sealer, SignedOpener opener) throws IOException {
        var sealed = new StreamPipe.Source(sealed(sealer));
        return new Both(seal(sealer), () -> {
            opener.open(sealed.rewound(), sink.rewound(), CONTEXT, Progress.none());
            RawSlot.require(sink.written() == size);
        });
    }

    private Turns.Work seal(Sealer sealer) {
        return () -> {
            sealer.seal(plain.rewound(), sink.rewound(), CONTEXT, Progress.none());
            RawSlot.require(sink.written() > size);
        };
    }

    private byte[] sealed(Sealer sealer) throws IOException {
        sealer.seal(plain.rewound(), sink.rewound(), CONTEXT, Progress.none());
        return sink.copy();
    }

    /** For each piece: what signs or verifies it, and its hash if it has one. */
    private Both raw(Turns.Work sign, Turns.Work verify, boolean hashed) throws Exception {
        var cipher = new RawAesGcm();
        var hash = MessageDigest.getInstance("SHA-256");
        var piece = new byte[StreamPipe.PIECE];
        var sealed = new byte[StreamPipe.PIECE + RawAesGcm.TAG];
        Turns.Work seal = () -> {
            plain.rewound();
            sink.rewound();
            for (int read = plain.readNBytes(piece, 0, piece.length);
                    read > 0;
                    read = plain.readNBytes(piece, 0, piece.length)) {
                hash(hash, piece, read, hashed);
                sign.run();
                sink.write(sealed, 0, cipher.seal(piece, 0, read, sealed));
            }
        };
        long first = cipher.next();
        seal.run();
        var source = new StreamPipe.Source(sink.copy());
        return new Both(seal, () -> {
            source.rewound();
            sink.rewound();
            long nonce = first;
            for (int read = source.readNBytes(sealed, 0, sealed.length);
                    read > 0;
                    read = source.readNBytes(sealed, 0, sealed.length)) {
                int length = cipher.open(nonce++, sealed, read, piece);
                hash(hash, piece, length, hashed);
                verify.run();
                sink.write(piece, 0, length);
            }
            RawSlot.require(sink.written() == size);
        });
    }

    private static void hash(MessageDigest hash, byte[] piece, int length, boolean hashed) {
        if (hashed) {
            hash.update(piece, 0, length);
            RawSlot.require(hash.digest().length == 32);
        }
    }
}
