package io.securechannel.auth;

import io.securechannel.error.SecureChannelException;
import io.securechannel.peer.ChannelBinding;
import java.util.Optional;

/** A client's end of one mechanism of one login. */
interface ClientMechanism extends AutoCloseable {

    /** {@return which} */
    Mechanism mechanism();

    /** {@return the initial response; empty bytes where the mechanism has none} */
    byte[] initialResponse() throws SecureChannelException;

    /**
     * Answers a challenge.
     *
     * @throws SecureChannelException if the server breaks a rule, or asks for too little or too much
     */
    byte[] respond(byte[] challenge) throws SecureChannelException;

    /**
     * Checks that the server may say that all is well.
     *
     * @param data additional data of success
     * @throws SecureChannelException SERVER_UNPROVED if it has not proved what it has to
     */
    void succeeded(byte[] data) throws SecureChannelException;

    /** {@return the type of binding that the proof covers} */
    Optional<ChannelBinding.Type> binding();

    @Override
    default void close() {}
}
