package io.securechannel.noise;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;

/**
 * What this side's own program decides about a peer's key. Whatever it throws is a failed handshake with a Reason, that the listener hears
 * of, and never a peer that is believed.
 *
 * @param <T> what is decided
 */
@FunctionalInterface
interface OwnDecision<T> {

    /** {@return what is decided} */
    T make() throws KeyMaterialException;

    /** {@return what is decided; {@code what}, "whether …", is for the error} */
    static <T> T of(String what, OwnDecision<T> decision) throws SecureChannelException {
        try {
            return decision.make();
        } catch (KeyMaterialException e) {
            throw failed(what, e.getMessage(), e);
        } catch (RuntimeException e) {
            throw failed(what, "this side's own program failed: " + e, e);
        }
    }

    private static SecureChannelException failed(String what, String why, Exception cause) {
        return new SecureChannelException(
                Reason.HANDSHAKE_FAILED,
                "whether " + what + " cannot be told, and so it is not believed: " + why,
                cause);
    }
}
