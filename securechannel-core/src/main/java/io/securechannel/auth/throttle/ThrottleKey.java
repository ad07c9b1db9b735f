package io.securechannel.auth.throttle;

import io.securechannel.internal.address.CountedAddress;
import io.securechannel.internal.crypto.Sha256;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;

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

    /** What a store can hold as a name: of a longer one there is no user. */
    private static final int LONGEST_NAME = 255;

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

    /** {@return the name as an administrator may see it: without what no user is called} */
    static String shown(String user) {
        boolean proper = user.length() <= LONGEST_NAME
                && user.codePoints()
                        .noneMatch(
                                each -> Character.isISOControl(each) || Character.getType(each) == Character.SURROGATE);
        return proper ? user : "(" + user.length() + " characters that are no user's name)";
    }
}
