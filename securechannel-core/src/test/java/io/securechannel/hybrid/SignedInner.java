package io.securechannel.hybrid;

import static io.securechannel.hybrid.EnvelopeSpec.ascii;
import static io.securechannel.hybrid.EnvelopeSpec.join;
import static io.securechannel.hybrid.EnvelopeSpec.number;
import static io.securechannel.hybrid.EnvelopeSpec.sha256;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.securechannel.keys.EnvelopePublicKey;
import io.securechannel.keys.SigningKeyPair;
import io.securechannel.keys.SigningKeyType;
import io.securechannel.keys.SigningPublicKey;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/** What is inside of a signed envelope (spec, section 6), taken apart by one who can open it. */
final class SignedInner {

    int kind = 1;
    final List<byte[]> signers = new ArrayList<>();
    long signedAt;
    final List<byte[]> audience = new ArrayList<>();
    byte[] signatures = {};
    byte[] plaintext = {};

    /** What it says, if it is not what is so. */
    OptionalInt declaredSigners = OptionalInt.empty();

    OptionalInt declaredAudience = OptionalInt.empty();

    static SignedInner of(byte[] bytes) {
        var in = ByteBuffer.wrap(bytes);
        var inner = new SignedInner();
        inner.kind = in.get();
        int signatures = 0;
        for (int left = in.get(); left > 0; left--) {
            byte[] signer = take(in, 33);
            inner.signers.add(signer);
            signatures += signer[0] == 1 ? 64 : 3_309;
        }
        inner.signedAt = in.getLong();
        for (int left = in.getShort() & 0xffff; left > 0; left--) {
            inner.audience.add(take(in, 32));
        }
        inner.signatures = take(in, signatures);
        inner.plaintext = take(in, in.remaining());
        return inner;
    }

    static byte[] signer(SigningPublicKey key) {
        int algorithm = key.type() == SigningKeyType.ED25519 ? 1 : 2;
        return join(new byte[] {(byte) algorithm}, sha256(key.subjectPublicKeyInfo()));
    }

    @CanIgnoreReturnValue
    SignedInner to(EnvelopePublicKey... recipients) {
        audience.clear();
        for (var each : recipients) {
            audience.add(EnvelopeSpec.keyHash(each));
        }
        audience.sort(Arrays::compareUnsigned);
        return this;
    }

    /** Names these as the signers, and signs with all of them. */
    @CanIgnoreReturnValue
    SignedInner signedBy(byte[] preheader, byte[] context, SigningKeyPair... keys) {
        signers.clear();
        for (var each : keys) {
            signers.add(signer(each.publicKey()));
        }
        signatures = signatures(preheader, context, keys);
        return this;
    }

    byte[] signatures(byte[] preheader, byte[] context, SigningKeyPair... keys) {
        byte[] input = join(
                ascii("SecureChannel envelope signature v1\0"),
                preheader,
                sha256(context),
                sha256(header()),
                number(0, 8),
                number(1, 1),
                sha256(plaintext));
        var all = new byte[0];
        for (var each : keys) {
            all = join(all, Signers.of(each).sign(input).get(0));
        }
        return all;
    }

    byte[] header() {
        return join(
                number(declaredSigners.orElse(signers.size()), 1),
                join(signers.toArray(byte[][]::new)),
                number(signedAt, 8),
                number(declaredAudience.orElse(audience.size()), 2),
                join(audience.toArray(byte[][]::new)));
    }

    byte[] bytes() {
        return join(number(kind, 1), header(), signatures, plaintext);
    }

    private static byte[] take(ByteBuffer in, int length) {
        var bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }
}
