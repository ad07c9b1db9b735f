package io.securechannel.examples.transfer.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.examples.transfer.Transfer.Noted;
import io.securechannel.examples.transfer.Tree;
import io.securechannel.examples.transfer.meeting.Access;
import io.securechannel.examples.transfer.meeting.Calling;
import io.securechannel.examples.transfer.meeting.Course;
import io.securechannel.examples.transfer.meeting.Waiting;
import io.securechannel.examples.transfer.protocol.Greeting;
import io.securechannel.examples.transfer.protocol.Message.Hello;
import io.securechannel.examples.transfer.protocol.Message.Role;
import io.securechannel.examples.transfer.protocol.Refusal;
import io.securechannel.examples.transfer.protocol.StoppedException;
import io.securechannel.examples.transfer.receiver.Policy;
import io.securechannel.examples.transfer.receiver.ReceivingSession;
import io.securechannel.examples.transfer.receiver.Target;
import io.securechannel.examples.transfer.sender.Sending;
import io.securechannel.examples.transfer.sender.SendingSession;
import io.securechannel.examples.transfer.sender.SourceTree;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.noise.OneTimeCode;
import io.securechannel.peer.Trust;
import io.securechannel.testkit.TestCa;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Both ends over real channels on loopback: TLS, Noise and a one-time code; either end waits; cuts on the way. */
@Timeout(60)
class TransportsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final InetSocketAddress LOOPBACK = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    @TempDir
    private Path directory;

    private final List<String> said = new CopyOnWriteArrayList<>();
    private final List<String> refused = new CopyOnWriteArrayList<>();
    private Tree source;
    private Path target;

    @BeforeEach
    void prepare() throws Exception {
        source = new Tree(directory.resolve("source"));
        source.file("d/large", 400_000);
        source.file("d/small", 10);
        source.directory("d", "rwxr-xr-x");
        target = Files.createDirectory(directory.resolve("target"));
    }

    @Test
    void overTls() throws Exception {
        var ca = TestCa.create("Transfer Root");
        run(server(ca, "Ada"), client(ca, "Ada"), Role.RECEIVER, List.of());
        assertArrived();
        assertThat(said).isEmpty();
        assertThat(refused).isEmpty();
    }

    private static CertificateAccess server(TestCa ca, String expected) throws Exception {
        return new CertificateAccess(
                ca.server("localhost", "127.0.0.1"), Trust.only(ca.certificate()), Optional.of(expected));
    }

    private static CertificateAccess client(TestCa ca, String name) throws Exception {
        return new CertificateAccess(ca.client(name), Trust.only(ca.certificate()), Optional.of("localhost"));
    }

    /** FT26: a certificate of the CA alone is not who is expected; the waiting goes on. */
    @Test
    void somebodyElseOfTheSameCaTakesNothing() throws Exception {
        var ca = TestCa.create("Transfer Root");
        var waits = server(ca, "Ada");
        var listening = new CompletableFuture<Integer>();
        var receiving = CompletableFuture.runAsync(() -> waiting(waits, Role.RECEIVER, listening));
        var mallory = catchThrowableOfType(
                SecureChannelException.class, () -> calling(client(ca, "Mallory"), Role.SENDER, listening.join()));
        assertThat(mallory.reason()).isEqualTo(Reason.OWN_CERTIFICATE_REFUSED);
        assertThat(receiving).isNotDone();
        calling(client(ca, "Ada"), Role.SENDER, listening.join());
        receiving.join();
        assertThat(refused).singleElement().asString().contains("somebody else has come from", "CN=Mallory");
        assertArrived();
    }

    /** FT26, at the end that calls: the name of the host is right, and the other one is not. */
    @Test
    void anotherThanWasCalledIsSentNothing() throws Exception {
        var ca = TestCa.create("Transfer Root");
        var waits = server(ca, "Ada");
        var listening = new CompletableFuture<Integer>();
        var receiving = CompletableFuture.runAsync(() -> waiting(waits, Role.RECEIVER, listening));
        var calls = new CertificateAccess(ca.client("Ada"), Trust.only(ca.certificate()), Optional.of("bob.example"));
        var wrong =
                catchThrowableOfType(SecureChannelException.class, () -> calling(calls, Role.SENDER, listening.join()));
        assertThat(wrong.reason()).isEqualTo(Reason.PEER_NOT_ALLOWED);
        assertThat(wrong).hasMessageContainingAll("CN=localhost", "not bob.example, who is expected");
        calling(client(ca, "Ada"), Role.SENDER, listening.join());
        receiving.join();
        assertArrived();
    }

    /** FT27: nobody waits for ever for one who never comes. */
    @Test
    void nobodyComes() throws Exception {
        try (var ada = NoiseKeyPair.generate();
                var bob = NoiseKeyPair.generate();
                var meeting = new Waiting(
                        LOOPBACK,
                        noise(ada, bob),
                        new Waiting.Patience(Duration.ofMillis(20), PATIENCE),
                        port -> assertThat(port).isPositive())) {
            assertThatThrownBy(meeting::meet).hasMessageContaining("nobody has come within 0 s");
        }
    }

    /** FT28: whichever end a person stops, the other one is told, and what has arrived stays. */
    @Test
    void theSenderIsStopped() throws Exception {
        stopped(Role.SENDER);
    }

    @Test
    void theReceiverIsStopped() throws Exception {
        stopped(Role.RECEIVER);
    }

    private void stopped(Role role) throws Exception {
        source.file("d/large", 30_000_000);
        source.directory("d", "rwxr-xr-x");
        try (var ada = NoiseKeyPair.generate();
                var bob = NoiseKeyPair.generate()) {
            var listening = new CompletableFuture<Integer>();
            var received = new CompletableFuture<Course>();
            var stopping = new Noted();
            var receiving = CompletableFuture.supplyAsync(() -> {
                try (var meeting = new Waiting(
                        LOOPBACK, noise(ada, bob), new Waiting.Patience(PATIENCE, PATIENCE), told(listening))) {
                    var course = new Course(meeting, noise(ada, bob), Role.RECEIVER, said::add);
                    received.complete(course);
                    return failure(course, Role.RECEIVER, role == Role.RECEIVER ? stopping : new Noted());
                }
            });
            try (var meeting = new Calling("localhost", listening.join(), noise(bob, ada), PATIENCE)) {
                var course = new Course(meeting, noise(bob, ada), Role.SENDER, said::add);
                var stop = new CompletableFuture<Void>();
                var which = role == Role.SENDER ? course : received.join();
                stopping.onMoved = () -> {
                    if (stopping.moved > 1_000_000 && stop.complete(null)) {
                        new Thread(which::stop, "stop").start();
                    }
                };
                var sender = failure(course, Role.SENDER, role == Role.SENDER ? stopping : new Noted());
                var receiver = receiving.join();
                var own = role == Role.SENDER ? sender : receiver;
                var other = role == Role.SENDER ? receiver : sender;
                assertThat(own)
                        .isInstanceOfSatisfying(
                                SecureChannelException.class,
                                e -> assertThat(e.reason()).isEqualTo(Reason.INTERRUPTED));
                assertThat(other)
                        .isInstanceOfSatisfying(
                                StoppedException.class, e -> assertThat(e.why()).isEqualTo(Refusal.STOPPED))
                        .hasMessageContaining("run both again, and it goes on");
            }
            assertThat(said).containsExactly("stopped: what has arrived stays, and it goes on when both are run again");
            assertThat(Tree.hasParts(target)).isTrue();
            run(noise(ada, bob), noise(bob, ada), Role.RECEIVER, List.of());
        }
        assertArrived();
    }

    private Exception failure(Course course, Role role, Noted noted) {
        try {
            course(course, role, noted);
            throw new AssertionError("it was stopped");
        } catch (Exception e) {
            return e;
        }
    }

    private Waiting.Told told(CompletableFuture<Integer> listening) {
        return new Waiting.Told() {
            @Override
            public void listening(int port) {
                listening.complete(port);
            }

            @Override
            public void refused(String line) {
                refused.add(line);
            }
        };
    }

    @Test
    void overNoiseAndTheSenderWaits() throws Exception {
        try (var ada = NoiseKeyPair.generate();
                var bob = NoiseKeyPair.generate()) {
            run(noise(ada, bob), noise(bob, ada), Role.SENDER, List.of());
        }
        assertArrived();
    }

    private static NoiseAccess noise(NoiseKeyPair own, NoiseKeyPair peer) {
        return new NoiseAccess(Optional.of(own), Optional.of(Trust.pinned(peer.publicKey())), Optional.empty());
    }

    /** FT22: the code lets the two exchange keys, and by those they meet after each cut. */
    @Test
    void byACodeAndCutOnTheWay() throws Exception {
        try (var code = OneTimeCode.random();
                var waits = new Access.ByCode(code);
                var calls = new Access.ByCode(typed(code))) {
            run(waits, calls, Role.RECEIVER, List.of(Long.MAX_VALUE, 5_000L, 200_000L, 150_000L));
        }
        assertArrived();
        assertThat(said).isNotEmpty().allMatch(each -> each.startsWith("the channel was cut, and the transfer"));
    }

    @Test
    void anotherCodeLetsNobodyIn() throws Exception {
        try (var code = OneTimeCode.random();
                var other = OneTimeCode.random();
                var waits = new Access.ByCode(code);
                var calls = new Access.ByCode(other)) {
            var listening = new CompletableFuture<Integer>();
            var receiving = CompletableFuture.runAsync(() -> waiting(waits, Role.RECEIVER, listening));
            var refused = catchThrowableOfType(
                    SecureChannelException.class, () -> calling(calls, Role.SENDER, listening.join()));
            assertThat(refused.reason()).isEqualTo(Reason.CODE_REFUSED);
            var atReceiver = catchThrowableOfType(CompletionException.class, receiving::join);
            assertThat(((SecureChannelException) atReceiver.getCause()).reason())
                    .isEqualTo(Reason.CODE_REFUSED);
        }
        assertThat(Tree.told(target)).isEmpty();
    }

    @Test
    void strangersOverNoiseLeaveNothing() throws Exception {
        try (var ada = NoiseKeyPair.generate();
                var bob = NoiseKeyPair.generate();
                var eve = NoiseKeyPair.generate()) {
            var listening = new CompletableFuture<Integer>();
            var receiving = CompletableFuture.runAsync(() -> waiting(noise(ada, bob), Role.RECEIVER, listening));
            var refused = catchThrowableOfType(
                    SecureChannelException.class, () -> calling(noise(eve, ada), Role.SENDER, listening.join()));
            assertThat(refused.reason()).isEqualTo(Reason.CONNECTION_CUT);
            assertThat(receiving).isNotDone();
            assertThat(Tree.told(target)).containsOnlyKeys(".lock.securechannel-part");
            calling(noise(bob, ada), Role.SENDER, listening.join());
            receiving.join();
        }
        assertArrived();
    }

    /** FT23: the first channel of a peer that has lost it is not waited for. */
    @Test
    void aLaterChannelTakesThePlaceOfAnEarlierOne() throws Exception {
        try (var ada = NoiseKeyPair.generate();
                var bob = NoiseKeyPair.generate()) {
            var listening = new CompletableFuture<Integer>();
            var receiving = CompletableFuture.runAsync(() -> waiting(noise(ada, bob), Role.RECEIVER, listening));
            try (var lost = new Calling("localhost", listening.join(), noise(bob, ada), PATIENCE).meet()) {
                Greeting.exchange(lost, new Hello(Role.SENDER, Optional.empty()));
                calling(noise(bob, ada), Role.SENDER, listening.join());
                receiving.join();
                assertThat(lost.receive()).isEmpty();
            }
        }
        assertArrived();
    }

    /** FT23: of several who are believed, the first is the other end, and nobody else takes its place. */
    @Test
    void anotherOneWhoIsBelievedIsTold() throws Exception {
        try (var ada = NoiseKeyPair.generate();
                var bob = NoiseKeyPair.generate();
                var carol = NoiseKeyPair.generate()) {
            var either = new NoiseAccess(
                    Optional.of(ada), Optional.of(Trust.pinned(bob.publicKey(), carol.publicKey())), Optional.empty());
            var listening = new CompletableFuture<Integer>();
            var receiving = CompletableFuture.runAsync(() -> waiting(either, Role.RECEIVER, listening));
            try (var first = new Calling("localhost", listening.join(), noise(bob, ada), PATIENCE).meet()) {
                Greeting.exchange(first, new Hello(Role.SENDER, Optional.empty()));
                assertThatThrownBy(() -> calling(noise(carol, ada), Role.SENDER, listening.join()))
                        .isInstanceOfSatisfying(
                                StoppedException.class, e -> assertThat(e.why()).isEqualTo(Refusal.BUSY));
                var sending = new Sending(SourceTree.read(List.of(source.root().resolve("d"))), new Noted());
                new SendingSession(first, sending).run();
            }
            receiving.join();
        }
        assertArrived();
        assertThat(refused).singleElement().asString().contains("this end is busy with another one");
    }

    private static OneTimeCode typed(OneTimeCode code) {
        try (var shown = code.code()) {
            return OneTimeCode.of(shown.copy());
        }
    }

    private void assertArrived() throws Exception {
        assertThat(Tree.told(target)).isEqualTo(Tree.told(source.root()));
    }

    private void run(Access waits, Access calls, Role waitingRole, List<Long> cuts) throws Exception {
        var listening = new CompletableFuture<Integer>();
        var waiting = CompletableFuture.runAsync(() -> waiting(waits, waitingRole, listening));
        var other = waitingRole == Role.SENDER ? Role.RECEIVER : Role.SENDER;
        try (var relay = new CuttingRelay(listening.join(), cuts)) {
            calling(calls, other, relay.port());
            waiting.join();
        }
    }

    private void waiting(Access access, Role role, CompletableFuture<Integer> listening) {
        try (var meeting = new Waiting(LOOPBACK, access, new Waiting.Patience(PATIENCE, PATIENCE), told(listening))) {
            course(new Course(meeting, access, role, line -> {}), role);
        } catch (Exception e) {
            listening.completeExceptionally(e);
            throw new CompletionException(e);
        }
    }

    private void calling(Access access, Role role, int port) throws Exception {
        try (var meeting = new Calling("localhost", port, access, PATIENCE)) {
            course(new Course(meeting, access, role, said::add), role);
        }
    }

    private void course(Course course, Role role) throws Exception {
        course(course, role, new Noted());
    }

    private void course(Course course, Role role, Noted noted) throws Exception {
        if (role == Role.RECEIVER) {
            try (var folder = Target.open(target)) {
                course.run(link -> ReceivingSession.receive(link, folder, Policy.DEFAULT, noted), () -> noted.moved);
            }
            return;
        }
        var sending = new Sending(SourceTree.read(List.of(source.root().resolve("d"))), noted);
        course.run(link -> new SendingSession(link, sending).run(), () -> noted.moved);
        assertThat(sending.failures()).isEmpty();
    }
}
