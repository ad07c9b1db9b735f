package io.securechannel.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The packaged secret server, started as a user does, with its data in the default place below a directory. */
final class SecretServerProcess implements AutoCloseable {

    static final String SECRET = "The treasure is under the old oak.";

    private static final Path JAR = Path.of("target/securechannel-examples.jar").toAbsolutePath();

    private final Path directory;
    private final RunningProcess process;
    private final int port;
    private final String client;
    private final String curl;

    private SecretServerProcess(Path directory, RunningProcess process) throws InterruptedException {
        this.directory = directory;
        this.process = process;
        this.port = Integer.parseInt(
                process.awaitLine("listening at 127\\.0\\.0\\.1:(\\d+)").group(1));
        this.client = process.awaitLine("client: +(secret-client .*)").group(1);
        this.curl = process.awaitLine("curl: +(curl .*)").group(1);
        process.awaitLine("browser: https://localhost:" + port + "/");
    }

    static SecretServerProcess start(Path directory, String... options) throws Exception {
        return start(directory, List.of(), options);
    }

    /** Starts it with options of Java's. */
    static SecretServerProcess start(Path directory, List<String> java, String... options) throws Exception {
        var process = RunningProcess.start(directory, command(java, "secret-server --port 0", options));
        try {
            return new SecretServerProcess(directory, process);
        } catch (Throwable e) {
            process.close();
            throw e;
        }
    }

    /** Runs another command of the jar, which must succeed. */
    static String run(Path directory, String... words) throws Exception {
        return Processes.run(directory, Map.of(), 60, command(List.of(), "", words))
                .orThrow();
    }

    static Processes.Result tryRun(Path directory, String... words) throws Exception {
        return Processes.runWithInput(directory, 60, "", command(List.of(), "", words));
    }

    int port() {
        return port;
    }

    String url(String path) {
        return "https://localhost:" + port + path;
    }

    /** The words of the command for this program's client that it has printed. */
    String[] client() {
        return client.split(" ", -1);
    }

    /** The command for curl that it has printed. */
    String curl() {
        return curl;
    }

    X509Certificate authority() throws Exception {
        try (var in = Files.newInputStream(directory.resolve("secret-server-data/secret-ca.crt"))) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    void awaitLine(String pattern) throws InterruptedException {
        process.awaitLine(pattern);
    }

    @Override
    public void close() throws IOException {
        process.close();
    }

    private static List<String> command(List<String> java, String first, String... more) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(java);
        command.addAll(List.of("-jar", JAR.toString()));
        if (!first.isEmpty()) {
            command.addAll(List.of(first.split(" ", -1)));
        }
        command.addAll(List.of(more));
        return command;
    }
}
