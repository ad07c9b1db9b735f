package io.securechannel.examples.messenger.client;

/**
 * A device of this user.
 *
 * @param name the first eight hexadecimal digits of its name
 * @param here whether it is this one
 * @param first whether it has the identity key, and links and unlinks the others
 */
public record DeviceInfo(String name, boolean here, boolean first) {}
