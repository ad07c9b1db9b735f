package io.securechannel.examples.messenger.endtoend;

import io.securechannel.examples.messenger.protocol.Octets;
import io.securechannel.keys.SigningPublicKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Sixty digits that two people read to each other: they are the same at both ends if neither the server nor anybody else has put a
 * key of their own in between. Computed as Signal's numeric fingerprint of version 0 (libsignal, {@code fingerprint.rs}): for each
 * of the two, SHA-512 5,200 times over the key and the name, of which 30 bytes give 30 digits; the two halves in order.
 *
 * @param digits sixty of them
 */
public record SafetyNumber(String digits) {

    private static final int ITERATIONS = 5_200;
    private static final int GROUP = 5;
    private static final int HALF = 30;

    /**
     * The number of two users.
     *
     * @param user one
     * @param key their identity
     * @param other the other
     * @param otherKey the other's identity
     * @return the same, whoever is named first
     */
    public static SafetyNumber of(String user, SigningPublicKey key, String other, SigningPublicKey otherKey) {
        return of(
                half(Octets.of(key.subjectPublicKeyInfo()), user),
                half(Octets.of(otherKey.subjectPublicKeyInfo()), other));
    }

    private static SafetyNumber of(String one, String other) {
        return new SafetyNumber(one.compareTo(other) <= 0 ? one + other : other + one);
    }

    /** Thirty digits of one user. */
    static String half(Octets key, String user) {
        var sha512 = sha512();
        var keyBytes = key.bytes();
        sha512.update(new byte[2]);
        sha512.update(keyBytes);
        sha512.update(user.getBytes(StandardCharsets.UTF_8));
        var hash = sha512.digest(keyBytes);
        for (int i = 1; i < ITERATIONS; i++) {
            sha512.update(hash);
            hash = sha512.digest(keyBytes);
        }
        var digits = new StringBuilder();
        for (int at = 0; at < HALF; at += GROUP) {
            long number = 0;
            for (int i = at; i < at + GROUP; i++) {
                number = (number << 8) | (hash[i] & 0xFF);
            }
            digits.append("%05d".formatted(number % 100_000));
        }
        return digits.toString();
    }

    /** {@return twelve groups of five digits, as people read them} */
    public String grouped() {
        return digits.replaceAll("(.{5})(?=.)", "$1 ");
    }

    @Override
    public String toString() {
        return grouped();
    }

    private static MessageDigest sha512() {
        try {
            return MessageDigest.getInstance("SHA-512");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-512", e);
        }
    }
}
