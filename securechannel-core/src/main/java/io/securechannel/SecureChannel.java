package io.securechannel;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.securechannel.ChannelEnd.Why;
import io.securechannel.auth.ClientLogin;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.event.SecurityEvent;
import io.securechannel.event.SecurityEvent.Role;
import io.securechannel.framing.CloseReason;
import io.securechannel.framing.Framing;
import io.securechannel.internal.engine.EngineSession;
import io.securechannel.internal.jfr.Recorder;
import io.securechannel.internal.socket.ChannelDriver;
import io.securechannel.internal.socket.Deadline;
import io.securechannel.internal.socket.FramedChannel;
import io.securechannel.internal.socket.RawStreams;
import io.securechannel.peer.ChannelBinding;
import io.securechannel.peer.Login;
import io.securechannel.peer.NegotiatedProtocol;
import io.securechannel.peer.PeerIdentity;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An authenticated, encrypted channel over one socket. {@link #connect} and {@link #accept} return when the handshake is
 * over and the peer has been checked; from then on most programs need {@link #send} and {@link #receive}.
 *
 * <pre>{@code
 * try (var channel = SecureChannel.connect("localhost", port, config)) {
 *     channel.sendText("hello");
 *     System.out.println(channel.receiveText().orElse("closed"));
 * }
 * }</pre>
 *
 * <p>Over TLS the peer is known by its certificate, over Noise by its key; {@link #peer()} tells which, and the rest is alike.
 *
 * <p>Threads: one may receive while others send; many may send; messages of one are never torn by another's. A thread that
 * is interrupted while it waits for the socket closes the channel, as with {@code java.nio} channels, and gets
 * INTERRUPTED.
 *
 * <p>Errors are {@link SecureChannelException}s, whose reason says what happened. Unless the reason is RECEIVE_TIMEOUT,
 * INVALID_TEXT, or MESSAGE_TOO_LARGE on sending, the channel can only be closed afterwards.
 */
public final class SecureChannel implements Closeable {

    private final ChannelDriver driver;
    private final ChannelSettings settings;
    private final Role role;
    private final ChannelLogin login;
    private final Handshaking handshaking;
    private final ChannelEnd end;
    private final EngineSession session;
    private final @Nullable FramedChannel messages;
    private final @Nullable RawStreams streams;
    private final AtomicBoolean endTold = new AtomicBoolean();

    SecureChannel(ChannelDriver driver, ChannelSettings settings, Handshaking handshaking) {
        this.driver = driver;
        this.settings = settings;
        this.role = handshaking.link().role();
        this.handshaking = handshaking;
        this.session = driver.engine().session();
        var proved = proved(driver.peer(), handshaking.host(), session);
        this.login = new ChannelLogin(
                settings,
                handshaking.link(),
                session,
                session.peerName().map(proved::named).orElse(proved));
        this.messages = settings.framing() instanceof Framing.Messages limits
                ? new FramedChannel(driver, limits, this::told)
                : null;
        this.streams = messages == null ? new RawStreams(driver, this::told) : null;
        this.end = new ChannelEnd(handshaking.link(), this::traffic);
        driver.onRelease(end::released);
    }

    private static PeerIdentity proved(String address, @Nullable String host, EngineSession session) {
        var chain = session.peerCertificates();
        if (!chain.isEmpty()) {
            return PeerIdentity.certified(address, host, chain);
        }
        var key = session.peerKey();
        if (key.isEmpty() && !session.sharesSecret()) {
            return PeerIdentity.anonymous(address);
        }
        var keyed = PeerIdentity.keyed(address, host, key.orElse(null), session.sharesSecret());
        return session.peerKeyTrusted() ? keyed.trustedByKey() : keyed;
    }

    /**
     * Connects to a server, and returns when it has been checked.
     *
     * @param host the name or address of the server, which its certificate must hold; over Noise, {@code host:port} is where known
     *     keys are looked up
     * @param port its port
     * @param config how
     * @return the channel
     * @throws SecureChannelException why not; nothing is left open
     * @throws IllegalArgumentException if the host is empty or blank
     */
    public static SecureChannel connect(String host, int port, ClientConfig config) throws SecureChannelException {
        return Establishing.client(host, port, config);
    }

    /**
     * Makes a channel over a socket that is connected already, as through a proxy, and owns it from then on.
     *
     * @param connected the socket; it is closed with the channel, and when this throws
     * @param expectedHost the name or address that the server's certificate must hold, whatever the socket is connected to; over
     *     Noise, known keys are looked up by it and the socket's remote port, which is a proxy's where the socket leads to one: give
     *     {@link #connect(Socket, String, int, ClientConfig)} the server's
     * @param config how
     * @return the channel
     * @throws SecureChannelException why not; the socket is closed
     */
    public static SecureChannel connect(Socket connected, String expectedHost, ClientConfig config)
            throws SecureChannelException {
        return connect(connected, expectedHost, connected.getPort(), config);
    }

    /**
     * Makes a channel over a socket that is connected already, as through a proxy, and owns it from then on.
     *
     * @param connected the socket; it is closed with the channel, and when this throws
     * @param expectedHost the name or address that the server's certificate must hold, whatever the socket is connected to
     * @param expectedPort the server's own port; over Noise, known keys are looked up by it and the host
     * @param config how
     * @return the channel
     * @throws SecureChannelException why not; the socket is closed
     */
    public static SecureChannel connect(Socket connected, String expectedHost, int expectedPort, ClientConfig config)
            throws SecureChannelException {
        return Establishing.client(connected, expectedHost, expectedPort, config);
    }

    /**
     * Makes a channel over a socket that a {@code ServerSocket} has accepted, and owns it from then on.
     *
     * @param accepted the socket; it is closed with the channel, and when this throws
     * @param config how
     * @return the channel
     * @throws SecureChannelException why not; the socket is closed
     */
    public static SecureChannel accept(Socket accepted, ServerConfig config) throws SecureChannelException {
        var channel = Establishing.server(accepted, config, config.settings());
        channel.login(accepted.getInetAddress());
        return channel;
    }

    /**
     * Sends one message, at once.
     *
     * @param message its bytes, at most {@link Framing.Messages#maxMessageSize()}; they may be empty
     * @throws SecureChannelException MESSAGE_TOO_LARGE, with nothing sent and the channel still usable, or trouble of the
     *     wire
     * @throws IllegalStateException if the channel is raw
     */
    public void send(byte[] message) throws SecureChannelException {
        send(message, true);
    }

    /**
     * Sends one message of text, in UTF-8.
     *
     * @param message the text
     * @throws SecureChannelException as {@link #send(byte[])}
     * @throws IllegalArgumentException if the text holds half of a surrogate pair, which UTF-8 cannot say
     */
    public void sendText(String message) throws SecureChannelException {
        try {
            messages().send(StrictText.encode(Objects.requireNonNull(message, "message")), true);
        } catch (SecureChannelException e) {
            throw told(e);
        }
    }

    /**
     * Takes one message and sends it with others: when a record is full, at {@link #flush()}, or with the next {@link
     * #send}. Many small messages cost a fraction that way.
     *
     * @param message its bytes
     * @throws SecureChannelException as {@link #send(byte[])}
     */
    public void queue(byte[] message) throws SecureChannelException {
        send(message, false);
    }

    /**
     * Sends what has been queued.
     *
     * @throws SecureChannelException if it cannot be sent
     */
    public void flush() throws SecureChannelException {
        try {
            messages().flush();
        } catch (SecureChannelException e) {
            throw told(e);
        }
    }

    /**
     * Sends all that a stream gives as one message of any size, with little memory. The peer takes it by {@link
     * #receiveStream()}.
     *
     * @param content is read to its end and not closed
     * @throws IOException if reading it failed, or the wire did; the channel is closed then, because the peer has a part
     */
    public void send(InputStream content) throws IOException {
        try {
            messages().send(Objects.requireNonNull(content, "content"));
        } catch (SecureChannelException e) {
            throw told(e);
        }
    }

    /**
     * Begins a message of any size, to be written piece by piece and ended by {@link MessageStream#complete()}. Until then
     * no other message is sent, and other senders wait.
     *
     * @return the message
     * @throws SecureChannelException if this thread was interrupted while others were sending
     */
    public MessageStream openMessage() throws SecureChannelException {
        return new MessageStream(messages().openMessage(), messages()::streamFailed);
    }

    /**
     * Waits for the next message.
     *
     * @return its bytes; empty once the peer has closed the channel, and proved it
     * @throws SecureChannelException CONNECTION_CUT where the end was not proved, or other trouble of the wire
     * @throws IllegalStateException if the channel is raw
     */
    public Optional<byte[]> receive() throws SecureChannelException {
        return receive(Deadline.NEVER);
    }

    /**
     * Waits for the next message, but not longer than this.
     *
     * @param timeout for the whole message; positive
     * @return its bytes; empty once the peer has closed the channel, and proved it
     * @throws SecureChannelException RECEIVE_TIMEOUT when it has not come: the channel stays usable and nothing is lost. A
     *     peer that pings and does not read the answers can hold this up for {@code writeTimeout} longer
     */
    public Optional<byte[]> receive(Duration timeout) throws SecureChannelException {
        return receive(positive(timeout));
    }

    /**
     * Waits for the next message of text.
     *
     * @return the text; empty once the peer has closed the channel, and proved it
     * @throws SecureChannelException INVALID_TEXT if it is not UTF-8 (the channel stays usable), or trouble of the wire
     */
    public Optional<String> receiveText() throws SecureChannelException {
        return StrictText.decode(receive(Deadline.NEVER));
    }

    /**
     * Waits for the next message of text, but not longer than this.
     *
     * @param timeout for the whole message; positive
     * @return the text; empty once the peer has closed the channel, and proved it
     * @throws SecureChannelException RECEIVE_TIMEOUT when it has not come: the channel stays usable and nothing is lost
     */
    public Optional<String> receiveText(Duration timeout) throws SecureChannelException {
        return StrictText.decode(receive(positive(timeout)));
    }

    /**
     * Waits for the next message and hands it out as a stream, whatever its size. It must be read to its end, or closed,
     * before the next message is received.
     *
     * @return the stream, whose end is the proved end of the message; empty once the peer has closed the channel
     * @throws SecureChannelException trouble of the wire, which the stream throws as well
     */
    public Optional<InputStream> receiveStream() throws SecureChannelException {
        try {
            var message = messages().receiveStream(Deadline.NEVER);
            if (message.isEmpty()) {
                closedByPeer();
            }
            return message;
        } catch (SecureChannelException e) {
            throw told(e);
        }
    }

    /**
     * Receives messages until the peer closes the channel.
     *
     * @param handler is given each, one after the other
     * @throws IOException what the handler threw, or trouble of the wire
     */
    public void forEachMessage(MessageHandler handler) throws IOException {
        for (var message = receive(); message.isPresent(); message = receive()) {
            handler.handle(message.get());
        }
    }

    /**
     * {@return what comes from the peer, as a raw stream: its end is the peer's proved end, a cut throws}
     *
     * @throws IllegalStateException unless the configuration says {@link Framing#none()}
     */
    public InputStream inputStream() {
        return streams().input();
    }

    /**
     * {@return what goes to the peer, as a raw stream} Each write is sent at once; wrap it in a BufferedOutputStream for
     * small pieces. Closing it ends this direction alone.
     *
     * @throws IllegalStateException unless the configuration says {@link Framing#none()}
     */
    public OutputStream outputStream() {
        return streams().output();
    }

    /** Asks the peer for a sign of life; {@link #statistics()} then tells the round trip. Errors show at the next call. */
    public void ping() {
        messages().writer().ping();
    }

    /**
     * Ends this direction: the peer sees the end after what has been sent, and may go on sending.
     *
     * @throws SecureChannelException if it could not be sent
     */
    public void closeOutput() throws SecureChannelException {
        if (messages != null) {
            messages.closeOutput();
            return;
        }
        try {
            streams().output().close();
        } catch (SecureChannelException e) {
            throw e;
        } catch (IOException e) {
            throw new SecureChannelException(Reason.IO_FAILURE, String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Closes the channel in order: sends what is left and the proof of the end, waits for the peer's, and closes the socket.
     * It takes at most {@code closeTimeout}; threads that wait on the channel get CLOSED. Further calls do nothing.
     *
     * @throws SecureChannelException only if something that had been queued could not be sent; the socket is closed also
     *     then
     */
    @Override
    public void close() throws SecureChannelException {
        close(new CloseReason(CloseReason.NORMAL, ""));
    }

    /**
     * Closes the channel as {@link #close()} does and tells the peer why. Raw streams have no place for a reason.
     *
     * @param reason what the peer's {@link #closeReason()} says then
     * @throws SecureChannelException as {@link #close()}
     */
    public void close(CloseReason reason) throws SecureChannelException {
        if (streams != null && streams.endedByPeer()) {
            closedByPeer(); // only now: until then an answer could still fail, which is more worth telling
        } else {
            tellEnd("closed by this side, " + reason, Why.here(reason));
        }
        if (messages != null) {
            messages.close(reason);
        } else {
            driver.close();
        }
    }

    /** {@return what the peer said when it closed; empty before, and for raw streams} */
    public Optional<CloseReason> closeReason() {
        return messages == null ? Optional.empty() : messages.reader().closeReason();
    }

    /** {@return whether this side has neither closed the channel nor lost it to an error} */
    public boolean isOpen() {
        return !driver.closing();
    }

    /**
     * {@return who is at the other end, as far as it has been proved: by certificate, Noise key or shared secret; at a server with the user
     * who has logged in}
     */
    public PeerIdentity peer() {
        return login.peer();
    }

    /**
     * {@return the login of this channel, at either end: who, by what and when; empty where none is required} After {@link
     * #stepUp} it is that one.
     */
    public Optional<Login> login() {
        return login.current();
    }

    /**
     * Logs in further on this channel, at the client: a second factor before something grave, or a change of the password.
     * The server's thread that receives takes it, and its {@link #login()} then tells the step. Where no other thread of
     * this side receives, messages that come meanwhile are kept for the next receive; a stream of {@link #receiveStream()} that
     * is open is read on by another thread, or to its end first, or else nobody reads the server's answer.
     *
     * @param credentials what with, for the user of this channel
     * @return the login, with the mechanisms of all steps
     * @throws SecureChannelException LOGIN_REFUSED and its like, after which the channel is as before; or LOGIN_TIMEOUT, or
     *     trouble of the wire, which end it
     * @throws IllegalStateException if this is a server's end, or there was no login
     */
    @CanIgnoreReturnValue
    public Login stepUp(ClientLogin credentials) throws SecureChannelException {
        try {
            return login.stepUp(messages(), credentials);
        } catch (SecureChannelException e) {
            if (!isOpen()) {
                tellEnd("a further login failed, " + e.reason(), Why.error(e));
            }
            throw e;
        }
    }

    /** {@return what the two ends agreed on} */
    public NegotiatedProtocol protocol() {
        return session.protocol();
    }

    /**
     * {@return the strongest binding that this end has of the channel: tls-exporter (RFC 9266), else tls-server-end-point
     * (RFC 5929); over Noise the handshake hash, which there always is} The other end may have a stronger one: to compare, name the type.
     *
     * @throws UnsupportedOperationException where there is none: no exporter, and a certificate whose hash is undefined
     */
    public ChannelBinding channelBinding() {
        return channelBinding(ChannelBinding.Type.TLS_EXPORTER)
                .or(() -> channelBinding(ChannelBinding.Type.TLS_SERVER_END_POINT))
                .or(() -> channelBinding(ChannelBinding.Type.NOISE_HANDSHAKE_HASH))
                .orElseThrow(
                        () -> new UnsupportedOperationException("there is no channel binding: the TLS provider has no"
                                + " exporter here (the JDK's has one from 25 on, TlsProvider.CONSCRYPT on every JDK), and the"
                                + " server's certificate is of a kind for which tls-server-end-point is undefined, such as"
                                + " Ed25519; use an EC or RSA certificate"));
    }

    /**
     * {@return the types of binding that this end has, strongest first} The other end may have others: two ends that compare
     * take the first that both have.
     */
    public List<ChannelBinding.Type> channelBindingTypes() {
        return Stream.of(ChannelBinding.Type.values())
                .filter(type -> channelBinding(type).isPresent())
                .toList();
    }

    /**
     * Returns the binding of a given type.
     *
     * @param type which
     * @return the binding; empty where this end has none of that type
     */
    public Optional<ChannelBinding> channelBinding(ChannelBinding.Type type) {
        return session.channelBinding(type);
    }

    /**
     * Exports bytes that both ends, and nobody else, can compute (RFC 8446, section 7.5; over Noise docs/spec/noise.md, section 3).
     *
     * @param label ASCII; agree on one that nothing else uses, for instance {@code EXPERIMENTAL my-protocol}
     * @param context further input; may be empty
     * @param length how many bytes, from 1 to 8,160
     * @return the bytes, which are secret
     * @throws UnsupportedOperationException on a JDK whose TLS has no exporter (before 25), or over TLS 1.2
     * @throws IllegalStateException over Noise, once the channel has been closed
     */
    public byte[] exportKeyingMaterial(String label, byte[] context, int length) {
        return session.exportKeyingMaterial(label, context, length);
    }

    /** {@return the figures of the channel so far, also after its end} */
    public ChannelStatistics statistics() {
        return ChannelFigures.of(handshaking, driver, messages);
    }

    /** {@return one line for people} */
    @Override
    public String toString() {
        return "SecureChannel as " + role + " with " + peer() + ": " + protocol();
    }

    /** Runs the login that opens the channel, if one is set up. */
    void login(@Nullable InetAddress address) throws SecureChannelException {
        if (messages == null) {
            return; // the configuration has seen to it that there is no login
        }
        try {
            login.open(messages, address == null ? InetAddress.getLoopbackAddress() : address);
        } catch (SecureChannelException e) {
            tellEnd("the login failed, " + e.reason(), Why.error(e));
            throw e;
        } catch (RuntimeException | Error e) {
            tellEnd("the login failed in this side's own program", Why.ofThisProgram());
            driver.abandon();
            throw e;
        }
    }

    /** Lets a message at hand be answered and closes then; for a server that stops. */
    void drain() throws SecureChannelException {
        if (messages != null) {
            messages.drain(new CloseReason(CloseReason.GOING_AWAY, "the server is stopping"));
        }
    }

    /** Whether the end of this very channel has been told; another channel's error is the handler's own trouble. */
    boolean endTold() {
        return endTold.get();
    }

    /** After a failure of the program: the peer must not take what it has for all there is. */
    void closeAfterFailure() throws SecureChannelException {
        if (messages == null) {
            abandon(); // raw streams have no other way to say so than a cut
        } else {
            close(new CloseReason(CloseReason.INTERNAL_ERROR, ""));
        }
    }

    /** Closes the socket at once. */
    void abandon() {
        tellEnd("abandoned by this side", Why.abandoned());
        driver.abandon();
    }

    private void send(byte[] message, boolean flush) throws SecureChannelException {
        try {
            messages().send(Objects.requireNonNull(message, "message"), flush);
        } catch (SecureChannelException e) {
            throw told(e);
        }
    }

    private Optional<byte[]> receive(Deadline deadline) throws SecureChannelException {
        try {
            var message = messages().receive(deadline);
            if (message.isEmpty()) {
                closedByPeer();
            }
            return message;
        } catch (SecureChannelException e) {
            throw told(e);
        }
    }

    private void closedByPeer() {
        var reason = closeReason();
        tellEnd(
                "closed by the peer, " + reason.map(CloseReason::toString).orElse("in order"),
                Why.peer(reason.orElse(new CloseReason(CloseReason.NORMAL, ""))));
    }

    private static Deadline positive(Duration timeout) {
        if (timeout.isZero() || timeout.isNegative()) {
            throw new IllegalArgumentException("the timeout must be positive, not " + timeout);
        }
        return Deadline.in(timeout);
    }

    private FramedChannel messages() {
        if (messages == null) {
            throw new IllegalStateException(
                    "the channel is raw (Framing.none()): use inputStream() and outputStream()");
        }
        return messages;
    }

    private RawStreams streams() {
        if (streams == null) {
            throw new IllegalStateException(
                    "the channel carries messages: use send() and receive(), or configure Framing.none()");
        }
        return streams;
    }

    private SecureChannelException told(SecureChannelException error) {
        switch (error.reason()) {
            case RECEIVE_TIMEOUT, INVALID_TEXT, CLOSED -> {
                // not an end, or one that has been told
            }
            case MESSAGE_TOO_LARGE -> {
                if (!isOpen()) { // received, and not only refused when it was to be sent
                    tellEnd(error.reason() + ": " + error.getMessage(), Why.error(error));
                }
            }
            default -> tellEnd(error.reason() + ": " + error.getMessage(), Why.error(error));
        }
        return error.withPeer(login.peer().address());
    }

    private Recorder.Traffic traffic() {
        return ChannelFigures.traffic(driver, messages);
    }

    private void tellEnd(String how, Why why) {
        end.because(why);
        if (endTold.compareAndSet(false, true)) {
            settings.listener()
                    .onEvent(new SecurityEvent.Ended(Instant.now(), login.peer().address(), role, how));
        }
    }
}
