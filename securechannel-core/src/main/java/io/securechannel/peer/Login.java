package io.securechannel.peer;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A login that both ends have finished: who, how and when.
 *
 * @param user the user's name, as the server knows it
 * @param mechanisms what proved it, in order: SASL names such as {@code SCRAM-SHA-256-PLUS}; a second step follows the first
 * @param binding the type of channel binding that the proof covers; empty where it covers none
 * @param time when the last step was finished
 * @param attributes what the server's store, the token or the server's function say of the user; empty at the client
 */
public record Login(
        String user,
        List<String> mechanisms,
        Optional<ChannelBinding.Type> binding,
        Instant time,
        Map<String, String> attributes) {

    /**
     * Copies the collections.
     *
     * @param user the user's name
     * @param mechanisms what proved it, in order
     * @param binding the type of channel binding that the proof covers
     * @param time when the last step was finished
     * @param attributes what is known of the user
     */
    public Login {
        mechanisms = List.copyOf(mechanisms);
        attributes = Map.copyOf(attributes);
    }

    /** {@return one line for people, without the attributes} */
    @Override
    public String toString() {
        return user + " by " + String.join(" and ", mechanisms)
                + binding.map(type -> ", bound by " + type.registeredName()).orElse("");
    }
}
