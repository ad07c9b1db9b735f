package io.securechannel.internal.engine;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.internal.jsse.HandshakeUnderWay;
import io.securechannel.tls.TlsContextFactory;
import io.securechannel.tls.TlsProvider;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * TLS over the provider's {@link SSLEngine}. The handshake's delegated tasks run inline: the driver gives every
 * handshake a thread of its own. At the end of every handshake, also a resumed one, the peer is verified again before
 * the turn becomes DONE.
 */
public final class TlsEngine implements ChannelEngine {

    /** RFC 8446, section 5.2: header, plaintext and the most that encryption may add. */
    private static final int LARGEST_RECORD = 5 + (1 << 14) + 256;

    private static final int LARGEST_CONTENT = 1 << 14;

    /** JSSE wants room for more than a record's 16,384 bytes of content before it decrypts one. */
    private static final int ROOM_FOR_PLAINTEXT = (1 << 14) + 256;

    /** Two tickets hold the client's chain each, and a record follows them. */
    private static final int TICKETS_AND_RECORD = 4;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SSLEngine engine;
    private final TlsContextFactory factory;
    private final List<String> applicationProtocols;
    private final HandshakeUnderWay handshake = new HandshakeUnderWay();
    private final TlsHelloTap peerHello = new TlsHelloTap();
    private final TlsHelloTap ownHello = new TlsHelloTap();

    // Written by whoever has the turn; after DONE the two directions share nothing but the volatile ones.
    private volatile Turn turn;
    private volatile boolean ended;
    private volatile boolean outputClosed;
    private volatile boolean broken;
    private volatile boolean begun;
    private final TlsKeyReplacement keys;
    private final TlsQuirks quirks;
    private final EmptyRecords emptyRecords = new EmptyRecords();
    private final int recordSize;

    /** Whether the first record of the application brings the provider's tickets along, which need room as well. */
    private volatile boolean ticketsToCome;

    /** The end of this direction has been asked for, and not all of it has come out. */
    private volatile boolean closePending;

    private @Nullable TlsSession session;

    /** An alert in clear that the peer sent in the handshake: providers stumble over it, some of them later. */
    private Optional<String> clearAlert = Optional.empty();

    /** What is said after this side's own refusal, in place of the provider's words. */
    private @Nullable ByteBuffer lastWords;

    TlsEngine(
            SSLEngine engine, TlsContextFactory factory, List<String> applicationProtocols, TlsKeyUsage.Limits limits) {
        this.engine = engine;
        this.factory = factory;
        this.applicationProtocols = List.copyOf(applicationProtocols);
        this.keys = new TlsKeyReplacement(engine, factory, limits);
        this.quirks = TlsQuirks.of(factory.provider());
        this.ticketsToCome = quirks.ticketsWithData() && !engine.getUseClientMode();
        this.recordSize = Math.max(LARGEST_RECORD, engine.getSession().getPacketBufferSize());
        this.turn = engine.getUseClientMode() ? Turn.SEND : Turn.RECEIVE;
    }

    /**
     * The client's end.
     *
     * @param factory keys and trust
     * @param host the name that the server's certificate must hold
     * @param port the port, for sessions to resume
     * @param applicationProtocols what ALPN must agree on; nothing is asked for, nor checked, if empty
     * @return the engine, which has the word
     */
    public static TlsEngine client(
            TlsContextFactory.Client factory, String host, int port, List<String> applicationProtocols) {
        return new TlsEngine(
                factory.newEngine(host, port, applicationProtocols),
                factory,
                applicationProtocols,
                TlsKeyUsage.Limits.OF_AES_GCM);
    }

    /**
     * The server's end.
     *
     * @param factory keys and trust
     * @param applicationProtocols what ALPN must agree on; nothing is asked for, nor checked, if empty
     * @return the engine, which waits for the client
     */
    public static TlsEngine server(TlsContextFactory.Server factory, List<String> applicationProtocols) {
        return new TlsEngine(
                factory.newEngine(applicationProtocols), factory, applicationProtocols, TlsKeyUsage.Limits.OF_AES_GCM);
    }

    TlsProvider provider() {
        return factory.provider();
    }

    @Override
    public void limitHandshake(LongSupplier nanosLeft) {
        handshake.limit(nanosLeft);
    }

    @Override
    public Turn turn() {
        return turn;
    }

    @Override
    public Inbound feed(ByteBuffer network, ByteBuffer plaintext) throws SecureChannelException {
        requireIntact();
        try {
            return turn == Turn.DONE ? unwrap(network, plaintext) : handshake.drive(() -> unwrap(network, plaintext));
        } catch (SSLException e) {
            throw broken(explain(e));
        } catch (SecureChannelException e) {
            throw broken(e);
        } catch (RuntimeException e) {
            throw broken(providerFailed(e));
        } catch (
                Exception e) { // Conscrypt lets a trust manager's CertificateException out, though no signature says so
            throw broken(explain(new SSLException(e.getMessage(), e)));
        }
    }

    private Inbound unwrap(ByteBuffer network, ByteBuffer plaintext) throws SSLException, SecureChannelException {
        while (true) {
            if (ended) {
                return Inbound.END;
            }
            if (turn == Turn.SEND) {
                return Inbound.TURN;
            }
            if (!network.hasRemaining() || (!begun && !looksLikeTls(network))) {
                return Inbound.NEED_BYTES;
            }
            if (turn == Turn.DONE && quirks.keepsPlaintext() && plaintext.remaining() < ROOM_FOR_PLAINTEXT) {
                return Inbound.NEED_ROOM;
            }
            requireHalfClose();
            int before = network.position();
            boolean handshaking = turn == Turn.RECEIVE;
            var result = handshaking ? unwrapHandshake(network, plaintext) : engine.unwrap(network, plaintext);
            if (!handshaking && result.getHandshakeStatus() == SSLEngineResult.HandshakeStatus.NEED_TASK) {
                throw new SecureChannelException(
                        Reason.PROTOCOL_VIOLATION, "the peer wants to renegotiate, which is refused here");
            }
            if (handshaking) {
                peerHello.watch(network.duplicate().position(before).limit(network.position()));
                refuseClassical();
            }
            runTasks();
            switch (result.getStatus()) {
                case BUFFER_UNDERFLOW -> {
                    return Inbound.NEED_BYTES;
                }
                case BUFFER_OVERFLOW -> {
                    if (plaintext.remaining() >= ROOM_FOR_PLAINTEXT) {
                        throw new SecureChannelException(
                                Reason.PROTOCOL_VIOLATION,
                                "the peer sent a record larger than TLS allows (RFC 8446, section 5.2)");
                    }
                    return Inbound.NEED_ROOM;
                }
                case CLOSED -> endReceived(handshaking, result);
                case OK -> {
                    if (handshaking) {
                        emptyRecords.countHandshake();
                    } else {
                        requireRecordSize(result, plaintext);
                        emptyRecords.count(result.bytesProduced());
                        keys.received(result.bytesProduced());
                    }
                }
            }
            if (handshaking) {
                updateTurn();
                if (turn == Turn.DONE) {
                    return Inbound.TURN;
                }
            }
        }
    }

    private void refuseClassical() throws SecureChannelException {
        var refusal = TlsHandshakeEnd.refusal(factory, peerHello.hello());
        if (refusal.isPresent()) {
            // In place of what the provider would say now: it has found nothing wrong.
            lastWords = engine.getUseClientMode() ? NOTHING : TlsClearAlert.insufficientSecurity();
            throw refusal.get();
        }
    }

    private SSLEngineResult unwrapHandshake(ByteBuffer network, ByteBuffer plaintext) throws SSLException {
        var record = network.duplicate();
        clearAlert = clearAlert.or(() -> TlsClearAlert.in(record));
        try {
            return engine.unwrap(network, plaintext);
        } catch (SSLException e) {
            peerHello.watch(record); // the provider may have consumed it before it threw
            throw e;
        }
    }

    @Override
    public void drain(ByteBuffer plaintext, ByteBuffer network) throws SecureChannelException {
        if (broken) {
            drainAlert(network);
            if (plaintext.hasRemaining()) {
                throw new SecureChannelException(
                        Reason.CLOSED, "nothing can be sent any more: the channel has failed, or has been closed");
            }
            return;
        }
        if (turn != Turn.DONE && plaintext.hasRemaining()) {
            throw new IllegalStateException("no plaintext may be sent before the handshake is over");
        }
        if (outputClosed && plaintext.hasRemaining()) {
            throw new IllegalStateException("no plaintext may follow the end of this direction");
        }
        try {
            if (turn == Turn.DONE) {
                wrap(plaintext, network);
            } else {
                handshake.drive(() -> {
                    wrap(plaintext, network);
                    return turn;
                });
            }
        } catch (SSLException e) {
            throw broken(explain(e));
        } catch (SecureChannelException e) {
            throw broken(e);
        } catch (RuntimeException e) {
            throw broken(providerFailed(e));
        } catch (
                Exception e) { // Conscrypt lets a trust manager's CertificateException out, though no signature says so
            throw broken(explain(new SSLException(e.getMessage(), e)));
        }
    }

    private void wrap(ByteBuffer plaintext, ByteBuffer network) throws SSLException, SecureChannelException {
        while (network.remaining() >= recordSize() && (turn == Turn.SEND || plaintext.hasRemaining() || hasOutput())) {
            if (turn == Turn.DONE && plaintext.hasRemaining()) {
                keys.requireKeyLeft();
            }
            int before = network.position();
            var result = engine.wrap(plaintext, network);
            if (turn == Turn.DONE) {
                keys.sent(result.bytesConsumed());
            }
            if (turn == Turn.SEND) {
                ownHello.watch(network.duplicate().flip().position(before));
            }
            runTasks();
            ticketsToCome = ticketsToCome && result.bytesConsumed() == 0;
            boolean stuck = result.bytesProduced() == 0 && result.bytesConsumed() == 0;
            closePending = closePending && !stuck && result.getStatus() != SSLEngineResult.Status.CLOSED;
            if (turn == Turn.SEND && !(stuck && outputClosed)) {
                updateTurn();
            } else if (stuck) {
                requireOutput(plaintext);
                return;
            }
        }
    }

    private void requireOutput(ByteBuffer plaintext) throws SecureChannelException {
        if (plaintext.hasRemaining()) {
            throw new SecureChannelException(
                    Reason.CLOSED,
                    ended
                            ? "the peer has ended the connection, and nothing can be sent any more: " + whyNoHalfClose()
                            : "the connection has failed, and nothing can be sent any more: receiving tells why");
        }
    }

    /** After an error the provider may still hold the alert that tells the peer; what it throws was thrown before. */
    private void drainAlert(ByteBuffer network) {
        if (lastWords != null) {
            if (network.remaining() >= lastWords.remaining()) {
                network.put(lastWords);
            }
            return;
        }
        for (int attempt = 0; attempt < 2 && network.remaining() >= recordSize; attempt++) {
            try {
                // Only what the provider has to say: an engine that is well would make empty records of nothing.
                while ((hasOutput() || quirks.hidesAlerts())
                        && engine.wrap(NOTHING, network).bytesProduced() > 0
                        && network.remaining() >= recordSize) {
                    // one record after the other
                }
            } catch (SSLException e) {
                continue; // the first call repeats the error of a delegated task
            }
            return;
        }
    }

    @Override
    public boolean hasOutput() {
        // Once the peer has ended its direction JSSE reports NEED_WRAP until this side ends its own as well.
        return closePending
                || (engine.getHandshakeStatus() == SSLEngineResult.HandshakeStatus.NEED_WRAP
                        && !(ended && !outputClosed && turn == Turn.DONE)
                        && !engine.isOutboundDone());
    }

    @Override
    public void closeOutput() {
        if (!broken && !outputClosed) {
            engine.closeOutbound();
            closePending = !engine.isOutboundDone();
        }
        outputClosed = true;
    }

    @Override
    public SecureChannelException endOfInput() {
        if (turn == Turn.DONE) {
            return new SecureChannelException(
                    Reason.CONNECTION_CUT,
                    "the connection ended without TLS close_notify (RFC 8446, section 6.1): the peer died or something"
                            + " on the way cut it. What was received may not be all that was sent");
        }
        return new SecureChannelException(
                Reason.CONNECTION_CUT,
                "the connection ended in the middle of the TLS handshake"
                        + (peerHello.hello().isEmpty()
                                ? ", before a hello of the peer: does a TLS server listen there, and does it accept"
                                        + " connections from here?"
                                : ": the peer gave up, and its own log may say why"));
    }

    @Override
    public long checkNanos() {
        return handshake.checkNanos();
    }

    @Override
    public long revocationNanos() {
        return handshake.revocationNanos();
    }

    @Override
    public long records(boolean sent) {
        return keys.records(sent);
    }

    @Override
    public void onRekey(Rekeyed listener) {
        keys.onRekey(listener);
    }

    @Override
    public int recordSize() {
        return ticketsToCome ? TICKETS_AND_RECORD * recordSize : recordSize;
    }

    @Override
    public int fullRecord() {
        return factory.fullRecord(engine.getSession().getProtocol());
    }

    @Override
    public int plaintextRoom() {
        return ROOM_FOR_PLAINTEXT;
    }

    @Override
    public EngineSession session() {
        if (session == null) {
            throw new IllegalStateException("the handshake is not over");
        }
        return session;
    }

    @Override
    public void destroy() {
        broken = true; // JSSE offers no way to wipe its keys
    }

    private boolean looksLikeTls(ByteBuffer network) throws SecureChannelException {
        var guess = FirstBytes.guess(network);
        if (guess instanceof FirstBytes.Guess.Other other) {
            if (FirstBytes.isNoise(network) && !engine.getUseClientMode()) {
                lastWords = TlsClearAlert.protocolVersion(); // so that the client can name what it has met
            }
            throw new SecureChannelException(
                    Reason.NOT_SECURE_CHANNEL,
                    "the peer does not speak TLS: its first bytes look like " + other.looksLike()
                            + (FirstBytes.isNoise(network)
                                    ? ". Both ends have to use Noise, or both TLS"
                                    : ". Is this the right port, and is TLS switched on at the other end?"));
        }
        if (guess instanceof FirstBytes.Guess.Unknown) {
            return false;
        }
        begun = true;
        return true;
    }

    private void endReceived(boolean handshaking, SSLEngineResult result) throws SecureChannelException {
        if (handshaking) {
            throw new SecureChannelException(
                    Reason.HANDSHAKE_FAILED, "the peer closed the connection in the middle of the TLS handshake");
        }
        if (result.bytesConsumed() == 0) {
            throw noHalfClose(); // the provider has given up, and that proves nothing of the peer
        }
        ended = true;
    }

    /** A provider that knows no half-close reports an end of its own making, which must not pass for the peer's. */
    private void requireHalfClose() throws SecureChannelException {
        if (outputClosed && turn == Turn.DONE && !factory.provider().halfClose()) {
            throw noHalfClose();
        }
    }

    private SecureChannelException noHalfClose() {
        return new SecureChannelException(
                Reason.CLOSED,
                "this side has ended its direction, and nothing can be received after that: " + whyNoHalfClose());
    }

    private String whyNoHalfClose() {
        return factory.provider().halfClose()
                ? "TLS 1.2 has no half-close"
                : "the TLS provider " + factory.provider() + " has no half-close, the JDK's has";
    }

    /** RFC 8446, section 5.1: 2^14 bytes; a provider may let a few more pass. */
    private static void requireRecordSize(SSLEngineResult result, ByteBuffer plaintext) throws SecureChannelException {
        if (result.bytesProduced() > LARGEST_CONTENT) {
            plaintext.position(plaintext.position() - result.bytesProduced());
            throw new SecureChannelException(
                    Reason.PROTOCOL_VIOLATION, "the peer sent a record with more content than TLS allows");
        }
    }

    private void runTasks() {
        for (var task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    private void updateTurn() throws SecureChannelException {
        turn = switch (engine.getHandshakeStatus()) {
            case NEED_WRAP, NEED_TASK -> Turn.SEND;
            case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> Turn.RECEIVE;
            case FINISHED, NOT_HANDSHAKING -> {
                if (outputClosed) {
                    yield Turn.RECEIVE; // closed in the handshake: nothing has been agreed, and nobody checked
                }
                logSecrets();
                session = TlsHandshakeEnd.check(
                        engine, factory, applicationProtocols, peerHello.hello(), ownHello.hello());
                yield Turn.DONE;
            }
        };
    }

    private void logSecrets() {
        (engine.getUseClientMode() ? ownHello : peerHello)
                .hello()
                .ifPresent(hello -> factory.logSecrets(engine, hello.randomBytes()));
    }

    /** A provider that throws unchecked has met bytes that its authors did not think of. */
    private SecureChannelException providerFailed(RuntimeException error) {
        return new SecureChannelException(
                turn == Turn.DONE ? Reason.PROTOCOL_VIOLATION : Reason.HANDSHAKE_FAILED,
                "the TLS provider failed on what the peer sent ("
                        + error.getClass().getSimpleName() + ")",
                error);
    }

    private SecureChannelException explain(SSLException error) {
        var told = clearAlert
                .filter(alert -> turn != Turn.DONE)
                .map(alert -> new SSLException("Received fatal alert: " + alert, error))
                .orElse(error);
        return new TlsErrors(factory, engine, applicationProtocols).explain(told, stage(), peerHello.hello());
    }

    private TlsErrors.Stage stage() {
        var serverHello = engine.getUseClientMode() ? peerHello.hello() : ownHello.hello();
        return turn == Turn.DONE
                ? TlsErrors.Stage.CHANNEL
                : serverHello.isPresent() ? TlsErrors.Stage.HANDSHAKE : TlsErrors.Stage.HELLOS;
    }

    private SecureChannelException broken(SecureChannelException error) {
        // No close_notify: that would tell the peer that all is well. An alert of the provider's own still gets out.
        if (!broken && turn != Turn.DONE) {
            logSecrets();
        }
        broken = true;
        return error;
    }

    private void requireIntact() throws SecureChannelException {
        if (broken) {
            throw new SecureChannelException(
                    Reason.CLOSED, "the channel has been closed, by this side or by an earlier error");
        }
    }
}
