package io.securechannel.auth.scram;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.securechannel.internal.crypto.HmacSha256;
import io.securechannel.secret.SecretBytes;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Credentials of users who do not exist, so that their names look like any other: the same name always gets the same salt,
 * on all servers that share the secret, and iteration counts are as frequent as among the users who do exist. No password
 * fits them.
 *
 * <p>Each name has its place between the lowest count and the highest, which its secret hash decides. When passwords are
 * renewed and the frequencies shift, a name's count moves with them, as a real user's would: towards the count that gains,
 * and not back and forth.
 */
public final class UnknownUsers implements AutoCloseable {

    private static final byte[] SEPARATOR = {0};

    private final SecretBytes secret;
    private final SortedMap<Integer, Long> iterationCounts;
    private final long total;
    private final int defaultIterations;

    private UnknownUsers(SecretBytes secret, SortedMap<Integer, Long> iterationCounts, int defaultIterations) {
        this.secret = secret;
        this.iterationCounts = iterationCounts;
        this.total =
                iterationCounts.values().stream().mapToLong(Long::longValue).sum();
        this.defaultIterations = defaultIterations;
    }

    /**
     * Makes up users beside those of a store.
     *
     * @param secret 32 bytes, which the servers share and which last; they are copied
     * @param iterationCounts how many users of the store have each iteration count
     * @param defaultIterations what all have if the store has no users
     * @return what makes them up; close it when it is no longer needed
     * @throws IllegalArgumentException if the secret is shorter than 32 bytes, or a count is out of range
     */
    public static UnknownUsers of(SecretBytes secret, Map<Integer, Long> iterationCounts, int defaultIterations) {
        if (secret.length() < ScramKeys.LENGTH) {
            throw new IllegalArgumentException("the secret has 32 bytes at least, not " + secret.length());
        }
        var counts = new TreeMap<Integer, Long>();
        iterationCounts.forEach((iterations, users) -> {
            if (iterations < 1 || users < 0 || users > Integer.MAX_VALUE) {
                throw new IllegalArgumentException(users + " users of " + iterations + " iterations cannot be");
            }
            if (users > 0) {
                counts.put(iterations, users);
            }
        });
        if (defaultIterations < 1) {
            throw new IllegalArgumentException("there is at least 1 iteration, not " + defaultIterations);
        }
        return new UnknownUsers(secret.use(SecretBytes::copyOf), counts, defaultIterations);
    }

    /**
     * {@return the credential of a user who does not exist; the caller may close it}
     *
     * @param preparedUser the name, prepared by SASLprep
     * @throws IllegalStateException after {@link #close()}
     */
    public ScramCredential credential(String preparedUser) {
        try (var storedKey = SecretBytes.owning(derive("StoredKey", preparedUser));
                var serverKey = SecretBytes.owning(derive("ServerKey", preparedUser))) {
            // A user whose password is hashed anew gets another salt with the other count, and so does one who does not
            // exist.
            int iterations = iterations(preparedUser);
            var salt = Arrays.copyOf(derive("salt " + iterations, preparedUser), ScramCredential.SALT_LENGTH);
            return ScramCredential.of(salt, iterations, storedKey, serverKey);
        }
    }

    /** The name's place, as a fraction of all users, and the count of the user who is there in the order of counts. */
    private int iterations(String user) {
        long fraction = ByteBuffer.wrap(derive("iterations", user)).getLong() >>> 1;
        // floor(fraction / 2^63 * total): below total, which is below 2^62.
        long place = Math.multiplyHigh(fraction, total << 1);
        for (var each : iterationCounts.entrySet()) {
            place -= each.getValue();
            if (place < 0) {
                return each.getKey();
            }
        }
        return defaultIterations;
    }

    private byte[] derive(String what, String user) {
        return secret.use(key -> HmacSha256.of(key, what.getBytes(UTF_8), SEPARATOR, user.getBytes(UTF_8)));
    }

    /** Wipes the secret. */
    @Override
    public void close() {
        secret.close();
    }

    /** {@return nothing of the secret} */
    @Override
    public String toString() {
        return "UnknownUsers[redacted]";
    }
}
