package io.securechannel.examples.transfer.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import io.securechannel.examples.transfer.Transfer.Noted;
import io.securechannel.examples.transfer.Tree;
import io.securechannel.examples.transfer.meeting.Access;
import io.securechannel.examples.transfer.meeting.Calling;
import io.securechannel.examples.transfer.meeting.Course;
import io.securechannel.examples.transfer.meeting.Waiting;
import io.securechannel.examples.transfer.protocol.Message.Role;
import io.securechannel.examples.transfer.receiver.Policy;
import io.securechannel.examples.transfer.receiver.ReceivingSession;
import io.securechannel.examples.transfer.receiver.Target;
import io.securechannel.examples.transfer.sender.Sending;
import io.securechannel.examples.transfer.sender.SendingSession;
import io.securechannel.examples.transfer.sender.SourceTree;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.peer.Trust;
import io.securechannel.testkit.TestCa;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code -Dsecurechannel.soak.megabytes} in one file (5,000 by default) and {@code -Dsecurechannel.soak.files} small ones (10,000): by plain
 * sockets, over TLS and over Noise in one run, with time and CPU of both ends; and over Noise again, cut {@code -Dsecurechannel.soak.cuts}
 * times (20). All of them wait until each file is on the disk.
 */
@Tag("soak")
@Timeout(3600)
class TransferSoak {

    private static final int MEGABYTES = Integer.getInteger("securechannel.soak.megabytes", 5_000);
    private static final int FILES = Integer.getInteger("securechannel.soak.files", 10_000);
    private static final int CUTS = Integer.getInteger("securechannel.soak.cuts", 20);
    private static final long SEED =
            Long.getLong("securechannel.soak.seed", ThreadLocalRandom.current().nextLong());
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    private Path directory;

    private final Random random = new Random(SEED);
    private final Map<Path, Took> plain = new HashMap<>();

    private record Took(double seconds, double cpu) {}

    @Test
    void aLargeFileAndManySmallOnes() throws Exception {
        System.out.println("TransferSoak: -Dsecurechannel.soak.seed=" + SEED);
        var large = makeLarge(directory.resolve("large/file"));
        var small = makeSmall(directory.resolve("small"));
        var ca = TestCa.create("Transfer Root");
        var trust = Trust.only(ca.certificate());
        try (var ada = NoiseKeyPair.generate();
                var bob = NoiseKeyPair.generate()) {
            for (var source : List.of(large, small)) {
                measured(source, "plain sockets", target -> PlainCopy.copy(source, target));
                measured(
                        source,
                        "Noise",
                        target -> transfer(noise(ada, bob), noise(bob, ada), source, target, List.of()));
                measured(
                        source,
                        "TLS",
                        target -> transfer(
                                new CertificateAccess(ca.server("localhost"), trust, Optional.of("Ada")),
                                new CertificateAccess(ca.client("Ada"), trust, Optional.empty()),
                                source,
                                target,
                                List.of()));
            }
            for (var source : List.of(large, small)) {
                long size = SourceTree.read(List.of(source)).bytes();
                var cuts = new ArrayList<Long>();
                // Together they leave something over: each connection is cut, wherever the others were.
                for (int i = 0; i < CUTS; i++) {
                    cuts.add(20_000 + (long) (random.nextDouble() * (0.9 * size / CUTS - 20_000)));
                }
                measured(
                        source,
                        "Noise, cut",
                        target -> transfer(noise(ada, bob), noise(bob, ada), source, target, cuts));
            }
        }
    }

    private static NoiseAccess noise(NoiseKeyPair own, NoiseKeyPair peer) {
        return new NoiseAccess(Optional.of(own), Optional.of(Trust.pinned(peer.publicKey())), Optional.empty());
    }

    private Path makeLarge(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        var block = new byte[1_000_000];
        random.nextBytes(block);
        try (var out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (int i = 0; i < MEGABYTES; i++) {
                var buffer = ByteBuffer.wrap(block).putInt(0, i);
                while (buffer.hasRemaining()) {
                    out.write(buffer);
                }
            }
            out.force(true);
        }
        return file.getParent();
    }

    private Path makeSmall(Path root) throws IOException {
        for (int i = 0; i < FILES; i++) {
            var file = root.resolve("d" + i % 100).resolve("f" + i);
            Files.createDirectories(file.getParent());
            var content = new byte[random.nextInt(8_000)];
            random.nextBytes(content);
            Files.write(file, content);
        }
        return root;
    }

    private interface Copying {
        void to(Path target) throws Exception;
    }

    private void measured(Path source, String how, Copying copying) throws Exception {
        var target = Files.createDirectory(directory.resolve("target"));
        long cpu = PROCESS.getProcessCpuTime();
        long begun = System.nanoTime();
        copying.to(target);
        var took = new Took((System.nanoTime() - begun) / 1e9, (PROCESS.getProcessCpuTime() - cpu) / 1e9);
        var first = plain.computeIfAbsent(source, any -> took);
        System.out.printf(
                Locale.ROOT,
                "%s, %s: %.1f s (%.2f of plain), CPU of both ends %.1f s (%.2f)%n",
                source.getFileName(),
                how,
                took.seconds(),
                took.seconds() / first.seconds(),
                took.cpu(),
                took.cpu() / first.cpu());
        compare(source, target.resolve(source.getFileName()));
        delete(target);
    }

    private static void compare(Path source, Path target) throws IOException {
        try (var all = Files.walk(source)) {
            for (var each : (Iterable<Path>) all::iterator) {
                var there = target.resolve(source.relativize(each).toString());
                if (Files.isRegularFile(each)) {
                    assertThat(Files.mismatch(each, there)).as("%s", there).isEqualTo(-1);
                }
            }
        }
        try (var one = Files.walk(source);
                var other = Files.walk(target)) {
            assertThat(other.count()).isEqualTo(one.count());
        }
    }

    private static void delete(Path directory) throws IOException {
        try (var all = Files.walk(directory)) {
            for (var each : (Iterable<Path>) all.sorted(Comparator.reverseOrder())::iterator) {
                Files.delete(each);
            }
        }
    }

    private static void transfer(Access waits, Access calls, Path source, Path target, List<Long> cuts)
            throws Exception {
        var listening = new CompletableFuture<Integer>();
        var receiving = CompletableFuture.runAsync(() -> {
            try (var folder = Target.open(target);
                    var meeting = new Waiting(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                            waits,
                            new Waiting.Patience(PATIENCE, PATIENCE),
                            listening::complete)) {
                var noted = new Noted();
                new Course(meeting, waits, Role.RECEIVER, line -> {})
                        .run(link -> ReceivingSession.receive(link, folder, Policy.DEFAULT, noted), () -> noted.moved);
            } catch (Exception e) {
                throw new CompletionException(e);
            }
        });
        var noted = new Noted();
        var sending = new Sending(SourceTree.read(List.of(source)), noted);
        var said = new ArrayList<String>();
        if (cuts.isEmpty()) {
            send(calls, listening.join(), sending, noted, said);
        } else {
            try (var relay = new CuttingRelay(listening.join(), cuts)) {
                send(calls, relay.port(), sending, noted, said);
                assertThat(relay.made()).as("cuts").isEqualTo(cuts.size());
            }
        }
        receiving.join();
        assertThat(sending.failures()).isEmpty();
        assertThat(Tree.hasParts(target)).isFalse();
        if (!cuts.isEmpty()) {
            System.out.println(
                    "cut " + said.size() + " times; " + noted.moved + " bytes sent, " + noted.had + " found there");
            assertThat(said.size()).as("cuts that the sender saw").isGreaterThanOrEqualTo(cuts.size());
        }
    }

    private static void send(Access calls, int port, Sending sending, Noted noted, List<String> said) throws Exception {
        try (var meeting = new Calling("localhost", port, calls, PATIENCE)) {
            new Course(meeting, calls, Role.SENDER, said::add)
                    .run(link -> new SendingSession(link, sending).run(), () -> noted.moved);
        }
    }
}
