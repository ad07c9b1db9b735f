package io.securechannel.examples;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A PostgreSQL with a data directory of its own, on the loopback address. It does not run as root: then it is nobody. */
public final class Postgres implements AutoCloseable {

    public static final String USER = "chat";
    public static final String PASSWORD = "a password of the database";

    private static final AtomicInteger MADE = new AtomicInteger();
    private static final boolean ROOT = System.getProperty("user.name").equals("root");

    private final Path directory;
    private final int port;
    private final Path binaries;
    private RunningProcess server;

    private Postgres(Path directory, int port, Path binaries) throws Exception {
        this.directory = directory;
        this.port = port;
        this.binaries = binaries;
        this.server = start(binaries, directory, port);
    }

    /** Skips the test, by name, where the machine lacks it. */
    public static Postgres start() throws Exception {
        var binaries = binaries();
        if (binaries.isEmpty()) {
            System.out.println("SKIPPED: PostgreSQL's initdb and postgres are not installed,"
                    + " and so the checks against it are left out");
        }
        assumeTrue(binaries.isPresent(), "PostgreSQL is not installed: the checks against it are skipped");
        var directory = Files.createTempDirectory("postgres");
        try {
            make(binaries.get(), directory);
            return new Postgres(directory, freePort(), binaries.get());
        } catch (Exception | AssertionError e) {
            delete(directory);
            throw e;
        }
    }

    private static void make(Path binaries, Path directory) throws Exception {
        var password = Files.writeString(directory.resolve("password"), PASSWORD + "\n");
        if (ROOT) {
            Processes.run(directory, Map.of(), 60, List.of("chown", "-R", "nobody", directory.toString()))
                    .orThrow();
        }
        var data = directory.resolve("data").toString();
        Processes.run(
                        directory,
                        Map.of(),
                        120,
                        tool(
                                binaries.resolve("initdb"),
                                List.of(
                                        "-D",
                                        data,
                                        "-U",
                                        USER,
                                        "-E",
                                        "UTF8",
                                        "--locale=C",
                                        "--no-sync",
                                        "--auth=scram-sha-256",
                                        "--pwfile=" + password)))
                .orThrow();
    }

    private static RunningProcess start(Path binaries, Path directory, int port) throws Exception {
        var data = directory.resolve("data").toString();
        var command = tool(binaries.resolve("postgres"), List.of("-D", data, "-p", String.valueOf(port)));
        for (var setting :
                List.of("listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off", "shared_buffers=16MB")) {
            command.addAll(List.of("-c", setting));
        }
        var server = RunningProcess.start(directory, command);
        try {
            server.awaitLine("database system is ready to accept connections");
            return server;
        } catch (InterruptedException | AssertionError e) {
            server.close();
            throw e;
        }
    }

    /** Where it is; user and password are given apart. */
    public String url() {
        return url("postgres");
    }

    /** A database that {@link #create} has made. */
    public String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    /** Gives new connections to a database, as a program would that was told user and password. */
    public DataSource source(String database) {
        var source = new PGSimpleDataSource();
        source.setUrl(url(database));
        source.setUser(USER);
        source.setPassword(PASSWORD);
        source.setConnectTimeout(5);
        source.setSocketTimeout(25);
        return source;
    }

    /** {@return the name of a new database with nothing in it} */
    public String create() throws SQLException {
        var name = "test_" + MADE.incrementAndGet();
        try (var connection = source("postgres").getConnection();
                var statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        }
        return name;
    }

    /** Ends it, and with it all connections: its fast shutdown. */
    public void stop() throws InterruptedException {
        server.signal("INT");
        server.awaitEnd();
    }

    /** Ends it without a last word to its files, as a crash does: its immediate shutdown. */
    public void crash() throws InterruptedException {
        server.signal("QUIT");
        server.awaitEnd();
    }

    /** The arguments of a program that connects to a database: address, user, and a file with the password, which is written. */
    public List<String> arguments(String database, Path passwordFile) throws IOException {
        Files.writeString(passwordFile, PASSWORD);
        return List.of(url(database), USER, passwordFile.toString());
    }

    /** Starts it again, with the same data at the same port. */
    public void restart() throws Exception {
        server = start(binaries, directory, port);
    }

    @Override
    public void close() throws IOException {
        try {
            server.signal("INT"); // or it would wait for connections to end
            server.stopWithChildren();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            server.close();
            delete(directory);
        }
    }

    private static List<String> tool(Path program, List<String> arguments) {
        var command = new ArrayList<String>();
        if (ROOT) {
            command.addAll(List.of("setpriv", "--reuid=nobody", "--clear-groups"));
        }
        command.add(program.toString());
        command.addAll(arguments);
        return command;
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
        for (var each : System.getenv("PATH").split(File.pathSeparator, -1)) {
            candidates.add(Path.of(each));
        }
        var debian = Path.of("/usr/lib/postgresql");
        if (Files.isDirectory(debian)) {
            try (Stream<Path> versions = Files.list(debian)) {
                versions.map(version -> version.resolve("bin")).forEach(candidates::add);
            }
        }
        return candidates.stream()
                .filter(each ->
                        Files.isExecutable(each.resolve("initdb")) && Files.isExecutable(each.resolve("postgres")))
                .findFirst();
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        }
    }
}
