package io.securechannel.examples.transfer.receiver;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.examples.transfer.Scripted;
import io.securechannel.examples.transfer.Transfer;
import io.securechannel.examples.transfer.Tree;
import io.securechannel.examples.transfer.protocol.Codec;
import io.securechannel.examples.transfer.protocol.Item;
import io.securechannel.examples.transfer.protocol.Limits;
import io.securechannel.examples.transfer.protocol.Link;
import io.securechannel.examples.transfer.protocol.Message;
import io.securechannel.examples.transfer.protocol.StoppedException;
import io.securechannel.testkit.fuzz.FuzzInput;
import io.securechannel.testkit.fuzz.FuzzTarget;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A receiver, and messages of a sender who keeps no rule, in any order: nothing is written outside the target, what is there stays as it is, no
 * more is written than was sent, and the end is a documented one.
 */
class ReceiverFuzz extends FuzzTarget {

    private static final int MOST = 16;
    private static final byte[] CONTENT = {'a', 'b', 'c'};
    private static final long MOST_BYTES = 64 << 10;
    private static final Policy POLICY = new Policy(false, false, Limits.DEFAULT);

    @Override
    protected List<byte[]> seeds() throws IOException {
        var part = new ByteArrayOutputStream();
        part.writeBytes(Codec.encode(new Message.Part(1, 0)));
        part.writeBytes(CONTENT);
        var offer = Codec.encode(new Message.Offer(3, 3));
        var batch = Codec.encode(new Message.Batch(
                List.of(new Item.Directory("d"), Scripted.file("f", CONTENT.length), Scripted.leave())));
        var end = Codec.encode(new Message.End(1, Scripted.hash(CONTENT)));
        var finish = Codec.encode(new Message.Finish());
        var there = Codec.encode(new Message.Batch(List.of(Scripted.file("mine", CONTENT.length))));
        return List.of(
                FuzzInput.of(new byte[0], List.of(offer, batch, part.toByteArray(), end, finish)),
                FuzzInput.of(
                        new byte[0],
                        List.of(offer, batch, Codec.encode(new Message.Skip(1, Optional.empty())), finish)),
                FuzzInput.of(new byte[0], List.of(offer, there, Codec.encode(new Message.Part(0, 0)), end)),
                FuzzInput.of(new byte[0], List.of(batch)));
    }

    @Override
    protected List<String> words() {
        return List.of("..", "mine", "d/f", "CON", ".lock");
    }

    @Override
    protected long mostAnyway() {
        return 64L << 20;
    }

    @Override
    protected int mostInVerify() {
        return 16;
    }

    @Override
    protected Set<String> reaches() {
        return Set.of("a file is there");
    }

    /** No file comes to its end, or one is there already. */
    @Override
    protected boolean mayRefuse(int seed) {
        return seed > 0;
    }

    @Override
    protected void run(byte[] input) throws Exception {
        var directory = Files.createTempDirectory("fuzz");
        try {
            var target = Files.createDirectory(directory.resolve("target"));
            Files.writeString(target.resolve("mine"), "mine");
            Files.writeString(directory.resolve("outside"), "mine");
            var sender = new Sender(new FuzzInput(input).pieces(MOST));
            try {
                TestFolder.receive(
                        sender, target, POLICY, new Transfer.Noted(), new AtomicLong(MOST_BYTES), new ArrayList<>());
            } catch (SecureChannelException e) {
                assertThat(e.reason()).isIn(Reason.PROTOCOL_VIOLATION, Reason.CONNECTION_CUT);
            } catch (StoppedException e) {
                assertThat(e.getMessage()).isNotEmpty();
            }
            assertThat(target.resolve("mine")).hasContent("mine");
            if (Files.exists(target.resolve("d/f"))) {
                reached("a file is there");
            }
            assertThat(Tree.told(directory).keySet().stream().filter(each -> !each.startsWith("target")))
                    .containsExactly("outside");
            assertThat(sizes(target)).isLessThanOrEqualTo(4L + input.length);
        } finally {
            delete(directory);
        }
    }

    private static long sizes(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.getFileName().toString().startsWith(".lock"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    private static void delete(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                file.toFile().setWritable(true);
                Files.deleteIfExists(file);
            }
        }
    }

    /** Says what the input has, and hears nothing. */
    private static final class Sender implements Link {

        private final Deque<byte[]> messages;

        Sender(List<byte[]> messages) {
            this.messages = new ArrayDeque<>(messages);
        }

        @Override
        public void queue(byte[] message) {
            assertThat(message).isNotEmpty();
        }

        @Override
        public void stream(Writing writing) throws IOException {
            writing.to(new ByteArrayOutputStream());
        }

        @Override
        public void flush() {}

        @Override
        public Optional<InputStream> receive() {
            return Optional.ofNullable(messages.poll()).map(ByteArrayInputStream::new);
        }

        @Override
        public void close() {}
    }
}
