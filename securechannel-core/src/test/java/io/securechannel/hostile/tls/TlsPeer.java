package io.securechannel.hostile.tls;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * A TLS 1.3 peer made by hand. A test says what is to happen before which message of the handshake, and what is sent in
 * its place, and then lets the handshake run:
 *
 * <pre>{@code
 * peer.before(Step.FINISHED, p -> p.alert(Alert.WARNING, Alert.USER_CANCELED));
 * peer.instead(Step.CERTIFICATE_VERIFY, message -> TlsPeer.OMITTED);
 * boolean over = peer.handshake();
 * }</pre>
 *
 * <p>What is sent in place of a message counts in the transcript, so that the handshake goes on as if it were right; what
 * is sent before one does not. Once the handshake is over, {@link #readToEnd()} or {@link #readUntil} sorts what the other
 * side says, follows its KeyUpdates and answers those that ask for it.
 */
public abstract sealed class TlsPeer extends RecordEnd permits ClientPeer, ServerPeer {

    /** In place of a message: none. */
    public static final byte[] OMITTED = {};

    /** The ALPN name of framed messages. */
    static final String FRAMED = "securechannel/1";

    private static final SecureRandom RANDOM = new SecureRandom();

    private final MessageDigest transcript;
    private final Map<Step, Consumer<TlsPeer>> before = new EnumMap<>(Step.class);
    private final Map<Step, UnaryOperator<byte[]>> instead = new EnumMap<>(Step.class);
    private final List<Alert> alerts = new ArrayList<>();
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();
    private byte[] handshakeBytes = {};
    private boolean answering = true;
    private boolean ended;
    private final AtomicInteger keyUpdates = new AtomicInteger();
    private final AtomicInteger keyUpdatesRequested = new AtomicInteger();
    private final AtomicInteger tickets = new AtomicInteger();

    TlsPeer(Socket socket) throws IOException {
        super(socket);
        try {
            this.transcript = MessageDigest.getInstance("SHA-256");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Does something right before a message of this side is sent. */
    public TlsPeer before(Step step, Consumer<TlsPeer> action) {
        before.put(step, action);
        return this;
    }

    /** Sends something in place of a message of this side, which is given to make it from. */
    public TlsPeer instead(Step step, UnaryOperator<byte[]> change) {
        instead.put(step, change);
        return this;
    }

    /** Leaves requests for a KeyUpdate without an answer. */
    public void withoutAnswers() {
        answering = false;
    }

    /**
     * Runs the handshake.
     *
     * @return whether it came to its end; false if the other side ended it
     */
    public abstract boolean handshake();

    /** {@return how many KeyUpdates the other side has sent, among what has been read} */
    public int keyUpdatesReceived() {
        return keyUpdates.get();
    }

    /** {@return how many of them asked this side to update as well} */
    public int keyUpdatesRequested() {
        return keyUpdatesRequested.get();
    }

    /** {@return how many session tickets the other side has sent, among what has been read} */
    public int ticketsReceived() {
        return tickets.get();
    }

    /** {@return the alerts of the other side, among what has been read} */
    public List<Alert> alertsReceived() {
        return List.copyOf(alerts);
    }

    /** {@return the application's data, among what has been read} */
    public byte[] dataReceived() {
        return data.toByteArray();
    }

    /** Sends an alert. */
    public void alert(int level, int description) {
        send(ContentType.ALERT, Alert.bytes(level, description));
    }

    /** {@return a record with a message of the framed mode: a DATA frame (docs/spec/framing.md)} */
    public byte[] frameRecord(byte... message) {
        return record(ContentType.APPLICATION_DATA, frame(message));
    }

    /** {@return a DATA frame} */
    static byte[] frame(byte... message) {
        return Messages.message(0, message); // its header happens to be built alike: type (1), length (3)
    }

    /** Sends a message of the framed mode. */
    public void message(byte... message) {
        send(ContentType.APPLICATION_DATA, frame(message));
    }

    /** Ends this direction in order: a CLOSE frame without a reason to complain, and close_notify. */
    public void end() {
        send(ContentType.APPLICATION_DATA, Messages.message(5, (byte) 0, (byte) 0)); // a CLOSE frame, code 0
        alert(Alert.WARNING, Alert.CLOSE_NOTIFY);
    }

    /** Reads whatever comes until the other side ends its direction. */
    public void readToEnd() {
        readUntil(() -> false);
    }

    /** What is waited for. */
    @FunctionalInterface
    public interface Condition {
        /** {@return whether it is so} */
        boolean holds();
    }

    /**
     * Reads whatever comes until a condition holds.
     *
     * @param condition is asked after each record
     * @return false if the other side ended its direction before
     */
    public boolean readUntil(Condition condition) {
        while (!condition.holds()) {
            var incoming = read();
            if (incoming.isEmpty()) {
                return false;
            }
            sort(incoming.get());
            for (var message = wholeMessage(); message.isPresent(); message = wholeMessage()) {
                afterHandshake(message.get());
            }
        }
        return true;
    }

    private void afterHandshake(byte[] message) {
        switch (Messages.type(message)) {
            case HandshakeType.NEW_SESSION_TICKET -> tickets.incrementAndGet();
            case HandshakeType.KEY_UPDATE -> {
                updateReadKeys();
                keyUpdates.incrementAndGet();
                if (message[message.length - 1] == 1) {
                    keyUpdatesRequested.incrementAndGet();
                    if (answering) {
                        keyUpdate(false);
                    }
                }
            }
            default -> throw new AssertionError("a message of type " + Messages.type(message) + " after the handshake");
        }
    }

    /** {@return the other side's next message of the handshake; empty if it has ended} */
    final Optional<byte[]> receiveMessage() {
        while (!ended) {
            var message = wholeMessage();
            if (message.isPresent()) {
                return message;
            }
            var incoming = read();
            if (incoming.isEmpty()) {
                ended = true;
            } else {
                sort(incoming.get());
            }
        }
        return Optional.empty();
    }

    /** {@return the other side's next message, which is in the transcript now; empty if it has ended} */
    final Optional<byte[]> receive(int type) {
        var message = receiveMessage();
        message.ifPresent(bytes -> {
            if (Messages.type(bytes) != type) {
                throw new AssertionError("message " + Messages.type(bytes) + " where " + type + " was due");
            }
            transcript.update(bytes);
        });
        return message;
    }

    private void sort(Incoming incoming) {
        switch (incoming.type()) {
            case ContentType.CHANGE_CIPHER_SPEC -> {
                // RFC 8446, section 5: dropped
            }
            case ContentType.ALERT -> alerts.add(Alert.in(incoming.content()));
            case ContentType.HANDSHAKE -> handshakeBytes = Records.join(handshakeBytes, incoming.content());
            case ContentType.APPLICATION_DATA -> data.writeBytes(incoming.content());
            default -> throw new AssertionError("a record of type " + incoming.type());
        }
    }

    private Optional<byte[]> wholeMessage() {
        int length = Messages.length(handshakeBytes);
        if (handshakeBytes.length < length) {
            return Optional.empty();
        }
        var message = Arrays.copyOf(handshakeBytes, length);
        handshakeBytes = Arrays.copyOfRange(handshakeBytes, length, handshakeBytes.length);
        return Optional.of(message);
    }

    /** Sends a message of the handshake, with what the test wants before it and instead of it. */
    final void emit(Step step, byte[] message) {
        before.getOrDefault(step, peer -> {}).accept(this);
        var sent = instead.getOrDefault(step, UnaryOperator.identity()).apply(message);
        transcript.update(sent);
        handshakeBytes(sent);
    }

    /** The hash of all messages so far (RFC 8446, section 4.4.1). */
    final byte[] transcriptHash() {
        try {
            return ((MessageDigest) transcript.clone()).digest();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }

    final void count(byte[] message) {
        transcript.update(message);
    }

    static byte[] random() {
        var bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    /** RFC 8446, section 4.4.3: 64 spaces, the context, a zero, and the hash of the transcript. */
    final byte[] signature(PrivateKey key, String context) {
        var spaces = new byte[64];
        Arrays.fill(spaces, (byte) ' ');
        try {
            var signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(key);
            signature.update(spaces);
            signature.update(context.getBytes(StandardCharsets.US_ASCII));
            signature.update((byte) 0);
            signature.update(transcriptHash());
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
