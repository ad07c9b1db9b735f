package io.securechannel.examples.messenger.client;

import io.securechannel.SecureChannel;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.examples.messenger.protocol.EntryProof;
import io.securechannel.examples.messenger.protocol.EntryRefusal;
import io.securechannel.examples.messenger.protocol.ServerMessage;
import io.securechannel.peer.ChannelBinding;
import io.securechannel.peer.Login;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * The connection to the server: one thread that connects, enters and reads, and does so again after a pause whenever the connection
 * ends, until the client is closed or refused for good.
 */
final class Link implements Runnable {

    private static final Duration ENTRY_TIMEOUT = Duration.ofSeconds(20);

    /** No later try of the same would end otherwise. */
    private static final Set<Reason> FOR_GOOD = Set.of(
            Reason.LOGIN_REFUSED,
            Reason.LOGIN_NOT_OFFERED,
            Reason.LOGIN_COST_REFUSED,
            Reason.LOGIN_OFFER_CHANGED,
            Reason.SIGN_UP_REFUSED,
            Reason.SERVER_UNPROVED,
            Reason.UNKNOWN_PEER,
            Reason.PEER_KEY_CHANGED,
            Reason.CREDENTIAL_UNUSABLE,
            Reason.BINDING_UNAVAILABLE);

    private static final Set<EntryRefusal> TRY_AGAIN = Set.of(EntryRefusal.OTHER, EntryRefusal.FULL);

    private final ClientSettings settings;
    private final Engine engine;
    private final Entrance entrance;
    private final BlockingQueue<Input> inbox;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final CuttableSockets sockets;
    private Duration pause;
    private int server;
    private int tried;
    private boolean entered;

    Link(Engine engine, Entrance entrance, CuttableSockets sockets, BlockingQueue<Input> inbox) {
        this.settings = engine.desk().settings();
        this.engine = engine;
        this.entrance = entrance;
        this.sockets = sockets;
        this.inbox = inbox;
        this.pause = settings.shortestPause();
    }

    /** What ended a connection. */
    private static final class RefusedException extends Exception {

        private static final long serialVersionUID = 1L;

        RefusedException(String message) {
            super(message);
        }
    }

    @Override
    public void run() {
        try {
            while (closed.getCount() > 0) {
                give(new Input.Changed(ConnectionState.CONNECTING, "connecting to " + server().getHostString()));
                var end = once();
                if (closed.getCount() == 0) {
                    return;
                }
                if (end.state() == ConnectionState.REFUSED) {
                    give(end);
                    return;
                }
                long wait = nextServer() ? 0 : nextPause();
                var state = wait == 0 && !entered ? ConnectionState.CONNECTING : end.state();
                give(new Input.Changed(state, end.text() + next(wait)));
                closed.await(wait, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // by a stranger: the thread is nobody else's
        }
    }

    private Input.Changed once() throws InterruptedException {
        entered = false;
        try (var channel = entrance.connect(server())) {
            var connection = enter(channel);
            pause = settings.shortestPause();
            tried = 0;
            entered = true;
            give(new Input.Entered(connection));
            for (var message = channel.receive(); message.isPresent(); message = channel.receive()) {
                give(new Input.Said(connection, ServerMessage.decode(message.get())));
            }
            return new Input.Changed(ConnectionState.OFFLINE, "the server has closed the connection");
        } catch (SecureChannelException e) {
            var state = FOR_GOOD.contains(e.reason()) ? ConnectionState.REFUSED : ConnectionState.OFFLINE;
            return new Input.Changed(state, e.getMessage());
        } catch (KeyMaterialException | RefusedException e) {
            return new Input.Changed(ConnectionState.REFUSED, String.valueOf(e.getMessage()));
        }
    }

    private Connection enter(SecureChannel channel)
            throws SecureChannelException, KeyMaterialException, RefusedException {
        if (!(next(channel) instanceof ServerMessage.Challenge challenge)) {
            throw new SecureChannelException(Reason.PROTOCOL_VIOLATION, "the server does not begin with a challenge");
        }
        var keys = engine.desk().account().device();
        var proof = EntryProof.sign(keys, challenge.nonce(), binding(channel));
        channel.send(engine.enter(proof).encode());
        var answer = next(channel);
        if (answer instanceof ServerMessage.Refused refused) {
            if (TRY_AGAIN.contains(refused.reason())) {
                throw new SecureChannelException(Reason.CLOSED_BY_PEER, text(refused));
            }
            throw new RefusedException(text(refused));
        }
        if (!(answer instanceof ServerMessage.Welcome)) {
            throw new SecureChannelException(Reason.PROTOCOL_VIOLATION, "the server does not answer the entry");
        }
        return new Connection(channel);
    }

    /** Of the type by which the login was bound. */
    private static ChannelBinding binding(SecureChannel channel) {
        var type = channel.login().flatMap(Login::binding);
        return type.flatMap(channel::channelBinding).orElseGet(channel::channelBinding);
    }

    /** Waits while the worker is busy, and no longer once all is over. */
    private void give(Input input) throws InterruptedException {
        boolean given = false;
        while (!given && closed.getCount() > 0) {
            given = inbox.offer(input, 100, TimeUnit.MILLISECONDS);
        }
    }

    /** In our words: the server's may say anything. */
    private String text(ServerMessage.Refused refused) {
        return switch (refused.reason()) {
            case OTHER_IDENTITY ->
                "the server has another identity key for " + settings.user()
                        + ": use the key store that has it, or, if that is lost, replace the key; your contacts will be told";
            case OLD_DEVICE_LIST ->
                "the server has a newer list of your devices, and this one is not on it: it was unlinked, or its key store is an"
                        + " old copy; /link it anew, with a new key store";
            case BAD_NAME -> settings.user() + " is no name for a messenger";
            case BAD_KEYS, BAD_PROOF -> "the server does not take this device's keys (" + refused.reason() + ")";
            case FULL -> "the server is full";
            case OTHER -> "the server does not let this device in";
        };
    }

    private static ServerMessage next(SecureChannel channel) throws SecureChannelException {
        var message = channel.receive(ENTRY_TIMEOUT);
        if (message.isEmpty()) {
            throw new SecureChannelException(Reason.CLOSED_BY_PEER, "the server closes before it lets anybody in");
        }
        return ServerMessage.decode(message.get());
    }

    private InetSocketAddress server() {
        return settings.servers().get(server);
    }

    /** {@return whether there is another that was not tried since the last pause} */
    private boolean nextServer() {
        int count = settings.servers().size();
        server = (server + 1) % count;
        tried = (tried + 1) % count;
        return tried > 0;
    }

    private String next(long wait) {
        return wait == 0 ? "; trying " + server().getHostString() : "; next try in " + (wait + 999) / 1_000 + " s";
    }

    /** Twice as long each time, and by chance a half less, so that not all clients of a server come back at once. */
    private long nextPause() {
        long longest = pause.toMillis();
        var twice = pause.multipliedBy(2);
        pause = twice.compareTo(settings.longestPause()) < 0 ? twice : settings.longestPause();
        return ThreadLocalRandom.current().nextLong(longest / 2, longest + 1);
    }

    /** Ends what is under way. */
    void close() {
        closed.countDown();
        sockets.close();
    }
}
