package io.securechannel.hostile.tls;

import io.securechannel.ClientConfig;
import io.securechannel.SecureChannel;
import io.securechannel.ServerConfig;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.hostile.Allocated;
import io.securechannel.hostile.Task;
import io.securechannel.testkit.SocketPair;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A hand-made peer and our side, which is connected to it by its public interface, in a thread of its own: it makes the
 * channel and receives messages until the end.
 *
 * <pre>{@code
 * try (var attack = target.attack()) {
 *     attack.peer().before(Step.FINISHED, p -> p.alert(Alert.WARNING, Alert.CLOSE_NOTIFY));
 *     attack.peer().handshake();
 *     assertThat(attack.outcome().reason()).isEqualTo(Reason.HANDSHAKE_FAILED);
 * }
 * }</pre>
 */
final class Attack implements Closeable {

    /** How our side makes its channel. */
    interface Establishing {
        SecureChannel establish() throws SecureChannelException;
    }

    /**
     * What our side has seen.
     *
     * @param established whether connect or accept returned a channel
     * @param messages what was delivered
     * @param error what ended it; empty after a clean end
     * @param allocated what its thread allocated in all, in bytes
     */
    record Outcome(boolean established, List<byte[]> messages, Optional<SecureChannelException> error, long allocated) {

        Reason reason() {
            return error.orElseThrow(() -> new AssertionError("no error, but a clean end"))
                    .reason();
        }
    }

    private final SocketPair sockets;
    private final TlsPeer peer;
    private final CompletableFuture<SecureChannel> channel = new CompletableFuture<>();
    private final Task<Outcome> ours;

    Attack(SocketPair sockets, TlsPeer peer, Establishing establishing) {
        this.sockets = sockets;
        this.peer = peer;
        this.ours = Task.start(() -> run(establishing));
    }

    static SecureChannel connect(SocketPair sockets, ClientConfig.Builder config) throws SecureChannelException {
        return SecureChannel.connect(sockets.client(), Target.HOST, config.build());
    }

    static SecureChannel accept(SocketPair sockets, ServerConfig.Builder config) throws SecureChannelException {
        return SecureChannel.accept(sockets.server(), config.build());
    }

    TlsPeer peer() {
        return peer;
    }

    /** Runs the whole handshake; fails if it does not come to its end. */
    Attack established() throws Exception {
        if (!peer.handshake()) {
            throw new AssertionError("the handshake failed; alerts: " + peer.alertsReceived());
        }
        channel();
        return this;
    }

    /** {@return our side's channel, once the handshake is over} */
    SecureChannel channel() throws Exception {
        return channel.get(20, TimeUnit.SECONDS);
    }

    /** Waits until our side has received so many messages. */
    void awaitMessages(long count) throws Exception {
        var open = channel();
        Task.awaitThat(count + " messages", () -> open.statistics().messagesReceived() >= count);
    }

    /** The peer ends its direction and reads all that is left; then our side has come to its end as well. */
    Outcome outcome() throws SecureChannelException {
        peer.shutdownOutput();
        peer.readToEnd();
        return ours.result();
    }

    /** Our side comes to its end although the peer does nothing more. */
    Outcome outcomeInSilence() throws SecureChannelException {
        return ours.result();
    }

    private Outcome run(Establishing establishing) {
        long before = Allocated.byThisThread();
        var messages = new ArrayList<byte[]>();
        boolean established = false;
        try (var open = establishing.establish()) {
            established = true;
            channel.complete(open);
            open.forEachMessage(messages::add);
            return new Outcome(true, messages, Optional.empty(), Allocated.byThisThread() - before);
        } catch (SecureChannelException e) {
            channel.completeExceptionally(e);
            return new Outcome(established, messages, Optional.of(e), Allocated.byThisThread() - before);
        } catch (IOException | RuntimeException | Error e) {
            channel.completeExceptionally(e);
            throw new AssertionError("our side failed with something that has no reason", e);
        }
    }

    @Override
    public void close() throws IOException {
        sockets.close();
    }
}
