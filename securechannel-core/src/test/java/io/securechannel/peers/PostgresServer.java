package io.securechannel.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.securechannel.keys.Identity;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL of the machine's own installation with a data directory of its own, for as long as a test runs: on the
 * loopback address at a free port, passwords by SCRAM-SHA-256 alone. PostgreSQL does not run as root: for root it is
 * started as the user nobody.
 */
public final class PostgresServer implements AutoCloseable {

    private static final String USER = "postgres";
    private static final String PASSWORD = "a superuser's password";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path binaries;
    private final Path directory;
    private final boolean tls;
    private final int port;
    private @Nullable Program program;

    private PostgresServer(Path binaries, Path directory, boolean tls, int port) {
        this.binaries = binaries;
        this.directory = directory;
        this.tls = tls;
        this.port = port;
    }

    /** Skips the test, by name, where the machine lacks PostgreSQL. */
    public static void require() throws IOException {
        boolean found = binaries().isPresent();
        if (!found) {
            System.out.println("SKIPPED: PostgreSQL's initdb and postgres are not installed,"
                    + " and so the checks against it are left out");
        }
        assumeTrue(found, "PostgreSQL is not installed: the checks against it are skipped");
    }

    /** Starts one without TLS; the test is skipped, by name, where the machine lacks it. */
    public static PostgresServer start() throws IOException, InterruptedException {
        return start(null);
    }

    /** Starts one that offers TLS with this certificate, beside plain TCP. */
    public static PostgresServer startTls(Identity identity) throws IOException, InterruptedException {
        return start(identity);
    }

    private static PostgresServer start(@Nullable Identity identity) throws IOException, InterruptedException {
        require();
        var server = new PostgresServer(
                binaries().orElseThrow(), Files.createTempDirectory("postgres"), identity != null, freePort());
        try {
            server.initialise(identity);
            server.restart();
            return server;
        } catch (IOException | InterruptedException | RuntimeException | AssertionError e) {
            server.close();
            throw e;
        }
    }

    /** {@return where a JDBC driver reaches it; user and password are given apart} */
    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    /** {@return its port on 127.0.0.1} */
    public int port() {
        return port;
    }

    /** {@return the superuser's name} */
    public String user() {
        return USER;
    }

    /** {@return the superuser's password} */
    public String password() {
        return PASSWORD;
    }

    /** Stops it in good order; connections that are open are ended. */
    public void stop() throws IOException, InterruptedException {
        run(tool("pg_ctl", "-D", data(), "-m", "fast", "-w", "stop"));
        running().awaitExit(PATIENCE);
        program = null;
    }

    /** Kills it and all of its processes, as {@code kill -9} does. */
    public void kill() throws InterruptedException {
        running().killAll();
        program = null;
    }

    /** Starts it on the same port and data, after {@link #stop()} or {@link #kill()}. */
    public void restart() throws IOException, InterruptedException {
        assertThat(program).as("a PostgreSQL that runs already").isNull();
        var command = tool("postgres", "-D", data(), "-p", Integer.toString(port));
        setting(command, "listen_addresses=127.0.0.1");
        setting(command, "unix_socket_directories=");
        setting(command, "fsync=off");
        setting(command, "shared_buffers=16MB");
        setting(command, "log_destination=stderr");
        if (tls) {
            setting(command, "ssl=on");
            setting(command, "ssl_cert_file=" + directory.resolve("server.crt"));
            setting(command, "ssl_key_file=" + directory.resolve("server.key"));
        }
        program = Program.start(command);
        program.awaitErrors("database system is ready to accept connections");
    }

    /** Kills it, and deletes its data. */
    @Override
    public void close() throws IOException {
        if (program != null) {
            try {
                program.killAll();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            program = null;
        }
        delete(directory);
    }

    private Program running() {
        assertThat(program).as("a PostgreSQL that runs").isNotNull();
        return program;
    }

    private void initialise(@Nullable Identity identity) throws IOException, InterruptedException {
        var password = directory.resolve("password");
        Files.writeString(password, PASSWORD + "\n");
        if (identity != null) {
            var key = PemFiles.write(directory, "server", identity).key();
            Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        }
        if (isRoot()) {
            run(List.of("chown", "-R", "nobody", directory.toString()));
        }
        var initdb = tool("initdb", "-D", data(), "-U", USER, "-E", "UTF8", "--locale=C", "--no-sync");
        initdb.addAll(List.of("--auth=scram-sha-256", "--pwfile=" + password));
        run(initdb);
    }

    private String data() {
        return directory.resolve("data").toString();
    }

    private List<String> tool(String name, String... arguments) {
        var command = new ArrayList<String>();
        if (isRoot()) {
            command.addAll(List.of("setpriv", "--reuid=nobody", "--clear-groups"));
        }
        command.add(binaries.resolve(name).toString());
        command.addAll(List.of(arguments));
        return command;
    }

    private static void setting(List<String> command, String setting) {
        command.add("-c");
        command.add(setting);
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        try (var tool = Program.start(command)) {
            assertThat(tool.awaitExit(PATIENCE)).as("%s", tool).isZero();
        }
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    /** PostgreSQL takes no port 0: one that is free now is free a moment later, if nobody else takes it. */
    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** On the PATH, or where Debian puts them, which is not on it. */
    private static Optional<Path> binaries() throws IOException {
        var candidates = new ArrayList<Path>();
        for (var directory : System.getenv("PATH").split(File.pathSeparator, -1)) {
            candidates.add(Path.of(directory));
        }
        var debian = Path.of("/usr/lib/postgresql");
        if (Files.isDirectory(debian)) {
            try (Stream<Path> versions = Files.list(debian)) {
                versions.map(version -> version.resolve("bin")).forEach(candidates::add);
            }
        }
        return candidates.stream()
                .filter(directory -> Stream.of("initdb", "postgres", "pg_ctl")
                        .allMatch(name -> Files.isExecutable(directory.resolve(name))))
                .findFirst();
    }

    private static void delete(Path directory) throws IOException {
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
