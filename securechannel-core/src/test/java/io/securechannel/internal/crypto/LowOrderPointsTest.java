package io.securechannel.internal.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The list says what an agreement says. */
@Tag("verify")
class LowOrderPointsTest {

    private static final BigInteger PRIME = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));

    @Test
    void theListSaysWhatAnAgreementSays() {
        var refused = new ArrayList<byte[]>();
        for (var key : candidates()) {
            boolean agrees = X25519.calculateAgreement(new byte[32], 0, key, 0, new byte[32], 0);
            assertThat(LowOrderPoints.has(key)).isEqualTo(!agrees);
            if (!agrees) {
                refused.add(key);
            }
        }
        assertThat(refused).hasSize(14); // seven, each with the highest bit and without
    }

    /** All encodings of numbers near 0 and the prime, the two others of low order, and some that are random. */
    private static List<byte[]> candidates() {
        var numbers = new ArrayList<BigInteger>();
        for (int i = 0; i < 19; i++) {
            numbers.add(BigInteger.valueOf(i));
            numbers.add(PRIME.add(BigInteger.valueOf(i)));
            numbers.add(PRIME.subtract(BigInteger.valueOf(i + 1)));
        }
        numbers.add(new BigInteger("325606250916557431795983626356110631294008115727848805560023387167927233504"));
        numbers.add(new BigInteger("39382357235489614581723060781553021112529911719440698176882885853963445705823"));
        var random = new Random(25_519);
        for (int i = 0; i < 20; i++) {
            numbers.add(new BigInteger(255, random));
        }
        var keys = new ArrayList<byte[]>();
        for (var number : numbers) {
            var key = littleEndian(number);
            keys.add(key.clone());
            key[31] |= (byte) 0x80;
            keys.add(key);
        }
        return keys;
    }

    private static byte[] littleEndian(BigInteger number) {
        var key = new byte[32];
        for (int i = 0; i < key.length; i++) {
            key[i] = number.shiftRight(8 * i).byteValue();
        }
        return key;
    }
}
