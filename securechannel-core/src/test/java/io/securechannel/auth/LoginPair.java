package io.securechannel.auth;

import io.securechannel.ClientConfig;
import io.securechannel.SecureChannel;
import io.securechannel.ServerConfig;
import io.securechannel.error.SecureChannelException;
import io.securechannel.secret.Password;
import io.securechannel.testkit.ChannelPair;
import io.securechannel.testkit.SocketPair;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Channels in memory whose client logs in. */
public final class LoginPair {

    private LoginPair() {}

    /** {@return ada's login} */
    public static PasswordLogin ada() {
        return password("ada", "secret of ada");
    }

    /** {@return a login that accepts the cheap verifiers of tests} */
    public static PasswordLogin password(String user, String password) {
        return ChallengeAuth.password(user, () -> secret(password)).insecureIterations(1);
    }

    /** {@return a password} */
    public static Password secret(String text) {
        return Password.copyOf(text.toCharArray());
    }

    /** {@return both ends, logged in} */
    public static ChannelPair of(ClientLogin login, LoginVerifier verifier) {
        return ChannelPair.over(SocketPair.inMemory(), client(login), server(verifier));
    }

    /** {@return both ends, logged in, with another deadline for logins at the client} */
    public static ChannelPair of(ClientLogin login, LoginVerifier verifier, Duration timeout) {
        var client =
                ChannelPair.clientConfig().login(login).loginTimeout(timeout).build();
        return ChannelPair.over(SocketPair.inMemory(), client, server(verifier));
    }

    /**
     * What each end threw.
     *
     * @param client at connect, or at its first receive
     * @param server at accept, or at its first receive
     */
    public record Failures(SecureChannelException client, SecureChannelException server) {}

    /** {@return how a login failed at both ends; null for an end without one} */
    public static Failures failing(@Nullable ClientLogin login, @Nullable LoginVerifier verifier) {
        return failing(client(login), server(verifier));
    }

    /** {@return how a login failed at both ends} */
    public static Failures failing(ClientConfig client, ServerConfig server) {
        var sockets = SocketPair.inMemory();
        var accepting = CompletableFuture.supplyAsync(() -> failure(() -> {
            try (var channel = SecureChannel.accept(sockets.server(), server)) {
                channel.sendText("no login here");
                channel.receive();
            }
        }));
        var error = failure(() -> {
            try (var channel = SecureChannel.connect(sockets.client(), ChannelPair.HOST, client)) {
                channel.receive();
            }
        });
        return new Failures(error, accepting.orTimeout(20, TimeUnit.SECONDS).join());
    }

    private interface Attempt {
        void run() throws SecureChannelException;
    }

    private static SecureChannelException failure(Attempt attempt) {
        try {
            attempt.run();
        } catch (SecureChannelException e) {
            return e;
        }
        throw new AssertionError("the login succeeded");
    }

    private static ClientConfig client(@Nullable ClientLogin login) {
        var config = ChannelPair.clientConfig().loginTimeout(Duration.ofSeconds(10));
        if (login != null) {
            config.login(login);
        }
        return config.build();
    }

    private static ServerConfig server(@Nullable LoginVerifier verifier) {
        var config = ChannelPair.serverConfig().loginTimeout(Duration.ofSeconds(10));
        if (verifier != null) {
            config.requireLogin(verifier);
        }
        return config.build();
    }
}
