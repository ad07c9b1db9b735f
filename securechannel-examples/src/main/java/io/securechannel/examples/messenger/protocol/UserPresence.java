package io.securechannel.examples.messenger.protocol;

import io.securechannel.error.SecureChannelException;

/**
 * Whether a user is there.
 *
 * @param user the name
 * @param online whether a device of theirs is connected
 * @param revision of their entry in the directory; when it has changed, clients look the user up again
 */
public record UserPresence(String user, boolean online, long revision) {

    /**
     * Reads it.
     *
     * @param in where it begins
     * @return what the server says
     * @throws SecureChannelException if it is cut or malformed
     */
    public static UserPresence read(FieldReader in) throws SecureChannelException {
        return new UserPresence(in.user(), in.flag(), in.count());
    }
}
