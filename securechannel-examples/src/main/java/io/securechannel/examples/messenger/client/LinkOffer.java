package io.securechannel.examples.messenger.client;

/**
 * Where a new device is waited for.
 *
 * @param port at this machine
 * @param code to be typed there; it is good for one guess
 */
public record LinkOffer(int port, String code) {

    @Override
    public String toString() {
        return "LinkOffer[port=" + port + "]";
    }
}
