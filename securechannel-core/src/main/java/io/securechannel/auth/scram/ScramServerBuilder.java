package io.securechannel.auth.scram;

import com.google.errorprone.annotations.CheckReturnValue;
import io.securechannel.peer.ChannelBinding;
import java.util.List;
import java.util.Optional;

/** How a {@link ScramServer} takes a login. Without a binding to the channel unless it is told so. */
@CheckReturnValue
public final class ScramServerBuilder {

    private final ScramServer.Lookup credentials;
    private List<ChannelBinding> bindings = List.of();
    private boolean plus;
    private boolean plusOffered;
    private Optional<String> offerHash = Optional.empty();
    private Optional<String> fixedNonce = Optional.empty();

    ScramServerBuilder(ScramServer.Lookup credentials) {
        this.credentials = credentials;
    }

    /**
     * Sets what a login can be bound to.
     *
     * @param ofThisChannel at most one of each type
     * @return this
     */
    public ScramServerBuilder bindings(List<ChannelBinding> ofThisChannel) {
        bindings = List.copyOf(ofThisChannel);
        return this;
    }

    /**
     * Sets which mechanism the client has chosen.
     *
     * @param chosen true for SCRAM-SHA-256-PLUS, which is bound to the channel; false, the default, for SCRAM-SHA-256
     * @return this
     */
    public ScramServerBuilder plus(boolean chosen) {
        plus = chosen;
        return this;
    }

    /**
     * Sets whether SCRAM-SHA-256-PLUS was offered. A client that believes the contrary is refused then: its offer was changed
     * on the way.
     *
     * @param offered false by default
     * @return this
     */
    public ScramServerBuilder plusOffered(boolean offered) {
        plusOffered = offered;
        return this;
    }

    /**
     * Repeats the hash of what was offered within the exchange (attribute {@code h} of XEP-0474, version 0.4), so that a
     * client notices an offer that was changed on its way.
     *
     * @param mechanisms the names of all that were offered, of printable ASCII
     * @param bindingTypes the names of all that were offered; empty if none was
     * @return this
     */
    public ScramServerBuilder offer(List<String> mechanisms, List<String> bindingTypes) {
        offerHash = Optional.of(OfferHash.of(mechanisms, bindingTypes));
        return this;
    }

    /**
     * Sets the server's part of the nonce, for test vectors. With a nonce that is used twice, or can be foretold, an old
     * exchange can be replayed.
     *
     * @param value printable ASCII without commas
     * @return this
     */
    public ScramServerBuilder insecureNonce(String value) {
        if (value.isEmpty() || !ScramText.isNonce(value)) {
            throw new IllegalArgumentException("a nonce is of printable ASCII without commas, and not empty");
        }
        fixedNonce = Optional.of(value);
        return this;
    }

    /** {@return the server's side of one login} */
    public ScramServer build() {
        return new ScramServer(new ServerSettings(
                credentials, bindings, plus, plusOffered, offerHash, fixedNonce.orElseGet(ScramText::randomNonce)));
    }
}
