package io.securechannel.examples.rsamigration;

import io.securechannel.ClientConfig;
import io.securechannel.SecureChannel;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.event.SecurityListener;
import io.securechannel.peer.Trust;
import io.securechannel.tls.TlsContextFactory;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * Step 3: a channel. Both directions, an end that is told from a cut, and keys that nobody has any more when it is over.
 *
 * @param server where it is
 * @param trust the CA that certifies it, or its pin
 * @param timeout for each thing that is waited for
 */
record ChannelClient(InetSocketAddress server, Trust trust, Duration timeout) implements MessageClient {

    @Override
    public Optional<String> send(String message) throws SecureChannelException {
        var config = ClientConfig.tls(TlsContextFactory.forClient(trust))
                .connectTimeout(timeout)
                .handshakeTimeout(timeout)
                .writeTimeout(timeout)
                .listener(SecurityListener.logging())
                .build();
        try (var channel = SecureChannel.connect(server.getHostString(), server.getPort(), config)) {
            channel.sendText(message);
            var answer = channel.receiveText(timeout);
            if (answer.isEmpty()) {
                throw new SecureChannelException(
                                Reason.CLOSED_BY_PEER,
                                "the server closed without an answer: it has not taken the message")
                        .withPeer(channel.peer().address());
            }
            return answer;
        }
    }
}
