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
import java.util.HashSet;
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

    /** No later try would end otherwise, here or at another server: all of them have the same users, and count the same failures. */
    private static final Set<Reason> ABOUT_USER = Set.of(Reason.LOGIN_REFUSED, Reason.CREDENTIAL_UNUSABLE);

    /** No later try would end otherwise at this server; another one may be better set up, or be the one that it says it is. */
    private static final Set<Reason> ABOUT_SERVER = Set.of(
            Reason.LOGIN_NOT_OFFERED,
            Reason.LOGIN_COST_REFUSED,
            Reason.LOGIN_OFFER_CHANGED,
            Reason.SIGN_UP_REFUSED,
            Reason.SERVER_UNPROVED,
            Reason.UNKNOWN_PEER,
            Reason.PEER_KEY_CHANGED,
            Reason.BINDING_UNAVAILABLE);

    /** So often in a row put out by another that enters as this device, its user is told what that means. */
    private static final int TOLD_AFTER = 3;

    /** What was put out after so long begins to count anew. */
    private static final Duration STAYED = Duration.ofHours(1);

    private static final String TWICE =
            "another chat has entered as this device, as one with a copy of its key store does";

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
    private int putOut;

    /** Servers that have refused, for reasons of theirs, since one has let this device in. */
    private final Set<Integer> refusing = new HashSet<>();

    Link(Engine engine, Entrance entrance, CuttableSockets sockets, BlockingQueue<Input> inbox) {
        this.settings = engine.desk().settings();
        this.engine = engine;
        this.entrance = entrance;
        this.sockets = sockets;
        this.inbox = inbox;
        this.pause = settings.shortestPause();
    }

    /** The server has refused this device. */
    private static final class RefusedException extends Exception {

        private static final long serialVersionUID = 1L;
        private final Refusal refusal;

        RefusedException(Refusal refusal, String message) {
            super(message);
            this.refusal = refusal;
        }
    }

    /** What a refusal is about, and so who need not be asked again. */
    private enum Refusal {
        /** Of nobody: that server may let this device in later. */
        NONE,
        /** Of that server. */
        SERVER,
        /** Of this user or this device: all servers. */
        USER
    }

    private record End(Refusal refusal, String text) {}

    @Override
    public void run() {
        try {
            while (closed.getCount() > 0) {
                give(new Input.Changed(ConnectionState.CONNECTING, "connecting to " + server().getHostString()));
                var end = once();
                if (closed.getCount() == 0) {
                    return;
                }
                if (isForGood(end)) {
                    give(new Input.Changed(ConnectionState.REFUSED, end.text()));
                    return;
                }
                long wait = putOut == 0 && nextServer() ? 0 : nextPause();
                var state = wait == 0 && !entered ? ConnectionState.CONNECTING : ConnectionState.OFFLINE;
                give(new Input.Changed(state, end.text() + next(wait)));
                closed.await(wait, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // by a stranger: the thread is nobody else's
        }
    }

    /** {@return whether no server is left to be asked} */
    private boolean isForGood(End end) {
        if (end.refusal() == Refusal.SERVER) {
            refusing.add(server);
        }
        return end.refusal() == Refusal.USER
                || refusing.size() == settings.servers().size();
    }

    private End once() throws InterruptedException {
        entered = false;
        try (var channel = entrance.connect(server())) {
            var connection = enter(channel);
            if (putOut == 0) {
                pause = settings.shortestPause();
            }
            tried = 0;
            entered = true;
            refusing.clear();
            give(new Input.Entered(connection));
            long since = System.nanoTime();
            for (var message = channel.receive(); message.isPresent(); message = channel.receive()) {
                give(new Input.Said(connection, ServerMessage.decode(message.get())));
            }
            boolean isPutOut = channel.closeReason()
                    .filter(reason -> reason.code() == ServerMessage.ENTERED_AGAIN)
                    .isPresent();
            return ended(isPutOut, System.nanoTime() - since > STAYED.toNanos());
        } catch (SecureChannelException e) {
            putOut = 0;
            return new End(about(e.reason()), e.getMessage());
        } catch (RefusedException e) {
            return new End(e.refusal, String.valueOf(e.getMessage()));
        } catch (KeyMaterialException e) {
            return new End(Refusal.USER, String.valueOf(e.getMessage())); // of this device's own key store
        }
    }

    /** Two copies would put each other out without end, each as fast as it can: then the pause is not set back by an entry. */
    private End ended(boolean isPutOut, boolean hasStayed) {
        putOut = isPutOut ? (hasStayed ? 1 : putOut + 1) : 0;
        if (putOut == TOLD_AFTER) {
            engine.tell(new ChatEvent.Told(
                    settings.user(),
                    TWICE
                            + ", again and again. Two with one key store put each other out, and either misses what the other"
                            + " gets: end one of them. Another device is not copied: /link there"));
        }
        return new End(Refusal.NONE, isPutOut ? TWICE : "the server has closed the connection");
    }

    private static Refusal about(Reason reason) {
        if (ABOUT_USER.contains(reason)) {
            return Refusal.USER;
        }
        return ABOUT_SERVER.contains(reason) ? Refusal.SERVER : Refusal.NONE;
    }

    /** The directory is one; a proof is of one connection, and how much is taken is each server's own. */
    private static Refusal about(EntryRefusal reason) {
        return switch (reason) {
            case OTHER, FULL -> Refusal.NONE;
            case BAD_PROOF -> Refusal.SERVER;
            case BAD_KEYS, BAD_NAME, OTHER_IDENTITY, OLD_DEVICE_LIST -> Refusal.USER;
        };
    }

    private Connection enter(SecureChannel channel)
            throws SecureChannelException, KeyMaterialException, RefusedException {
        var first = next(channel);
        if (first instanceof ServerMessage.Refused refused) {
            throw new RefusedException(about(refused.reason()), text(refused));
        }
        if (!(first instanceof ServerMessage.Challenge challenge)) {
            throw new SecureChannelException(Reason.PROTOCOL_VIOLATION, "the server does not begin with a challenge");
        }
        var keys = engine.desk().account().device();
        var proof = EntryProof.sign(keys, challenge.nonce(), binding(channel));
        channel.send(engine.enter(proof).encode());
        var answer = next(channel);
        if (answer instanceof ServerMessage.Refused refused) {
            throw new RefusedException(about(refused.reason()), text(refused));
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

    /** Goes on to one that has not refused. {@return whether it was not tried since the last pause} */
    private boolean nextServer() {
        int count = settings.servers().size();
        boolean isNext = true;
        do {
            server = (server + 1) % count;
            tried = (tried + 1) % count;
            isNext &= tried > 0;
        } while (refusing.contains(server));
        return isNext;
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
