package io.securechannel.examples.echo;

import io.securechannel.auth.ClientLogin;
import io.securechannel.auth.token.ReconnectToken;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A login and the secret in it, which is wiped by {@link #close()}; and the token that the server has given. */
final class Credentials implements AutoCloseable {

    private final AutoCloseable secret;
    private @Nullable ClientLogin login;
    private @Nullable Path wanted;
    private @Nullable ReconnectToken token;

    Credentials(AutoCloseable secret) {
        this.secret = secret;
    }

    Credentials(ClientLogin login) {
        this.secret = () -> {};
        this.login = login;
    }

    Credentials by(ClientLogin made) {
        this.login = made;
        return this;
    }

    Credentials keepingIn(Path file) {
        this.wanted = file;
        return this;
    }

    ClientLogin login() {
        return Objects.requireNonNull(login);
    }

    void got(ReconnectToken given) {
        this.token = given;
    }

    /** Writes the token that was asked for. */
    void keepToken() throws IOException {
        if (wanted == null) {
            return;
        }
        if (token == null) {
            throw new IOException("--keep-token: the server gives no tokens for the next time");
        }
        TokenFile.write(token, wanted);
    }

    @Override
    public void close() throws IOException {
        if (token != null) {
            token.close();
        }
        try {
            secret.close();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }
}
