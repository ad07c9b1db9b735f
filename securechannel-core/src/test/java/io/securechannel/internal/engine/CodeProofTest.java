package io.securechannel.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.internal.engine.ChannelEngine.Turn;
import io.securechannel.noise.NoiseContext;
import io.securechannel.noise.OneTimeCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One-time codes between two engines (docs/spec/noise.md, section 6); over sockets see OneTimeCodeChannelTest. */
@Timeout(20)
class CodeProofTest {

    private final OneTimeCode told = code("k7mq2p");
    private final OneTimeCode typed = code("k7mq2p");

    @AfterEach
    void close() {
        told.close();
        typed.close();
    }

    @Test
    void theSameCodeOpensTheChannel() throws Exception {
        var ends = new Ends(typed, told);
        ends.untilDone();
        for (var engine : List.of(ends.client, ends.server)) {
            assertThat(engine.session().sharesSecret()).isTrue();
            assertThat(engine.session().peerKey()).isEmpty();
            assertThat(engine.hasOutput()).isFalse();
        }
        assertThat(told.used()).isTrue();
        assertThat(typed.used()).isTrue();
        var record = said(ends.client, new byte[] {7});
        assertThat(NoiseFixture.hear(ends.server, record)).containsExactly(7);
    }

    @Test
    void beforeTheProofThereIsNoChannel() throws Exception {
        var ends = new Ends(typed, told);
        ends.clientSpeaks();
        ends.serverSpeaks();
        var confirmedAndBegun = NoiseFixture.said(ends.client);
        assertThat(ends.client.turn()).isEqualTo(Turn.RECEIVE);
        assertThatThrownBy(ends.client::session).isInstanceOf(IllegalStateException.class);
        NoiseFixture.hear(ends.server, confirmedAndBegun);
        assertThat(ends.server.turn()).isNotEqualTo(Turn.DONE);
        assertThatThrownBy(ends.server::session).isInstanceOf(IllegalStateException.class);
        assertThat(told.used()).isFalse();
        assertThat(typed.used()).isFalse();
    }

    /** Part of a message is none: nothing is taken, and nothing said. */
    @Test
    void theProofMayComeByteByByte() throws Exception {
        var ends = new Ends(typed, told);
        ends.clientSpeaks();
        ends.serverSpeaks();
        var first = NoiseFixture.said(ends.client);
        var arrived = ByteBuffer.allocate(first.length).limit(0);
        for (int at = 0; at < first.length; at++) {
            assertThat(ends.server.turn()).as("after %d bytes", at).isEqualTo(Turn.RECEIVE);
            assertThat(ends.server.hasOutput()).isFalse();
            arrived.limit(at + 1).put(at, first[at]);
            ends.server.feed(arrived, ByteBuffer.allocate(0));
        }
        assertThat(ends.server.turn()).isEqualTo(Turn.SEND);
    }

    @Test
    void anotherCodeIsRefusedAndTheOtherEndIsTold() throws Exception {
        try (var wrong = code("k7mq2q")) {
            var ends = new Ends(wrong, told);
            ends.clientSpeaks();
            ends.serverSpeaks();
            ends.clientSpeaks();
            ends.serverSpeaks();
            var proof = NoiseFixture.said(ends.client);
            assertRefused(() -> NoiseFixture.hear(ends.server, proof), "has another code");
            var refusal = NoiseFixture.said(ends.server);
            assertThat(refusal).isNotEmpty();
            assertRefused(() -> NoiseFixture.hear(ends.client, refusal), "the other end refuses the code");
            assertThat(NoiseFixture.said(ends.client))
                    .as("a refusal is not answered by another")
                    .isEmpty();
            assertThat(told.used()).isTrue();
            assertThat(wrong.used()).isTrue();
        }
    }

    @Test
    void aCodeThatIsUsedIsNotBegunAtEitherEnd() throws Exception {
        new Ends(typed, told).untilDone();
        try (var fresh = code("k7mq2p")) {
            var late = new Ends(fresh, told);
            var hello = NoiseFixture.said(late.client);
            assertRefused(() -> NoiseFixture.hear(late.server, hello), "has been used");
            var refusal = NoiseFixture.said(late.server);
            assertRefused(() -> NoiseFixture.hear(late.client, refusal), "the server says that its code has been used");
            assertThat(fresh.used()).isFalse();
            var again = new Ends(typed, fresh);
            assertRefused(() -> NoiseFixture.said(again.client), "has been used");
        }
    }

    /** Two handshakes may begin with one code, and one of them gets it. */
    @Test
    void aCodeThatIsUsedMeanwhileIsRefusedInTheProof() throws Exception {
        try (var second = code("k7mq2p")) {
            var slow = new Ends(second, told);
            slow.clientSpeaks();
            slow.serverSpeaks();
            new Ends(typed, told).untilDone();
            var proof = NoiseFixture.said(slow.client);
            assertRefused(() -> NoiseFixture.hear(slow.server, proof), "used");
            var refusal = NoiseFixture.said(slow.server);
            assertRefused(() -> NoiseFixture.hear(slow.client, refusal), "the other end refuses the code");
            assertThat(second.used()).isFalse();
        }
    }

    @Test
    void aCutInTheProofSaysWhetherTheCodeIsUsedUp() throws Exception {
        var ends = new Ends(typed, told);
        assertThat(ends.client.endOfInput()).message().doesNotContain("code");
        ends.clientSpeaks();
        ends.serverSpeaks();
        ends.clientSpeaks();
        for (var engine : List.of(ends.client, ends.server)) {
            assertThat(engine.endOfInput().reason()).isEqualTo(Reason.CONNECTION_CUT);
            assertThat(engine.endOfInput()).message().contains("has not been used", "connect again");
        }
        ends.serverSpeaks();
        NoiseFixture.said(ends.client); // its proof, which is a guess
        assertThat(ends.client.endOfInput()).message().contains("used up", "make a new one");
    }

    /** A deadline, or a reset, instead of an end. */
    @Test
    void whatElseEndsTheProofSaysSoToo() throws Exception {
        var late = new SecureChannelException(Reason.HANDSHAKE_TIMEOUT, "too late");
        var reset = new SecureChannelException(Reason.CONNECTION_CUT, "reset", new IOException("reset"));
        var cut = new SecureChannelException(Reason.CONNECTION_CUT, "said by this library");
        var ends = new Ends(typed, told);
        assertThat(ends.client.inHandshake(late)).isSameAs(late);
        ends.clientSpeaks();
        ends.serverSpeaks();
        ends.clientSpeaks();
        for (var error : List.of(late, reset)) {
            var said = ends.server.inHandshake(error);
            assertThat(said.reason()).isEqualTo(error.reason());
            assertThat(said)
                    .hasCause(error)
                    .message()
                    .startsWith(error.getMessage())
                    .contains("has not been used");
        }
        assertThat(ends.server.inHandshake(cut)).isSameAs(cut);
    }

    @Test
    void closingMeanwhileEndsTheProof() throws Exception {
        var ends = new Ends(typed, told);
        ends.clientSpeaks();
        ends.serverSpeaks();
        var first = NoiseFixture.said(ends.client);
        ends.client.destroy();
        NoiseFixture.hear(ends.server, first);
        var answer = NoiseFixture.said(ends.server);
        assertThat(catchThrowableOfType(SecureChannelException.class, () -> NoiseFixture.hear(ends.client, answer))
                        .reason())
                .isEqualTo(Reason.CLOSED);
        assertThat(typed.used()).isFalse();
    }

    private static void assertRefused(ThrowingCallable what, String words) {
        assertThatThrownBy(what)
                .isInstanceOfSatisfying(
                        SecureChannelException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.CODE_REFUSED))
                .hasMessageContaining(words);
    }

    private static byte[] said(ChannelEngine engine, byte[] plaintext) throws SecureChannelException {
        var room = ByteBuffer.allocate(2 * engine.recordSize());
        engine.drain(ByteBuffer.wrap(plaintext), room);
        return Arrays.copyOf(room.array(), room.position());
    }

    private static OneTimeCode code(String typed) {
        return OneTimeCode.of(typed.toCharArray());
    }

    /** Two engines, each with a code. */
    private static final class Ends {
        final NoiseEngine client;
        final NoiseEngine server;

        Ends(OneTimeCode ofClient, OneTimeCode ofServer) {
            var ends = new NoiseFixture(
                    NoiseContext.forClient(ofClient).build(),
                    NoiseContext.forServer(ofServer).build());
            this.client = ends.clientEngine();
            this.server = ends.serverEngine();
        }

        void clientSpeaks() throws SecureChannelException {
            NoiseFixture.hear(server, NoiseFixture.said(client));
        }

        void serverSpeaks() throws SecureChannelException {
            NoiseFixture.hear(client, NoiseFixture.said(server));
        }

        void untilDone() throws SecureChannelException {
            for (int flights = 0; client.turn() != Turn.DONE || server.turn() != Turn.DONE; flights++) {
                assertThat(flights).isLessThan(10);
                clientSpeaks();
                serverSpeaks();
            }
        }
    }
}
