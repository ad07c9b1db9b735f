package io.securechannel.examples.rsamigration;

import io.securechannel.SecureChannelServer;
import io.securechannel.ServerConfig;
import io.securechannel.event.SecurityEvent;
import io.securechannel.event.SecurityListener;
import io.securechannel.keys.Identity;
import io.securechannel.tls.TlsContextFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;

/** Step 3: takes messages through channels, and answers each. */
final class ChannelServer {

    private ChannelServer() {}

    static SecureChannelServer open(InetSocketAddress at, Identity identity, Duration timeout, Journal journal)
            throws IOException {
        var config = ServerConfig.tls(TlsContextFactory.forServer(identity))
                .handshakeTimeout(timeout)
                .idleTimeout(timeout)
                .writeTimeout(timeout)
                .listener(SecurityListener.all(event -> tell(event, journal), SecurityListener.logging()))
                .build();
        return SecureChannelServer.listen(at, config, channel -> {
            for (var text = channel.receiveText(); text.isPresent(); text = channel.receiveText()) {
                journal.message(channel.peer().address(), text.get());
                channel.sendText(
                        "received " + text.get().codePointCount(0, text.get().length()) + " characters");
            }
        });
    }

    private static void tell(SecurityEvent event, Journal journal) {
        if (event instanceof SecurityEvent.HandshakeFailed failed) {
            journal.failed(failed.peer(), failed.error());
        } else if (event instanceof SecurityEvent.HandlerFailed failed) {
            journal.failed(failed.peer(), failed.error());
        }
    }
}
