package io.securechannel.examples.messenger.server;

import io.securechannel.SecureChannel;
import io.securechannel.error.SecureChannelException;
import io.securechannel.examples.messenger.protocol.ServerMessage;
import io.securechannel.framing.CloseReason;
import java.io.IOException;
import java.util.List;

/** Says to one device what is in its {@link Outbox}, in a thread of its own; closes the channel in the end. */
final class Sender implements Runnable {

    private final SecureChannel channel;
    private final Outbox outbox;
    private final MailStore store;
    private final Sessions.Session session;

    Sender(SecureChannel channel, Sessions.Session session, MailStore store) {
        this.channel = channel;
        this.session = session;
        this.outbox = session.outbox();
        this.store = store;
    }

    @Override
    public void run() {
        try {
            var next = outbox.take();
            for (; next.end() == null; next = outbox.take()) {
                send(next.messages());
                if (next.fetch() > 0) {
                    fetch(next.fetch());
                }
                channel.flush();
            }
            send(next.messages());
            close(next.end());
        } catch (SecureChannelException e) {
            end(CloseReason.GOING_AWAY, "the connection is gone"); // told by the channel; whoever receives on it ends
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            end(CloseReason.INTERNAL_ERROR, "the server's store has failed");
        } catch (InterruptedException e) {
            end(CloseReason.GOING_AWAY, "the server is stopping");
        } finally {
            outbox.sent();
        }
    }

    private void fetch(int most) throws IOException {
        var range = outbox.beginToFetch(store::lastDelivery);
        var found = store.waiting(session.device(), range.after(), range.upTo(), most);
        send(outbox.fetched(found));
    }

    private void send(List<ServerMessage> messages) throws SecureChannelException {
        for (var message : messages) {
            channel.queue(message.encode());
        }
    }

    private void end(int code, String text) {
        var reason = new CloseReason(code, text);
        outbox.end(reason);
        try {
            close(reason);
        } catch (SecureChannelException e) {
            return; // nothing is left to be said
        }
    }

    private void close(CloseReason reason) throws SecureChannelException {
        channel.close(reason);
    }
}
