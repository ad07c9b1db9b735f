package io.securechannel.examples.rsamigration;

import io.securechannel.error.KeyMaterialException;
import java.io.IOException;
import java.util.Optional;

/** Sends one message, as one of the steps has it. */
@FunctionalInterface
interface MessageClient {

    /** {@return what the server answered; empty where the protocol has no answer} */
    Optional<String> send(String message) throws IOException, KeyMaterialException;
}
