package io.securechannel.examples.transfer.terminal;

import static org.assertj.core.api.Assertions.assertThat;
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
import io.securechannel.examples.transfer.receiver.Policy;
import io.securechannel.examples.transfer.receiver.ReceivingSession;
import io.securechannel.examples.transfer.sender.Sending;
import io.securechannel.examples.transfer.sender.SendingSession;
import io.securechannel.examples.transfer.sender.SourceTree;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.noise.OneTimeCode;
import io.securechannel.peer.Trust;
import io.securechannel.testkit.TestCa;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Both ends over real channels on loopback: TLS, Noise and a one-time code; either end waits; cuts on the way. */
@Timeout(60)
class TransportsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    private final List<String> said = new ArrayList<>();
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
        var trust = Trust.only(ca.certificate());
        var waits = new CertificateAccess(ca.server("localhost", "127.0.0.1"), trust);
        var calls = new CertificateAccess(ca.client("Ada"), trust);
        run(waits, calls, Role.RECEIVER, List.of());
        assertArrived();
        assertThat(said).isEmpty();
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
            assertThat(Tree.told(target)).isEmpty();
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
        try (var meeting = new Waiting("127.0.0.1", 0, access, PATIENCE, listening::complete)) {
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
        var noted = new Noted();
        if (role == Role.RECEIVER) {
            course.run(link -> ReceivingSession.receive(link, target, Policy.DEFAULT, noted), () -> noted.moved);
            return;
        }
        var sending = new Sending(SourceTree.read(List.of(source.root().resolve("d"))), noted);
        course.run(link -> new SendingSession(link, sending).run(), () -> noted.moved);
        assertThat(sending.failures()).isEmpty();
    }
}
