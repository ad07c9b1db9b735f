package io.securechannel.examples.messenger.load;

import io.securechannel.ClientConfig;
import io.securechannel.SecureChannel;
import io.securechannel.auth.ChallengeAuth;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.messenger.protocol.ClientMessage;
import io.securechannel.examples.messenger.protocol.ServerMessage;
import io.securechannel.peer.Login;
import io.securechannel.secret.Password;
import io.securechannel.tls.TlsContextFactory;
import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/** A connection of a {@link LoadDevice} that was let in. One thread may send while another receives. */
public final class LoadConnection implements Closeable {

    private static final int ITERATIONS = LoadServer.ITERATIONS;

    private final SecureChannel channel;

    private LoadConnection(SecureChannel channel) {
        this.channel = channel;
    }

    /**
     * Connects, logs in, and enters.
     *
     * @param device who
     * @param port of the server on this machine
     * @param trust the server's authority
     * @param signUp whether the user is new
     * @return let in
     * @throws IOException if there is no server, or it does not want
     */
    public static LoadConnection open(LoadDevice device, int port, TlsContextFactory.Client trust, boolean signUp)
            throws IOException {
        var login = ChallengeAuth.password(device.user(), () -> password(device.user()))
                .insecureIterations(ITERATIONS);
        var config = ClientConfig.tls(trust)
                .socketFactory(new LoopbackSockets(device.address()))
                .login(signUp ? login.signingUp() : login)
                .build();
        var channel = SecureChannel.connect("localhost", port, config);
        var connection = new LoadConnection(channel);
        try {
            connection.enter(device);
            return connection;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private void enter(LoadDevice device) throws IOException {
        if (!(receive().orElse(null) instanceof ServerMessage.Challenge challenge)) {
            throw new IOException("the server does not begin with a challenge");
        }
        try {
            var binding = channel.login().flatMap(Login::binding).flatMap(channel::channelBinding);
            send(device.enter(challenge.nonce(), binding.orElseGet(channel::channelBinding)));
        } catch (KeyMaterialException e) {
            throw new IOException("no proof for the entry", e);
        }
        var answer = receive().orElse(null);
        if (!(answer instanceof ServerMessage.Welcome)) {
            throw new IOException("the server does not let " + device.user() + " in: " + answer);
        }
    }

    /**
     * Sends, and what was queued before it.
     *
     * @param message to the server
     * @throws IOException if the connection is cut
     */
    public void send(ClientMessage message) throws IOException {
        channel.send(message.encode());
    }

    /**
     * Sends together with what comes later.
     *
     * @param message to the server
     * @throws IOException if the connection is cut
     */
    public void queue(ClientMessage message) throws IOException {
        channel.queue(message.encode());
    }

    /**
     * Sends what was queued.
     *
     * @throws IOException if the connection is cut
     */
    public void flush() throws IOException {
        channel.flush();
    }

    /**
     * Waits for the server.
     *
     * @return empty if the server has closed
     * @throws IOException if the connection is cut, or the message is none
     */
    public Optional<ServerMessage> receive() throws IOException {
        var bytes = channel.receive();
        return bytes.isEmpty() ? Optional.empty() : Optional.of(ServerMessage.decode(bytes.get()));
    }

    private static Password password(String user) {
        return Password.copyOf(("load, not a secret: " + user).toCharArray());
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
