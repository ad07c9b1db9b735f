package io.securechannel.examples.tap;

import io.securechannel.examples.tap.Tampering.Kind;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Shows what crosses a connection, and changes it on request. */
@Command(
        name = "tap",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Shows what an eavesdropper sees of a connection, and does to it what an attacker would: it listens on"
                    + " 127.0.0.1, connects on, and passes bytes both ways until Ctrl-C.",
            "N counts the bytes of one direction (--direction) of each connection as they arrive, from 0."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  Three terminals; then type lines into the third:",
            "    echo-server",
            "    tap",
            "    echo-client --port 7444 --ca securechannel-dev.crt",
            "  As before, and change one bit of one of the first lines of the client:",
            "    tap --flip 480",
            "  As before, and look at it in Wireshark, at once or later:",
            "    tap --pcap session.pcap"
        })
public final class TapCommand implements Callable<Integer> {

    private static final int WIDTH = 16;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--listen",
            paramLabel = "PORT",
            defaultValue = "7444",
            description = "The port to listen at; 0 for any free one (default: ${DEFAULT-VALUE}).")
    private int listen;

    @Option(
            names = "--to",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:7443",
            converter = HostAndPort.class,
            description = "Where to connect to (default: ${DEFAULT-VALUE}, an echo-server).")
    private InetSocketAddress to = InetSocketAddress.createUnresolved("127.0.0.1", 7443);

    @ArgGroup
    private Orders orders = new Orders();

    @Option(
            names = "--direction",
            paramLabel = "DIRECTION",
            defaultValue = "client-to-server",
            converter = Directions.class,
            description = "What N counts: client-to-server or server-to-client (default: ${DEFAULT-VALUE}).")
    private Direction direction = Direction.CLIENT_TO_SERVER;

    @Option(
            names = "--show",
            paramLabel = "BYTES",
            defaultValue = "64",
            description = "How much of each record to show (default: ${DEFAULT-VALUE}).")
    private int show;

    @Option(names = "--text", description = "Show what is no record as text, not as bytes: for HTTP and the like.")
    private boolean text;

    @Option(
            names = "--save",
            paramLabel = "DIR",
            description =
                    "Write what each direction of each connection carries into a file there, before the tap changes it.")
    private @Nullable Path save;

    @Option(
            names = "--pcap",
            paramLabel = "FILE",
            description = "Write a capture for Wireshark and tshark: what arrives, before the tap changes it.")
    private @Nullable Path pcap;

    @Option(names = "--force", description = "Replace the capture file if it is there.")
    private boolean force;

    /** One of them. */
    static final class Orders {

        @Option(names = "--flip", paramLabel = "N", description = "Invert the lowest bit of byte N.")
        private @Nullable Long flip;

        @Option(
                names = "--drop",
                paramLabel = "N",
                description = "Leave out the record, of TLS or Noise, that holds byte N; outside of both, byte N.")
        private @Nullable Long drop;

        @Option(
                names = "--replay",
                paramLabel = "N",
                description = "Send the record, of TLS or Noise, that holds byte N twice; outside of both, byte N.")
        private @Nullable Long replay;

        @Option(names = "--truncate", paramLabel = "N", description = "Cut the connection after N bytes.")
        private @Nullable Long truncate;

        Orders() {}

        Optional<Tampering> in(Direction direction) {
            var given = new EnumMap<Kind, Long>(Kind.class);
            put(given, Kind.FLIP, flip);
            put(given, Kind.DROP, drop);
            put(given, Kind.REPLAY, replay);
            put(given, Kind.TRUNCATE, truncate);
            return given.entrySet().stream()
                    .findFirst()
                    .map(order -> new Tampering(order.getKey(), direction, order.getValue()));
        }

        private static void put(Map<Kind, Long> given, Kind kind, @Nullable Long offset) {
            if (offset != null) {
                given.put(kind, offset);
            }
        }
    }

    /** For picocli. */
    public TapCommand() {}

    @Override
    public Integer call() throws Exception {
        var command = Objects.requireNonNull(spec).commandLine();
        Optional<Tampering> order;
        try {
            order = orders.in(direction);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command, e.getMessage(), e);
        }
        if (pcap == null && force) {
            throw new ParameterException(command, "--force is for --pcap FILE");
        }
        requireFreePort(); // before a capture of an earlier run is replaced
        var err = command.getErr();
        var saved = save == null
                ? List.<Observer>of()
                : List.<Observer>of(new Saved(save, what -> err.println("tap: " + what)));
        if (pcap == null) {
            return run(order, saved);
        }
        try (var capture = capture(pcap)) {
            return run(order, Stream.concat(Stream.of(capture), saved.stream()).toList());
        }
    }

    private void requireFreePort() throws IOException {
        try (var tried = new ServerSocket()) {
            tried.setReuseAddress(true);
            tried.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), listen));
        } catch (BindException e) {
            throw new IOException("cannot listen at 127.0.0.1:" + listen + ": " + e.getMessage(), e);
        }
    }

    private int run(Optional<Tampering> order, List<Observer> first) throws IOException, InterruptedException {
        var out = Objects.requireNonNull(spec).commandLine().getOut();
        var observers = new ArrayList<>(first);
        observers.add(new Printer(out, show, text));
        try (var tap = Tap.open(listen, to, new Observers(observers))) {
            order.ifPresent(tap::tamper);
            out.println("tap: listening at 127.0.0.1:" + tap.port() + ", connecting to " + to.getHostString() + ":"
                    + to.getPort() + order.map(each -> "; will " + each).orElse(""));
            if (pcap != null) {
                out.println("tap: capturing to " + pcap);
            }
            out.println("tap: Ctrl-C ends it");
            tap.awaitClose();
        }
        return 0;
    }

    private Capture capture(Path file) throws IOException {
        var err = Objects.requireNonNull(spec).commandLine().getErr();
        try {
            return Capture.open(file, force, what -> err.println("tap: " + what));
        } catch (FileAlreadyExistsException e) {
            throw new IOException(file + " is there already; --force replaces it", e);
        } catch (NoSuchFileException e) {
            throw new IOException(file + ": there is no such directory", e);
        }
    }

    /** Prints record by record, one at a time. */
    static final class Printer implements Observer {

        private final PrintWriter out;
        private final int show;
        private final boolean text;
        private final Map<String, Records> streams = new HashMap<>();

        Printer(PrintWriter out, int show, boolean text) {
            this.out = out;
            this.show = show;
            this.text = text;
        }

        @Override
        public synchronized void arrived(int connection, Direction direction, byte[] bytes) {
            streams.computeIfAbsent(key(connection, direction), key -> records(connection, direction))
                    .feed(bytes)
                    .forEach(piece -> print(connection, direction, piece));
        }

        @Override
        public synchronized void tampered(int connection, Direction direction, String what) {
            out.println(prefix(connection, direction) + "** " + what + " **");
        }

        @Override
        public synchronized void ended(int connection, Direction direction, Ending ending, String how) {
            var records = streams.remove(key(connection, direction));
            if (records != null) {
                records.rest().ifPresent(piece -> print(connection, direction, piece));
            }
            out.println(prefix(connection, direction) + how);
        }

        /** The client's first bytes say what its server's answer is cut into. */
        private Records records(int connection, Direction direction) {
            var asked = streams.get(key(connection, Direction.CLIENT_TO_SERVER));
            boolean noise = direction == Direction.SERVER_TO_CLIENT && asked != null && asked.noise();
            return noise ? Records.answeringNoise() : new Records(0);
        }

        private void print(int connection, Direction direction, Records.Piece piece) {
            out.println(prefix(connection, direction) + "at " + piece.offset() + ": " + piece.description());
            var shown = Arrays.copyOf(piece.bytes(), Math.min(piece.bytes().length, Math.max(0, show)));
            var lines = text && !piece.record() ? HexDump.text(shown) : HexDump.lines(piece.offset(), shown, WIDTH);
            lines.forEach(line -> out.println(("     " + line).stripTrailing()));
            if (shown.length > 0 && shown.length < piece.bytes().length) {
                out.println("     ... " + (piece.bytes().length - shown.length) + " more (--show)");
            }
        }

        private static String prefix(int connection, Direction direction) {
            return "#" + connection + " " + direction.label() + " ";
        }

        private static String key(int connection, Direction direction) {
            return connection + direction.label();
        }
    }

    /** The names as people write them. */
    static final class Directions implements ITypeConverter<Direction> {

        Directions() {}

        @Override
        public Direction convert(String text) {
            return Arrays.stream(Direction.values())
                    .filter(each -> each.toString().equals(text))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException(
                            "'" + text + "' is neither client-to-server nor server-to-client"));
        }
    }
}
