package io.securechannel.keys;

import io.securechannel.internal.crypto.Sha256;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Locale;
import java.util.StringJoiner;

/** How people compare public keys: by all of a hash, or by so much of it as can be read aloud. */
final class Fingerprint {

    private static final int GROUPS = 6;
    private static final int BYTES_OF_GROUP = 5;
    private static final long NUMBERS_OF_GROUP = 100_000;

    private Fingerprint() {}

    static String of(byte[] subjectPublicKeyInfo) {
        return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(Sha256.of(subjectPublicKeyInfo));
    }

    /**
     * The first 30 bytes of the same hash as Signal writes those of its safety numbers (libsignal, DisplayableFingerprint): five bytes
     * each, big-endian, modulo 100,000, make five digits.
     */
    static String digits(byte[] subjectPublicKeyInfo) {
        var hash = ByteBuffer.wrap(Sha256.of(subjectPublicKeyInfo));
        var groups = new StringJoiner(" ");
        for (int i = 0; i < GROUPS; i++) {
            long number = 0;
            for (int j = 0; j < BYTES_OF_GROUP; j++) {
                number = (number << Byte.SIZE) | (hash.get() & 0xFF);
            }
            groups.add(String.format(Locale.ROOT, "%05d", number % NUMBERS_OF_GROUP));
        }
        return groups.toString();
    }
}
