package io.securechannel.hybrid;

import static io.securechannel.hybrid.EnvelopeSpec.SLOT;
import static io.securechannel.hybrid.EnvelopeSpec.body;
import static io.securechannel.hybrid.EnvelopeSpec.info;
import static io.securechannel.hybrid.EnvelopeSpec.type;
import static io.securechannel.hybrid.People.BOB;
import static io.securechannel.hybrid.People.CAROL;
import static io.securechannel.hybrid.People.DAVE;
import static io.securechannel.hybrid.People.ERIN;
import static io.securechannel.hybrid.People.FRANK;
import static io.securechannel.hybrid.People.open;
import static io.securechannel.hybrid.People.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.keys.EnvelopeKeyPair;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Slots made by hand, bound as they should be: what is wrong inside of them never shows. */
@Tag("verify")
@Timeout(60)
class ForgedSlotTest {

    private final EnvelopeSurgery parts = EnvelopeSurgery.of(People.toAll());
    private final byte[] cek = parts.cek(BOB);
    private final byte[] id = parts.id();

    @Test
    void aSlotMadeByTheSpecificationOpens() throws Exception {
        for (var each : People.ALL) {
            var to = each.publicKey();
            assertThat(open(each, with(each, body(to, info(SLOT, type(to), to, id), cek))))
                    .isEqualTo(text());
        }
    }

    @Test
    void aSlotOfAnotherContextDoesNot() {
        byte[] otherId = id.clone();
        otherId[15] ^= 1;
        for (var each : People.ALL) {
            var to = each.publicKey();
            int type = type(to);
            for (byte[] info : List.of(
                    info(SLOT, type, to, otherId),
                    info(SLOT, type, FRANK.publicKey(), id),
                    info(SLOT, type + 1, to, id),
                    info(SLOT + " ", type, to, id),
                    info("SecureChannel envelope v2 slot", type, to, id),
                    Arrays.copyOf(info(SLOT, type, to, id), SLOT.length() + 1 + 32),
                    new byte[0])) {
                refused("info", each, body(to, info, cek));
            }
        }
    }

    /** A key of another length is none, also where its first 32 bytes would do. */
    @Test
    void aKeyOfAnotherLengthDoesNot() {
        for (int length : new int[] {0, 1, 16, 31, 33, 64, 190}) {
            var to = ERIN.publicKey();
            refused("length " + length, ERIN, body(to, info(SLOT, 4, to, id), Arrays.copyOf(cek, length)));
        }
        for (var each : List.of(BOB, CAROL, DAVE)) {
            var to = each.publicKey();
            byte[] longer = body(to, info(SLOT, type(to), to, id), Arrays.copyOf(cek, 33));
            refused("longer", each, longer);
            refused("cut", each, Arrays.copyOf(longer, longer.length - 1));
        }
    }

    @Test
    void anotherKeyDoesNot() {
        byte[] other = cek.clone();
        other[31] ^= 1;
        for (var each : People.ALL) {
            var to = each.publicKey();
            refused("key", each, body(to, info(SLOT, type(to), to, id), other));
            refused("zeros", each, body(to, info(SLOT, type(to), to, id), new byte[32]));
        }
    }

    /** RFC 9180, section 7.1.4: points that are none, or of low order, are refused, and nobody learns that it was this. */
    @Test
    void pointsThatAreNone() {
        for (var each : List.of(BOB, CAROL, DAVE)) {
            int length = parts.slotOf(each.publicKey()).length - 11;
            refused("zeros", each, new byte[length]);
            var ones = new byte[length];
            Arrays.fill(ones, (byte) 0xff);
            refused("ones", each, ones);
            var lowOrder = new byte[length];
            lowOrder[0] = 1;
            refused("low order", each, lowOrder);
            var uncompressed = new byte[length];
            uncompressed[0] = 4;
            refused("not on the curve", each, uncompressed);
        }
    }

    @Test
    void whateverIsWrongWithOaep() throws Exception {
        var erin = erin();
        byte[] label = info(SLOT, 4, ERIN.publicKey(), id);
        byte[] good = rsa(erin, "RSA/ECB/OAEPPadding", oaep("SHA-256", MGF1ParameterSpec.SHA256, label), cek);
        assertThat(open(ERIN, with(ERIN, good))).isEqualTo(text());
        refused("MGF1", ERIN, rsa(erin, "RSA/ECB/OAEPPadding", oaep("SHA-256", MGF1ParameterSpec.SHA1, label), cek));
        refused("hash", ERIN, rsa(erin, "RSA/ECB/OAEPPadding", oaep("SHA-1", MGF1ParameterSpec.SHA1, label), cek));
        refused("PKCS1", ERIN, rsa(erin, "RSA/ECB/PKCS1Padding", null, cek));
        refused("raw", ERIN, rsa(erin, "RSA/ECB/NoPadding", null, EnvelopeSpec.join(new byte[224], cek)));
        refused("zero", ERIN, new byte[256]);
        refused("one", ERIN, bytes(BigInteger.ONE));
        var modulus = erin.getModulus();
        refused("n - 1", ERIN, bytes(modulus.subtract(BigInteger.ONE)));
        refused("n", ERIN, bytes(modulus));
        refused("n + 1", ERIN, bytes(modulus.add(BigInteger.ONE)));
        refused("ones", ERIN, bytes(BigInteger.ONE.shiftLeft(2_048).subtract(BigInteger.ONE)));
        var random = new java.util.Random(20);
        for (int i = 0; i < 20; i++) {
            refused("seed 20, number " + i, ERIN, bytes(new BigInteger(2_048, random)));
        }
        // The same number and a multiple of the modulus more is the same ciphertext to a careless RSA.
        var more = new BigInteger(1, good).add(modulus);
        if (more.bitLength() <= 2_048) {
            refused("c + n", ERIN, bytes(more));
        }
    }

    private void refused(String what, EnvelopeKeyPair keys, byte[] body) {
        byte[] envelope = with(keys, body);
        Refused.alike(what + " for " + keys.publicKey(), () -> open(keys, envelope));
        Refused.alike(what, () -> HybridCipher.rewrapper(keys).rewrap(envelope));
    }

    /** The envelope with another body in the slot of a key, bound by who knows the content key. */
    private byte[] with(EnvelopeKeyPair keys, byte[] body) {
        int place = parts.placeOf(keys.publicKey());
        byte[] before = parts.slots.set(place, EnvelopeSpec.slot(keys.publicKey(), id, body));
        try {
            return parts.boundAsTheyAre(cek).bytes();
        } finally {
            parts.slots.set(place, before);
        }
    }

    private static RSAPublicKey erin() throws GeneralSecurityException {
        var spki = new X509EncodedKeySpec(ERIN.publicKey().subjectPublicKeyInfo());
        return (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(spki);
    }

    private static OAEPParameterSpec oaep(String hash, MGF1ParameterSpec mask, byte[] label) {
        return new OAEPParameterSpec(hash, "MGF1", mask, new PSource.PSpecified(label));
    }

    private static byte[] rsa(
            RSAPublicKey key,
            String transformation,
            @org.jspecify.annotations.Nullable OAEPParameterSpec oaep,
            byte[] plaintext)
            throws GeneralSecurityException {
        var cipher = Cipher.getInstance(transformation);
        cipher.init(Cipher.ENCRYPT_MODE, key, oaep);
        return cipher.doFinal(plaintext);
    }

    private static byte[] bytes(BigInteger number) {
        byte[] bytes = number.toByteArray();
        var fixed = new byte[256];
        int length = Math.min(bytes.length, 256);
        System.arraycopy(bytes, bytes.length - length, fixed, 256 - length, length);
        return fixed;
    }
}
