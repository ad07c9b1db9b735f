package io.securechannel.soak;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import io.securechannel.ClientConfig;
import io.securechannel.Loopback;
import io.securechannel.SecureChannel;
import io.securechannel.SecureChannelServer;
import io.securechannel.ServerConfig;
import io.securechannel.event.SecurityEvent;
import io.securechannel.event.SecurityListener;
import io.securechannel.keys.Identity;
import io.securechannel.soak.RotatedFiles.Way;
import io.securechannel.testkit.TestCa;
import io.securechannel.tls.TlsContextFactory;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * A server and its clients, with mutual TLS, whose keys, chains and authorities are replaced while connections are made all
 * the time. An authority is replaced in three steps, one a reload: both ends come to believe the new one beside the old;
 * both are certified by the new one; both stop believing the old one. What is waited for between two steps is what an
 * administrator has to wait for, that everybody has the step before.
 */
final class ReloadLoad {

    private static final int OPEN_CHANNELS = 4;
    private static final int STEPS = 3;
    private static final List<Way> WAYS = List.of(Way.RENAME, Way.SYMLINK, Way.IN_PLACE);

    private final Duration period;
    private final Path directory;
    private final List<SecurityEvent> wrong = new CopyOnWriteArrayList<>();
    private final AtomicLong reloaded = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();

    private TestCa old = TestCa.create("Soak Root 0");
    private TestCa young = old;
    private int generation;

    ReloadLoad(Path directory, Duration period) {
        this.directory = directory;
        this.period = period;
    }

    /**
     * What was seen.
     *
     * @param replacements how often both ends' files were replaced
     * @param reloads how many of them the three factories have told
     * @param refusals how often one found half a file and told so
     * @param connections made while that went on
     * @param resumed how many of them resumed a session
     * @param messages on the channels that stayed open
     */
    record Figures(int replacements, long reloads, long refusals, long connections, long resumed, long messages) {}

    Figures run(Duration length) throws Exception {
        var server = new RotatedFiles(directory.resolve("server"), server(old), old.certificate());
        var client = new RotatedFiles(directory.resolve("client"), old.client("ada"), old.certificate());
        var serverTls = TlsContextFactory.serverBuilder(server.identity())
                .requireClientCertificate(server.trust())
                .reloadInterval(period.dividedBy(5))
                .build();
        var clients = List.of(clientTls(client, true), clientTls(client, false));
        long threads = threads();
        warmUp(serverTls, clients.get(1));
        comesBack("threads after the first connection", ReloadLoad::threads, threads);
        long descriptors = descriptors();
        Visitors visitors;
        try (var listening = listen(serverTls)) {
            visitors = visitors(listening.port(), clients);
            visitors.publish(0, certificate(serverTls), certificate(clients.get(0)));
            visitors.start(OPEN_CHANNELS);
            try {
                replaceAllTheTime(length, visitors, new End(server, List.of(serverTls)), new End(client, clients));
            } finally {
                visitors.stop();
            }
            comesBack("connections", listening::connections, 0);
        }
        assertThat(visitors.failures()).as("failed connections").isEmpty();
        assertThat(wrong).as("failures that a listener heard of").isEmpty();
        comesBack("threads", ReloadLoad::threads, threads);
        comesBack("descriptors", ReloadLoad::descriptors, descriptors);
        return new Figures(
                generation,
                reloaded.get(),
                refused.get(),
                visitors.connections(),
                visitors.resumed(),
                visitors.messagesOnOpenChannels());
    }

    /** Answers every message with the serial number of the client's certificate. */
    private SecureChannelServer listen(TlsContextFactory.Server tls) throws IOException {
        var config = ServerConfig.tls(tls).listener(listener()).build();
        return SecureChannelServer.listen(
                Loopback.anyPort(),
                config,
                channel -> channel.forEachMessage(message -> channel.sendText(channel.peer()
                        .certificate()
                        .orElseThrow()
                        .getSerialNumber()
                        .toString(16))));
    }

    private Visitors visitors(int port, List<TlsContextFactory.Client> clients) {
        return new Visitors(
                port,
                clients.stream()
                        .flatMap(each -> Stream.of(config(each), config(each)))
                        .toList());
    }

    private static X509Certificate certificate(TlsContextFactory tls) {
        return tls.identities().get(0).certificate();
    }

    /**
     * One end.
     *
     * @param files its files
     * @param factories what reads them
     */
    private record End(RotatedFiles files, List<? extends TlsContextFactory> factories) {}

    private void replaceAllTheTime(Duration length, Visitors visitors, End server, End client) throws Exception {
        long start = System.nanoTime();
        for (long next = start;
                next - start < length.toNanos() && visitors.failures().isEmpty(); ) {
            var way = WAYS.get(generation / STEPS % WAYS.size());
            int step = generation % STEPS;
            generation++;
            if (step == 0) {
                old = young;
                young = TestCa.create("Soak Root " + generation);
            }
            var authorities = step == 2
                    ? List.of(young.certificate())
                    : List.of(young.certificate(), old.certificate()); // what is cut lacks the one that is needed
            var issuer = step == 0 ? old : young;
            var ownOfServer = server(issuer);
            var ownOfClient = issuer.client("ada");
            visitors.publish(generation, ownOfServer.certificate(), ownOfClient.certificate());
            server.files().replace(way, ownOfServer, authorities, visitors::awaitRound);
            client.files().replace(way, ownOfClient, authorities, visitors::awaitRound);
            visitors.await(
                    "everybody uses what was written",
                    () -> uses(server, ownOfServer, authorities) && uses(client, ownOfClient, authorities));
            visitors.inForce(generation);
            visitors.awaitRound(); // nobody is in a handshake that began before
            next = Math.max(next + period.toNanos(), System.nanoTime());
            parkUntil(next);
        }
    }

    private static boolean uses(End end, Identity identity, List<X509Certificate> authorities) {
        return end.factories().stream()
                .allMatch(tls -> certificate(tls).equals(identity.certificate())
                        && tls.trust().orElseThrow().authorities().equals(authorities));
    }

    private static Identity server(TestCa ca) {
        return ca.intermediate("Soak Intermediate").server("localhost");
    }

    private TlsContextFactory.Client clientTls(RotatedFiles files, boolean resumes) throws Exception {
        var builder = TlsContextFactory.clientBuilder(files.trust())
                .identity(files.identity())
                .reloadInterval(period.dividedBy(5));
        return (resumes ? builder : builder.withoutResumption()).build();
    }

    private ClientConfig config(TlsContextFactory.Client tls) {
        return ClientConfig.tls(tls).listener(listener()).build();
    }

    private SecurityListener listener() {
        return event -> {
            if (event instanceof SecurityEvent.Reloaded) {
                reloaded.incrementAndGet();
            } else if (event instanceof SecurityEvent.ReloadRefused) {
                refused.incrementAndGet();
            } else if (event instanceof SecurityEvent.HandshakeFailed
                    || event instanceof SecurityEvent.HandlerFailed
                    || event instanceof SecurityEvent.Refused) {
                wrong.add(event);
            }
        };
    }

    /** Loads what stays. */
    private void warmUp(TlsContextFactory.Server serverTls, TlsContextFactory.Client clientTls) throws IOException {
        try (var listening = listen(serverTls);
                var channel = SecureChannel.connect("localhost", listening.port(), config(clientTls))) {
            channel.sendText("hello");
            assertThat(channel.receiveText()).isPresent();
        }
    }

    private static void parkUntil(long nanos) {
        while (System.nanoTime() - nanos < 0) {
            LockSupport.parkNanos(nanos - System.nanoTime());
        }
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("securechannel-")
                        || thread.getName().startsWith("soak-"))
                .count();
    }

    private static long descriptors() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getOpenFileDescriptorCount()
                : 0; // this system does not tell
    }

    private static void comesBack(String what, LongSupplier figure, long most) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (figure.getAsLong() > most && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        assertThat(figure.getAsLong()).as(what).isLessThanOrEqualTo(most);
    }
}
