package io.securechannel.examples.bench;

import java.io.Closeable;
import java.io.IOException;
import java.net.ServerSocket;

/**
 * Both ends of a connection over the loopback interface.
 *
 * @param server that accepted
 * @param client that connected
 */
record Link(End server, End client) implements Closeable {

    static final int BACKLOG = 50;

    /** {@return a new connection, at a new port, and so after a full handshake} */
    static Link open(Contender contender, Contender.Mode mode) throws IOException {
        try (var listening = contender.listen()) {
            return open(contender, listening, mode);
        }
    }

    /** {@return a new connection to a listening socket} */
    static Link open(Contender contender, ServerSocket listening, Contender.Mode mode) throws IOException {
        return open(contender, listening, listening.getLocalPort(), mode);
    }

    /** {@return a new connection by way of another port, where a proxy listens} */
    static Link open(Contender contender, ServerSocket listening, int port, Contender.Mode mode) throws IOException {
        var both = Together.run(
                () -> contender.accept(listening, mode),
                () -> contender.connect(port, mode),
                () -> closeQuietly(listening));
        var link = new Link(both.there(), both.here());
        var protocol = link.client().protocol();
        if (contender.secure() && !protocol.contains(contender.suite())) {
            link.abort();
            throw new IOException(contender.name() + " negotiated " + protocol + ", not " + contender.suite()
                    + ": it could not be compared");
        }
        return link;
    }

    /** Closes both ends, whatever happens. */
    void abort() {
        closeQuietly(client);
        closeQuietly(server);
    }

    /** Both at once, because an orderly close waits for the peer's. */
    @Override
    public void close() throws IOException {
        Together.run(
                () -> {
                    server.close();
                    return true;
                },
                () -> {
                    client.close();
                    return true;
                },
                () -> {});
    }

    private static void closeQuietly(Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException e) {
            return; // there is an error already that says more
        }
    }
}
