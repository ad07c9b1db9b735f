package io.securechannel.auth.throttle;

import io.securechannel.internal.address.CountedAddress;
import io.securechannel.internal.crypto.Sha256;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.function.UnaryOperator;

/**
 * Under what an attempt is counted.
 *
 * <p>The name is hashed. It is whatever a stranger typed: of any length, any characters, and now and then a password in the
 * wrong field, which must not be kept in clear text because a login failed. A hash of fixed length also bounds the memory.
 *
 * @param account SHA-256 of the name, in hexadecimal
 * @param address an IPv4 address, or an IPv6 network of 64 bits, in text
 */
record ThrottleKey(String account, String address) {

    /** What logins add to a user's name to count the second step, and count sign-ups by: no user's name has this space. */
    private static final String SECOND_STEP = "\u00A0(second step)";

    private static final String SIGN_UPS = "\u00A0(sign-up)";

    private static final int SHOWN_DIGITS = 8;

    static ThrottleKey of(String user, InetAddress address) {
        return new ThrottleKey(account(user), CountedAddress.of(address));
    }

    static String account(String user) {
        // The code units as they are: an encoder would make one name of all that are no proper Unicode.
        var units = ByteBuffer.allocate(2 * user.length());
        units.asCharBuffer().put(user);
        return HexFormat.of().formatHex(Sha256.of(units.array()));
    }

    /** One key of the pair. The account's part has a fixed length, so that no two pairs have the same. */
    String pair() {
        return account + address;
    }

    /**
     * {@return what an account is called for an administrator} The name, if it is one of those that are given, or the key of
     * such a user's second step; otherwise the first digits of the hash, by which nobody learns what was typed.
     *
     * @param names of users that there are
     */
    static UnaryOperator<String> namesOf(Collection<String> names) {
        var known = new HashMap<String, String>();
        for (var name : names) {
            known.put(account(name), name);
            known.put(account(name + SECOND_STEP), name + SECOND_STEP);
        }
        known.put(account(SIGN_UPS), SIGN_UPS);
        return account -> known.getOrDefault(account, "sha256:" + account.substring(0, SHOWN_DIGITS));
    }
}
