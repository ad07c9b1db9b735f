package io.securechannel.examples.messenger.load;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A {@link LoadServer} in a process of its own, which ends with this one, or by {@link #kill()}. */
public final class ServerProcess implements Closeable {

    /** The first JDK that warns of native code. */
    private static final int FIRST_WITH_WARNINGS = 22;

    private static final int SECONDS_TO_END = 30;

    private final Process process;
    private final PrintWriter commands;
    private final BufferedReader answers;
    private final int port;

    private ServerProcess(Process process) throws IOException {
        this.process = process;
        commands = new PrintWriter(process.getOutputStream(), false, StandardCharsets.US_ASCII);
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
        port = (int) answer(LoadServer.LISTENING)[0];
    }

    /**
     * What the server has used.
     *
     * @param cpu nanoseconds since it was started
     * @param heap bytes that are in use after a full collection, if one was asked for
     * @param resident bytes of memory, by the system's count; 0 where it does not tell
     * @param threads that live
     */
    public record Used(long cpu, long heap, long resident, long threads) {}

    /**
     * Starts a server.
     *
     * @param directory where it keeps everything; what is there already is found again
     * @param port where it listens, 0 for any
     * @param options of the Java machine
     * @return it listens
     * @throws IOException if it does not start: the port is taken, say; what it said is on standard error
     */
    public static ServerProcess start(Path directory, int port, List<String> options) throws IOException {
        return start(directory, port, options, List.of());
    }

    /**
     * Starts a server over a store that it shares.
     *
     * @param directory where it keeps everything else
     * @param port where it listens, 0 for any
     * @param options of the Java machine
     * @param store its address, who logs in there, and the file with the password; or nothing
     * @return it listens
     * @throws IOException if it does not start
     */
    public static ServerProcess start(Path directory, int port, List<String> options, List<String> store)
            throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (Runtime.version().feature() >= FIRST_WITH_WARNINGS) {
            command.add("--enable-native-access=ALL-UNNAMED"); // as the manifest says it for this process
        }
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), LoadServer.class.getName()));
        command.addAll(List.of(directory.toString(), Integer.toString(port)));
        command.addAll(store);
        var process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            return new ServerProcess(process);
        } catch (IOException | RuntimeException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    /** {@return where it listens} */
    public int port() {
        return port;
    }

    /**
     * Asks what it has used.
     *
     * @param collected whether it collects its garbage before
     * @return up to now
     * @throws IOException if it has ended
     */
    public Used used(boolean collected) throws IOException {
        commands.println(collected ? LoadServer.COLLECT : LoadServer.USED);
        commands.flush();
        var numbers = answer(LoadServer.USED);
        return new Used(numbers[0], numbers[1], numbers[2], numbers[3]);
    }

    /**
     * Ends it as a failure of the machine would: SIGKILL, without a last word.
     *
     * @throws IOException if it does not end
     */
    public void kill() throws IOException {
        process.destroyForcibly();
        await();
        commands.close();
        answers.close();
    }

    private void await() throws IOException {
        try {
            if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException("the server does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private long[] answer(String word) throws IOException {
        for (var line = answers.readLine(); line != null; line = answers.readLine()) {
            if (line.startsWith(word + " ")) {
                return List.of(line.substring(word.length() + 1).split(" ", -1)).stream()
                        .mapToLong(Long::parseLong)
                        .toArray();
            }
        }
        throw new IOException("the server has ended before it said: " + word);
    }

    /** Lets it end by itself: its input ends. */
    @Override
    public void close() throws IOException {
        commands.close();
        try {
            await();
        } finally {
            answers.close();
        }
    }
}
