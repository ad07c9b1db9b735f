package io.securechannel.auth;

import io.securechannel.auth.store.User;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.peer.ChannelBinding;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A server's end of one mechanism of one login: responses in, challenges or a verdict out. */
interface ServerMechanism extends AutoCloseable {

    /**
     * Begins a mechanism.
     *
     * @param known who is known already: of the first step, or on an open channel
     */
    static ServerMechanism begin(
            Mechanism mechanism, LoginVerifier verifier, LoginContext context, Offer offer, @Nullable Proved known) {
        return switch (mechanism) {
            case SCRAM_PLUS -> new ScramVerification(verifier, context, offer, true);
            case SCRAM -> new ScramVerification(verifier, context, offer, false);
            case EXTERNAL -> new ExternalVerification(verifier, context);
            case BOUND_TOKEN -> new TokenVerification.Bound(verifier, context, offer);
            case BEARER -> new TokenVerification.Bearer(verifier);
            case CODE ->
                new CodeVerification(
                        verifier,
                        verifier.secondStep().orElseThrow(),
                        Objects.requireNonNull(known, "a code follows another step"));
        };
    }

    /**
     * Takes a response.
     *
     * @param response the first is the initial response
     * @return a challenge, or the verdict
     * @throws SecureChannelException if it breaks a rule, or proves another channel
     * @throws KeyMaterialException if what holds the users does not answer
     */
    Turn take(byte[] response) throws SecureChannelException, KeyMaterialException;

    /** Wipes what it held. */
    @Override
    default void close() {}

    /** What follows from a response. */
    sealed interface Turn {}

    /**
     * The mechanism goes on.
     *
     * @param data for the client
     */
    record Challenge(Octets data) implements Turn {}

    /**
     * The client has proved who it is.
     *
     * @param proved who
     * @param data additional data of the mechanism
     * @param delay before the client hears of it
     */
    record Accepted(Proved proved, Octets data, Duration delay) implements Turn {}

    /**
     * The client has proved nothing.
     *
     * @param user who it is that it is not; empty where no such user exists
     * @param why for this side's log alone
     * @param locks whether this failure locks the pair
     * @param delay before the client hears of it
     */
    record Refused(String user, String why, boolean locks, Duration delay) implements Turn {}

    /**
     * Who has been proved.
     *
     * @param user the name
     * @param record what the store has of the user; null where the user is not from the store
     * @param binding the type of binding that the proof covers
     * @param attributes of the user
     */
    record Proved(
            String user,
            @Nullable User record,
            Optional<ChannelBinding.Type> binding,
            Map<String, String> attributes) {}
}
