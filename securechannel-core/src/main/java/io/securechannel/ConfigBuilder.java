package io.securechannel;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.securechannel.auth.LoginContext;
import io.securechannel.auth.LoginFlow;
import io.securechannel.event.SecurityListener;
import io.securechannel.framing.Framing;
import io.securechannel.internal.socket.Deadlines;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The settings that clients and servers share.
 *
 * @param <B> the builder itself
 */
abstract sealed class ConfigBuilder<B extends ConfigBuilder<B>> permits ClientConfig.Builder, ServerConfig.Builder {

    /** The ALPN name of framed messages over TLS, version 1 of the frames. */
    private static final String FRAMED_PROTOCOL = "securechannel/1";

    private static final int LONGEST_PROTOCOL = 255;

    private Framing framing = Framing.messages();
    private List<String> applicationProtocols = List.of();
    private SecurityListener listener =
            SecurityListener.all(SecurityListener.logging(), SecurityListener.flightRecorder());
    private Deadlines deadlines = Deadlines.DEFAULTS;

    ConfigBuilder() {}

    /**
     * Chooses what crosses the channel; both ends must choose alike.
     *
     * @param choice {@link Framing#messages()}, the default, perhaps with another limit, or {@link Framing#none()}
     * @return this
     */
    @CanIgnoreReturnValue
    public B framing(Framing choice) {
        this.framing = choice;
        return self();
    }

    /**
     * Names the application protocols to agree on by ALPN (RFC 7301), for raw streams alone: messages have a name of their
     * own. If the two ends share none, the handshake fails. Over Noise a client proposes the first alone, which is in clear as with
     * ALPN, and a server accepts any of them.
     *
     * @param mostWanted the most wanted name, for instance {@code http/1.1}
     * @param more further ones, in order
     * @return this
     * @throws IllegalArgumentException if a name has not 1 to 255 bytes in UTF-8 (RFC 7301, section 3.1)
     */
    @CanIgnoreReturnValue
    public B applicationProtocols(String mostWanted, String... more) {
        var names = new ArrayList<String>();
        names.add(mostWanted);
        names.addAll(List.of(more));
        for (var name : names) {
            int length = name.getBytes(StandardCharsets.UTF_8).length;
            if (length < 1 || length > LONGEST_PROTOCOL) {
                throw new IllegalArgumentException(
                        "the name of an application protocol has 1 to " + LONGEST_PROTOCOL + " bytes, not " + length);
            }
        }
        this.applicationProtocols = List.copyOf(names);
        return self();
    }

    /**
     * Limits the whole handshake, also against a peer that sends a byte at a time.
     *
     * @param timeout 10 seconds by default; not zero
     * @return this
     */
    @CanIgnoreReturnValue
    public B handshakeTimeout(Duration timeout) {
        this.deadlines = deadlines.withHandshake(timeout);
        return self();
    }

    /**
     * Limits the login, from the end of the handshake on: also how long a person may take to type a password, where the
     * client asks for it then.
     *
     * @param timeout 1 minute by default; not zero, and at most 5 minutes
     * @return this
     */
    @CanIgnoreReturnValue
    public B loginTimeout(Duration timeout) {
        this.deadlines = deadlines.withLogin(timeout);
        return self();
    }

    /**
     * Limits how long the peer may take to accept what was written; then the channel is closed.
     *
     * @param timeout 30 seconds by default; zero for ever
     * @return this
     */
    @CanIgnoreReturnValue
    public B writeTimeout(Duration timeout) {
        this.deadlines = deadlines.withWrite(timeout);
        return self();
    }

    /**
     * Limits how long nothing may arrive while a thread waits to receive; then the channel is closed. With messages the
     * waiting side sends a ping after half of it, which a peer that is receiving answers, so that only dead and stuck peers
     * run into it. Raw streams have no pings: there it limits silence itself.
     *
     * @param timeout 5 minutes by default; zero for ever
     * @return this
     */
    @CanIgnoreReturnValue
    public B idleTimeout(Duration timeout) {
        this.deadlines = deadlines.withIdle(timeout);
        return self();
    }

    /**
     * Limits {@code close()}: sending what is left, and waiting for the peer to end as well.
     *
     * @param timeout 2 seconds by default; not zero
     * @return this
     */
    @CanIgnoreReturnValue
    public B closeTimeout(Duration timeout) {
        this.deadlines = deadlines.withClose(timeout);
        return self();
    }

    /**
     * Says who hears of security events. By default they go to the {@link System.Logger} {@code io.securechannel} and to
     * the JDK Flight Recorder; {@link SecurityListener#all} combines these with one of your own. The Flight Recorder's events of handshakes,
     * logins, rekeys, slow peers, reloads and closes (docs/how-to/observe.md) need no listener.
     *
     * @param replacement hears of every event from now on, in place of the default
     * @return this
     */
    @CanIgnoreReturnValue
    public B listener(SecurityListener replacement) {
        this.listener = SecurityListener.all(replacement);
        return self();
    }

    abstract B self();

    /** {@return how a login is begun; null where there is none} */
    abstract @Nullable Function<LoginContext, LoginFlow> loginFlows();

    ChannelSettings settings() {
        boolean messages = framing instanceof Framing.Messages;
        if (messages && !applicationProtocols.isEmpty()) {
            throw new IllegalArgumentException("applicationProtocols is for Framing.none(): messages always use the"
                    + " protocol " + FRAMED_PROTOCOL);
        }
        if (!messages && loginFlows() != null) {
            throw new IllegalArgumentException(
                    "a login needs messages: Framing.none() carries the application's bytes and nothing else");
        }
        return new ChannelSettings(
                framing, messages ? List.of(FRAMED_PROTOCOL) : applicationProtocols, deadlines, listener, loginFlows());
    }
}
