package io.securechannel.examples.echo;

import io.securechannel.auth.LoginVerifier;
import java.util.Deque;

/** Whom a server lets in, and what has to be closed after it. */
final class Door implements AutoCloseable {

    private final LoginVerifier verifier;
    private final Deque<AutoCloseable> opened;

    Door(LoginVerifier verifier, Deque<AutoCloseable> opened) {
        this.verifier = verifier;
        this.opened = opened;
    }

    LoginVerifier verifier() {
        return verifier;
    }

    static void close(Deque<AutoCloseable> opened) {
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception e) {
                System.err.println("echo-server: " + e.getMessage());
            }
        }
    }

    @Override
    public void close() {
        close(opened);
    }
}
