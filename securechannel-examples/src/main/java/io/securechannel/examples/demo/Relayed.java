package io.securechannel.examples.demo;

import io.securechannel.ClientConfig;
import io.securechannel.SecureChannel;
import io.securechannel.SecureChannelServer;
import io.securechannel.ServerConfig;
import io.securechannel.auth.ClientLogin;
import io.securechannel.auth.LoginVerifier;
import io.securechannel.error.SecureChannelException;
import io.securechannel.event.SecurityEvent;
import io.securechannel.tls.TlsContextFactory;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A man in the middle has passed a login on.
 *
 * @param client what the client's program was told; empty if it saw nothing
 * @param server what the server's program was told; empty if it let the user in
 * @param read whether he could read the message that the client sent after it
 */
record Relayed(Optional<SecureChannelException> client, Optional<SecureChannelException> server, boolean read) {

    private static final String MESSAGE = "only for the server";
    private static final int PATIENCE_SECONDS = 20;

    static Relayed run(ClientLogin login, LoginVerifier verifier, Parties parties)
            throws IOException, InterruptedException {
        var events = new LinkedBlockingQueue<SecurityEvent>();
        var config = ServerConfig.tls(TlsContextFactory.forServer(parties.server()))
                .requireLogin(verifier)
                .listener(events::add)
                .build();
        try (var server = SecureChannelServer.listen(
                        Transfer.loopback(0), config, channel -> channel.forEachMessage(channel::send));
                var relay = Relay.open(parties.mallory(), parties.trust(), server.port())) {
            var atClient = talk(login, parties, relay);
            return new Relayed(atClient, outcome(events), relay.couldRead(MESSAGE));
        }
    }

    private static Optional<SecureChannelException> talk(ClientLogin login, Parties parties, Relay relay) {
        var config = ClientConfig.tls(TlsContextFactory.forClient(parties.trust()))
                .login(login)
                .listener(event -> {})
                .build();
        try (var channel = SecureChannel.connect(Parties.HOST, relay.port(), config)) {
            channel.sendText(MESSAGE);
            channel.receiveText();
            return Optional.empty();
        } catch (SecureChannelException e) {
            return Optional.of(e);
        }
    }

    /** What the server tells of the login: the first event that is about one. */
    private static Optional<SecureChannelException> outcome(BlockingQueue<SecurityEvent> events)
            throws InterruptedException {
        for (var event = next(events); event.isPresent(); event = next(events)) {
            if (event.get() instanceof SecurityEvent.LoginFailed failed) {
                return Optional.of(failed.error());
            }
            if (event.get() instanceof SecurityEvent.LoggedIn) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static Optional<SecurityEvent> next(BlockingQueue<SecurityEvent> events) throws InterruptedException {
        return Optional.ofNullable(events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
    }
}
