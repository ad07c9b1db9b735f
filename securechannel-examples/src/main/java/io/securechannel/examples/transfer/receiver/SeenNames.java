package io.securechannel.examples.transfer.receiver;

import io.securechannel.examples.transfer.protocol.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;

/**
 * Which names have come in one directory: eight bytes of each one's hash, in a table at most half full, whatever the names are. Two
 * names of one hash are taken for one: so a name can be refused once in a very long time, and a second of one name never taken.
 */
final class SeenNames {

    private static final int FIRST = 16;
    private static final int SALT = 16;

    /** Nobody can choose names that all want one place in the table. */
    private final byte[] salt;

    /** Zero is an empty place. */
    private long[] table = new long[FIRST];

    private int count;

    SeenNames(byte[] salt) {
        this.salt = salt.clone();
    }

    /** {@return what nobody else knows, for the tables of one transfer} */
    static byte[] newSalt() {
        var salt = new byte[SALT];
        new SecureRandom().nextBytes(salt);
        return salt;
    }

    /** {@return whether the name is new} */
    boolean add(String name) {
        if (2 * (count + 1) > table.length) {
            grow();
        }
        boolean isNew = put(table, hash(name));
        count += isNew ? 1 : 0;
        return isNew;
    }

    private void grow() {
        var larger = new long[2 * table.length];
        for (long each : table) {
            if (each != 0) {
                put(larger, each);
            }
        }
        table = larger;
    }

    private static boolean put(long[] table, long hash) {
        int mask = table.length - 1;
        int at = (int) hash & mask;
        while (table[at] != 0) {
            if (table[at] == hash) {
                return false;
            }
            at = (at + 1) & mask;
        }
        table[at] = hash;
        return true;
    }

    private long hash(String name) {
        var digest = Sha256.begin();
        digest.update(salt);
        digest.update(name.getBytes(StandardCharsets.UTF_8));
        long first = ByteBuffer.wrap(digest.digest()).getLong();
        return first == 0 ? 1 : first;
    }
}
