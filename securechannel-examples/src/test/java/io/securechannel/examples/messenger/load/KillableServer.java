package io.securechannel.examples.messenger.load;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.peer.Trust;
import io.securechannel.tls.TlsContextFactory;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A server in a process of its own that is killed by SIGKILL, and started again on the same directory and port. What SIGKILL leaves in the
 * system's cache survives: this shows that nothing is promised before it is written, not that it is synced.
 */
public final class KillableServer implements Closeable {

    private static final int STARTS = 20;
    private static final List<String> OPTIONS = List.of("-Xmx512m");

    private final Path directory;
    private final int port;
    private final List<String> store;
    private ServerProcess process;

    private KillableServer(Path directory, int port, List<String> store) throws IOException {
        this.directory = directory;
        this.port = port;
        this.store = store;
        process = ServerProcess.start(directory, port, OPTIONS, store);
    }

    /** Starts it at a port that is free. */
    public static KillableServer start(Path directory) throws IOException {
        return start(directory, List.of());
    }

    /** As above; its store is a database that it shares, with others whose {@link #copyKeys keys} it has. */
    public static KillableServer start(Path directory, List<String> store) throws IOException {
        return new KillableServer(directory, freePort(), store);
    }

    /** What another server needs to be one of the same community. */
    public void copyKeys(Path other) throws IOException {
        Files.createDirectories(other);
        for (var name : List.of("chat.keys", "chat.password")) {
            Files.copy(directory.resolve(name), other.resolve(name));
        }
    }

    private static int freePort() throws IOException {
        try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    /** {@return the same after each start} */
    public int port() {
        return port;
    }

    /** {@return whom clients have to trust} */
    public TlsContextFactory.Client trust() throws KeyMaterialException, IOException {
        return TlsContextFactory.forClient(Trust.only(LoadServer.authority(directory)));
    }

    /** Kills it, and starts it again. */
    public void kill() throws IOException {
        end();
        restart();
    }

    /** Kills it. */
    public void end() throws IOException {
        process.kill();
    }

    /** Starts it again; for a moment somebody else may have its port. */
    public void restart() throws IOException {
        for (int i = 1; ; i++) {
            try {
                process = ServerProcess.start(directory, port, OPTIONS, store);
                return;
            } catch (IOException e) {
                if (i == STARTS) {
                    throw e;
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        process.close();
    }
}
