package io.securechannel.examples.tap;

import io.securechannel.examples.tap.pcap.PcapWriter;
import io.securechannel.examples.tap.pcap.TcpConversation;
import io.securechannel.examples.tap.pcap.TcpConversation.Side;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Writes what crosses the tap into a capture file, as it arrives and before the tap changes it, and as if the client were
 * connected to the server itself. If the file cannot be written on, the capture ends and the relay goes on.
 */
final class Capture implements Observer, Closeable {

    private final PcapWriter file;
    private final Consumer<String> trouble;
    private final Map<Integer, TcpConversation> open = new HashMap<>();
    private boolean ended;

    Capture(PcapWriter file, Consumer<String> trouble) {
        this.file = file;
        this.trouble = trouble;
    }

    /**
     * Begins a capture.
     *
     * @param path the file
     * @param replace whether a file that is there may be overwritten
     * @param trouble is told once, in words, if the file cannot be written on
     * @return the capture
     * @throws IOException if the file cannot be had
     */
    static Capture open(Path path, boolean replace, Consumer<String> trouble) throws IOException {
        return new Capture(PcapWriter.open(path, replace), trouble);
    }

    @Override
    public synchronized void connected(int connection, InetSocketAddress client, InetSocketAddress server) {
        record(() -> open.put(connection, TcpConversation.open(file, client, server)));
    }

    @Override
    public synchronized void arrived(int connection, Direction direction, byte[] bytes) {
        var conversation = open.get(connection);
        if (conversation != null) {
            record(() -> conversation.data(sender(direction), bytes));
        }
    }

    @Override
    public synchronized void ended(int connection, Direction direction, Ending ending, String how) {
        var conversation = open.get(connection);
        if (conversation == null) {
            return;
        }
        record(() -> {
            switch (ending) {
                case END -> conversation.finish(sender(direction));
                case RESET_BY_SENDER, CUT_BY_TAP -> conversation.reset(sender(direction));
                case RESET_BY_RECEIVER -> conversation.reset(receiver(direction));
            }
        });
        if (conversation.isOver()) {
            open.remove(connection);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        ended = true;
        file.close();
    }

    private void record(Step step) {
        if (ended) {
            return;
        }
        try {
            step.run();
        } catch (IOException e) {
            ended = true;
            trouble.accept("the capture ends here, it cannot be written: " + e.getMessage());
        }
    }

    private static Side sender(Direction direction) {
        return direction == Direction.CLIENT_TO_SERVER ? Side.CLIENT : Side.SERVER;
    }

    private static Side receiver(Direction direction) {
        return direction == Direction.CLIENT_TO_SERVER ? Side.SERVER : Side.CLIENT;
    }

    private interface Step {
        void run() throws IOException;
    }
}
