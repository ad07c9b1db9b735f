package io.securechannel.examples.messenger.load;

import com.sun.management.OperatingSystemMXBean;
import com.zaxxer.hikari.util.DriverDataSource;
import io.securechannel.examples.messenger.server.ChatServer;
import io.securechannel.examples.messenger.server.ChatServerConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;

/**
 * The messenger's server for measuring and for tests, in a process of its own: with passwords that are hashed a few times only. All else is as in {@code chat-server}. It answers questions on its standard input, and ends
 * with that.
 */
public final class LoadServer {

    static final int ITERATIONS = 4_096;

    static final String LISTENING = "listening";
    static final String USED = "used";
    static final String COLLECT = "collect";

    /** It says each login; here that is a line for each of many. Kept, since loggers are collected. */
    private static final Logger QUIET = Logger.getLogger("io.securechannel");

    private LoadServer() {}

    /**
     * Runs a server.
     *
     * @param arguments the directory for what it keeps, and the port; for a store that it shares, also its address, who logs in there, and
     *     the file with the password
     * @throws Exception if it does not start
     */
    public static void main(String[] arguments) throws Exception {
        QUIET.setLevel(Level.WARNING);
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[1]));
        var config = ChatServerConfig.in(Path.of(arguments[0])).listen(address).insecureIterations(ITERATIONS);
        if (arguments.length > 2) {
            config.store(source(arguments[2], arguments[3], Path.of(arguments[4])), arguments[2]);
        }
        try (var server = ChatServer.start(config.build());
                var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
            var out = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
            out.println(LISTENING + " " + server.port());
            for (var line = in.readLine(); line != null; line = in.readLine()) {
                out.println(USED + " " + used(line.equals(COLLECT)));
            }
        }
    }

    private static DataSource source(String address, String user, Path password) throws IOException {
        return new DriverDataSource(
                address,
                null,
                new Properties(),
                user,
                Files.readString(password).strip());
    }

    /**
     * Whom clients have to trust.
     *
     * @param directory of a server that has started
     * @return its authority's certificate
     */
    public static Path authority(Path directory) {
        return directory.resolve("chat-ca.crt");
    }

    private static String used(boolean collected) throws IOException {
        var process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long cpu = process.getProcessCpuTime();
        long resident = resident();
        if (collected) {
            System.gc();
        }
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        int threads = ManagementFactory.getThreadMXBean().getThreadCount();
        return cpu + " " + heap + " " + resident + " " + threads;
    }

    /** Where Linux tells it; proc(5), VmRSS in KiB. */
    private static long resident() throws IOException {
        var status = Path.of("/proc/self/status");
        if (!Files.isReadable(status)) {
            return 0;
        }
        try (var lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .findFirst()
                    .orElse(0);
        }
    }
}
