package io.securechannel.auth;

import io.securechannel.event.SecurityListener;
import io.securechannel.peer.ChannelBinding;
import io.securechannel.peer.Login;
import io.securechannel.peer.PeerIdentity;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The channel that a login is for.
 *
 * @param peer who is at the other end, as far as the handshake has proved it
 * @param address where the peer is
 * @param bindings all that this end has of the channel, strongest first
 * @param before the login that this one follows on the same channel; empty for the first
 * @param timeout how long the login may take in all
 * @param listener hears what happens to users
 */
public record LoginContext(
        PeerIdentity peer,
        InetAddress address,
        List<ChannelBinding> bindings,
        Optional<Login> before,
        Duration timeout,
        SecurityListener listener) {

    /** The longest that a login may take, so that no challenge is older. */
    public static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(5);

    /**
     * Checks the timeout.
     *
     * @param peer who is at the other end
     * @param address where the peer is
     * @param bindings all that this end has of the channel, strongest first
     * @param before the login that this one follows on the same channel
     * @param timeout positive, at most 5 minutes
     * @param listener hears what happens to users
     */
    public LoginContext {
        bindings = List.copyOf(bindings);
        if (timeout.isZero() || timeout.isNegative() || timeout.compareTo(LONGEST_TIMEOUT) > 0) {
            throw new IllegalArgumentException("a login may take up to 5 minutes, not " + timeout);
        }
    }

    /** What binds the login: this step, or the one before. */
    Optional<ChannelBinding.Type> bound(Optional<ChannelBinding.Type> now) {
        return now.or(() -> before.flatMap(Login::binding));
    }

    /** The mechanisms of all steps, those of before first, each once. */
    List<String> provedBy(List<String> now) {
        return Stream.concat(before.stream().flatMap(login -> login.mechanisms().stream()), now.stream())
                .distinct()
                .toList();
    }

    List<String> bindingTypes() {
        return bindings.stream().map(each -> each.type().registeredName()).toList();
    }
}
