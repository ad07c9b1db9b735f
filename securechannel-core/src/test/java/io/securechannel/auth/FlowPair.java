package io.securechannel.auth;

import io.securechannel.auth.LoginFlow.Step;
import io.securechannel.error.SecureChannelException;
import io.securechannel.event.SecurityEvent;
import io.securechannel.peer.ChannelBinding;
import io.securechannel.peer.Login;
import io.securechannel.peer.PeerIdentity;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A login in memory, message by message: both ends, and somebody between them who changes what passes. */
final class FlowPair {

    static final List<ChannelBinding> BINDINGS =
            List.of(new ChannelBinding(ChannelBinding.Type.TLS_EXPORTER, new byte[32]));

    /** Changes a message on its way. */
    interface Wire {
        /**
         * {@return what arrives}
         *
         * @param number of the message from this end, from 0
         */
        byte[] deliver(boolean fromServer, int number, byte[] message);
    }

    static final Wire FAITHFUL = (fromServer, number, message) -> message;

    final LoginFlow client;
    final LoginFlow server;
    final List<byte[]> fromClient = new ArrayList<>();
    final List<byte[]> fromServer = new ArrayList<>();
    final List<SecurityEvent> events = new ArrayList<>();

    @Nullable
    SecureChannelException clientError;

    @Nullable
    SecureChannelException serverError;

    FlowPair(ClientLogin login, LoginVerifier verifier) {
        this(login, verifier, Optional.empty());
    }

    FlowPair(ClientLogin login, LoginVerifier verifier, Optional<Login> before) {
        this.client = login.begin(context(before, List.of()));
        this.server = verifier.begin(context(before, events));
    }

    static LoginContext context(Optional<Login> before, List<SecurityEvent> events) {
        return new LoginContext(
                PeerIdentity.anonymous("peer.test:1"),
                InetAddress.getLoopbackAddress(),
                BINDINGS,
                before,
                Duration.ofMinutes(1),
                events.getClass() == ArrayList.class ? events::add : event -> {});
    }

    /** {@return after a login over a wire that changes nothing} */
    static FlowPair run(ClientLogin login, LoginVerifier verifier) {
        return new FlowPair(login, verifier).run(FAITHFUL);
    }

    /** Passes messages on until an end has nothing more to say, or is over. */
    FlowPair run(Wire wire) {
        try (client;
                server) {
            var message = first(server);
            boolean toClient = message != null;
            if (message == null) {
                message = first(client);
            }
            while (message != null) {
                var sent = toClient ? fromServer : fromClient;
                sent.add(message);
                var arrived = wire.deliver(toClient, sent.size() - 1, message);
                message = toClient ? atClient(arrived) : atServer(arrived);
                toClient = !toClient;
            }
        }
        return this;
    }

    boolean clientIn() {
        return client.login().isPresent();
    }

    boolean serverIn() {
        return server.login().isPresent();
    }

    SecureChannelException.Reason clientReason() {
        if (clientError == null) {
            throw new AssertionError("the client saw nothing wrong");
        }
        return clientError.reason();
    }

    SecureChannelException.Reason serverReason() {
        if (serverError == null) {
            throw new AssertionError("the server saw nothing wrong");
        }
        return serverError.reason();
    }

    private byte @Nullable [] atClient(byte[] arrived) {
        if (clientError != null || client.login().isPresent()) {
            return null;
        }
        var step = client.receive(arrived);
        clientError = failure(step);
        return step.message().orElse(null);
    }

    private byte @Nullable [] atServer(byte[] arrived) {
        if (serverError != null || server.login().isPresent()) {
            return null;
        }
        var step = server.receive(arrived);
        serverError = failure(step);
        return step.message().orElse(null);
    }

    static @Nullable SecureChannelException failure(Step step) {
        try {
            step.throwIfFailed();
            return null;
        } catch (SecureChannelException e) {
            return e;
        }
    }

    private static byte @Nullable [] first(LoginFlow flow) {
        try {
            return flow.begin().orElse(null);
        } catch (SecureChannelException e) {
            throw new AssertionError(e);
        }
    }
}
